// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/media.h"

#include <utility>

#include "connectors/wecom/remedy.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

constexpr int kAttemptsPerChunk = 5;

ErrorKind KindFor(std::int32_t code) {
  switch (RemedyForSdk(code)) {
    case Remedy::kGone: return ErrorKind::kNotFound;
    case Remedy::kRefused: return ErrorKind::kInvalid;
    default: return ErrorKind::kUnavailable;
  }
}

Result<MediaChunk> OneChunk(HelperClient& helper, const std::string& index, const std::string& fileid,
                            const MediaOptions& options, const std::stop_token& stop) {
  std::chrono::milliseconds delay = options.retry_first;
  for (int attempt = 1;; ++attempt) {
    Result<MediaChunk> chunk = helper.GetMedia(index, fileid, options.proxy, options.timeout_s, stop);
    if (chunk && chunk->code == 0) return chunk;
    Error error = chunk ? Error{KindFor(chunk->code), SdkCode(chunk->code), "the SDK could not fetch a media file"}
                        : chunk.error();
    const bool again = !chunk || RemedyForSdk(chunk->code) == Remedy::kRetry;
    if (!again || attempt == kAttemptsPerChunk || !WaitFor(delay, stop)) return error;
    delay *= 2;
  }
}

}  // namespace

Status DownloadMedia(HelperClient& helper, const std::string& fileid, const MediaOptions& options, MediaWriter& out,
                     const std::stop_token& stop) {
  if (fileid.empty()) return Error{ErrorKind::kInvalid, "wecom.media_unnamed", "the message names no file"};
  std::string index;
  for (;;) {
    Result<MediaChunk> chunk = OneChunk(helper, index, fileid, options, stop);
    if (!chunk) return chunk.error();
    if (Status written = out.Write(chunk->data); !written) return written;
    if (chunk->finished) return {};
    if (chunk->next_index.empty() || chunk->next_index == index) {
      return Error{ErrorKind::kUnavailable, "wecom.media_stuck", "the SDK does not say where the file continues"};
    }
    index = std::move(chunk->next_index);
  }
}

}  // namespace custos::wecom
