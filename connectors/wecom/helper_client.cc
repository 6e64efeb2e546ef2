// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/helper_client.h"

#include <algorithm>

#include "connectors/wecom/helper/protocol.h"
#include "connectors/wecom/helper_wire.h"
#include "core/log.h"

namespace custos::wecom {
namespace {

constexpr std::chrono::milliseconds kStartTimeout{20'000};

Error BadReply() {
  return {ErrorKind::kUnavailable, "wecom.helper_died", "the WeCom helper sent a reply that breaks the protocol"};
}

Error Stopping() { return {ErrorKind::kUnavailable, "wecom.stopping", "the connector is stopping"}; }

}  // namespace

Result<SdkBytes> HelperClient::GetChatData(std::uint64_t seq, std::uint32_t limit, const Proxy& proxy,
                                           std::uint32_t timeout_s, const std::stop_token& stop) {
  RequestWriter request;
  request.U64(seq).U32(limit).U32(timeout_s).String(proxy.url).String(proxy.password);
  Result<std::string> reply =
      Call(CWH_GET_CHAT_DATA, request.bytes(), std::chrono::seconds(timeout_s) + options_.call_grace, stop);
  if (!reply) return reply.error();
  ReplyReader fields(*reply);
  SdkBytes result;
  result.code = fields.I32();
  fields.U32();
  if (result.code == 0) result.bytes = fields.Blob();
  if (fields.bad()) return BadReply();
  return result;
}

Result<MediaChunk> HelperClient::GetMedia(std::string_view index, std::string_view fileid, const Proxy& proxy,
                                          std::uint32_t timeout_s, const std::stop_token& stop) {
  RequestWriter request;
  request.U32(timeout_s).String(index).String(fileid).String(proxy.url).String(proxy.password);
  Result<std::string> reply =
      Call(CWH_GET_MEDIA, request.bytes(), std::chrono::seconds(timeout_s) + options_.call_grace, stop);
  if (!reply) return reply.error();
  ReplyReader fields(*reply);
  MediaChunk result;
  result.code = fields.I32();
  fields.U32();
  if (result.code == 0) {
    result.finished = fields.U32() != 0;
    result.next_index = fields.Blob();
    result.data = fields.Blob();
  }
  if (fields.bad()) return BadReply();
  return result;
}

Result<std::vector<SdkBytes>> HelperClient::DecryptBatch(std::span<const DecryptInput> batch, std::size_t* culprit,
                                                         const std::stop_token& stop) {
  RequestWriter request;
  request.U32(static_cast<std::uint32_t>(batch.size()));
  for (const DecryptInput& pair : batch) request.String(pair.key).String(pair.message);
  std::uint32_t progress = 0;
  Result<std::string> reply = Call(CWH_DECRYPT_BATCH, request.bytes(), options_.call_grace, stop, &progress);
  if (!reply) {
    *culprit = std::min<std::size_t>(progress, batch.size() - 1);
    return reply.error();
  }
  ReplyReader fields(*reply);
  const std::int32_t code = fields.I32();
  fields.U32();
  if (code != 0 || fields.U32() != batch.size()) return BadReply();
  std::vector<SdkBytes> results(batch.size());
  for (SdkBytes& result : results) {
    result.code = fields.I32();
    result.bytes = fields.Blob();
  }
  if (fields.bad()) return BadReply();
  return results;
}

Result<std::string> HelperClient::Call(std::uint32_t type, const std::string& payload,
                                       std::chrono::milliseconds timeout, const std::stop_token& stop,
                                       std::uint32_t* progress) {
  std::unique_lock lock(mutex_);
  if (child_ == nullptr) {
    if (Status started = Start(lock, stop); !started) return started.error();
  }
  const std::shared_ptr<HelperChild> child = child_;
  Result<std::string> reply = [&] {
    const std::stop_callback interrupt(stop, [&] { child->Shutdown(); });
    return child->Call(type, payload, timeout);
  }();
  if (stop.stop_requested()) {
    child_.reset();  // its conversation may be cut in the middle
    return Stopping();
  }
  if (!reply) {
    if (progress != nullptr) *progress = child->progress();
    Log(LogLevel::kWarn, "wecom helper lost", {{"code", reply.error().code}, {"pid", child->pid()}});
    Failed();
    return reply;
  }
  failures_ = 0;
  ReplyReader fields(*reply);
  fields.U32();
  const std::uint32_t rss_kib = fields.U32();
  if (++calls_ >= options_.max_calls || rss_kib > options_.max_rss_kib) {
    Log(LogLevel::kInfo, "wecom helper recycled", {{"calls", calls_}, {"rss_kib", rss_kib}});
    child_.reset();
    ++recycles_;
  }
  return reply;
}

Status HelperClient::Start(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < not_before_) {
    const auto until = not_before_;  // a copy: while this thread waits unlocked, another one's failure moves it
    wake_.wait_until(lock, stop, until, [] { return false; });
  }
  if (stop.stop_requested()) return Stopping();
  if (child_ != nullptr) return {};  // another thread was first
  Result<std::unique_ptr<HelperChild>> child = HelperChild::Spawn(options_.program, options_.environment);
  Status started = child ? Initialise(**child) : Status(child.error());
  if (!started) {
    Failed();
    return started;
  }
  child_ = std::move(*child);
  calls_ = 0;
  return {};
}

Status HelperClient::Initialise(HelperChild& child) const {
  RequestWriter request;
  request.String(options_.sdk_library).String(options_.corp_id).String(options_.secret);
  Result<std::string> reply = child.Call(CWH_INIT, request.bytes(), kStartTimeout);
  if (!reply) return reply.error();
  ReplyReader fields(*reply);
  const std::int32_t code = fields.I32();
  fields.U32();
  const std::string reason(fields.Blob());
  if (code == 0) return {};
  if (code == CWH_E_LIBRARY) return Error{ErrorKind::kUnavailable, "wecom.sdk_library", reason};
  return Error{ErrorKind::kUnavailable, "wecom.sdk_init", "Init answered " + std::to_string(code)};
}

void HelperClient::Failed() {
  child_.reset();
  ++restarts_;
  const auto factor = 1U << std::min(failures_, 20U);
  ++failures_;
  not_before_ = std::chrono::steady_clock::now() + std::min(options_.backoff_first * factor, options_.backoff_most);
}

void HelperClient::Recycle() {
  const std::scoped_lock lock(mutex_);
  if (child_ == nullptr) return;
  child_.reset();
  ++recycles_;
}

pid_t HelperClient::pid() const {
  const std::scoped_lock lock(mutex_);
  return child_ == nullptr ? 0 : child_->pid();
}

}  // namespace custos::wecom
