// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/media_fetcher.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "core/log.h"
#include "core/wait.h"

namespace custos::server {
namespace {

constexpr std::chrono::milliseconds kIdle{1000};
constexpr TimeMs kLease = 30 * 60 * 1000;
constexpr std::size_t kBatch = 20;
constexpr TimeMs kFirstDelay = 10 * 1000;
constexpr TimeMs kLongestDelay = 6 * 60 * 60 * 1000;
// With the delays above this spans the platform's five-day window.
constexpr std::uint32_t kMaxAttempts = 30;

class UploadWriter final : public MediaWriter {
 public:
  explicit UploadWriter(storage::MediaUpload& upload) : upload_(upload) {}
  Status Write(std::string_view chunk) override { return upload_.Write(chunk); }

 private:
  storage::MediaUpload& upload_;
};

bool SameAsStated(const MediaRef& media, const storage::MediaUpload& upload) {
  return (media.size == 0 || media.size == upload.size()) && (media.md5.empty() || media.md5 == upload.md5());
}

void LogIfFailed(const Status& status) {
  if (!status) Log(LogLevel::kWarn, "the media queue is away", {{"code", status.error().code}});
}

}  // namespace

MediaFetcher::MediaFetcher(std::map<std::string, Connector*> connectors, storage::MediaQueue& queue,
                           storage::MediaStore& store, const Clock& clock)
    : connectors_(std::move(connectors)),
      queue_(queue),
      store_(store),
      clock_(clock),
      thread_([this](const std::stop_token& stop) { Loop(stop); }) {}

MediaFetcher::~MediaFetcher() { Stop(); }

void MediaFetcher::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void MediaFetcher::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Result<std::vector<storage::MediaTask>> tasks = queue_.Take(clock_.Now(), kLease, kBatch);
    if (!tasks || tasks->empty()) {
      WaitFor(kIdle, stop);
      continue;
    }
    for (const storage::MediaTask& task : *tasks) {
      if (stop.stop_requested()) return;
      Fetch(task, stop);
    }
  }
}

void MediaFetcher::Fetch(const storage::MediaTask& task, const std::stop_token& stop) {
  auto connector = connectors_.find(task.source);
  if (connector == connectors_.end()) connector = connectors_.find(task.source.substr(0, task.source.find(':') + 1));
  if (connector == connectors_.end()) return Postpone(task, "media.source_unknown");
  Result<std::unique_ptr<storage::MediaUpload>> upload = store_.Create();
  if (!upload) return Postpone(task, upload.error().code);

  UploadWriter writer(**upload);
  const Status fetched = connector->second->FetchMedia(task.media, writer, stop);
  if (stop.stop_requested()) return;
  if (!fetched) {
    const bool gone = fetched.error().kind == ErrorKind::kNotFound || fetched.error().kind == ErrorKind::kInvalid;
    if (gone) return LogIfFailed(queue_.GiveUp(task, fetched.error().code));
    return Postpone(task, fetched.error().code);
  }
  // A repeated download is known to cure a wrong checksum, so it is tried again before the file is given up.
  if (!SameAsStated(task.media, **upload)) return Postpone(task, "media.checksum_differs");

  const std::uint64_t size = (*upload)->size();
  const Result<Digest> content = (*upload)->Commit();
  if (!content) return Postpone(task, content.error().code);
  LogIfFailed(queue_.Finish(task, *content, size));
}

void MediaFetcher::Postpone(const storage::MediaTask& task, const std::string& reason) {
  if (task.attempts + 1 >= kMaxAttempts) return LogIfFailed(queue_.GiveUp(task, reason));
  const TimeMs delay = std::min(kLongestDelay, kFirstDelay << std::min<std::uint32_t>(task.attempts, 16));
  LogIfFailed(queue_.RetryAt(task, clock_.Now() + delay, reason));
}

}  // namespace custos::server
