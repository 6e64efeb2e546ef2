// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/wecom/helper_child.h"
#include "core/result.h"

namespace custos::wecom {

struct HelperOptions {
  std::string program;
  std::vector<std::string> environment;  ///< "NAME=value" beyond what HelperChild passes on
  std::string sdk_library;
  std::string corp_id;
  std::string secret;
  std::chrono::milliseconds call_grace{10'000};  ///< beyond the SDK's own time-out, then the helper is killed
  std::uint64_t max_calls = 20'000;              ///< recycled after so many
  std::uint32_t max_rss_kib = 512 * 1024;        ///< recycled above
  std::chrono::milliseconds backoff_first{50};
  std::chrono::milliseconds backoff_most{30'000};
};

struct Proxy {
  std::string url;       ///< http://host:port, socks5://host:port, or empty
  std::string password;  ///< user:password, or empty
};

/// What the SDK answered; `code` is its return code (wecom.md 1.6), 0 for success.
struct SdkBytes {
  std::int32_t code = 0;
  std::string bytes;
};

struct MediaChunk {
  std::int32_t code = 0;
  std::string next_index;
  std::string data;
  bool finished = false;
};

struct DecryptInput {
  std::string_view key;
  std::string_view message;
};

/// Keeps one helper process alive and speaks to it: started at the first call, again with exponential back-off when it
/// died or hung, replaced before it grows. Thread-safe; calls are answered one at a time, so use several clients to
/// work in parallel. Errors are all kUnavailable: "wecom.helper_start", "wecom.helper_died", "wecom.helper_timeout",
/// "wecom.sdk_library" (cannot be loaded), "wecom.sdk_init" and "wecom.stopping".
class HelperClient {
 public:
  explicit HelperClient(HelperOptions options) : options_(std::move(options)) {}

  Result<SdkBytes> GetChatData(std::uint64_t seq, std::uint32_t limit, const Proxy& proxy, std::uint32_t timeout_s,
                               const std::stop_token& stop);
  Result<MediaChunk> GetMedia(std::string_view index, std::string_view fileid, const Proxy& proxy,
                              std::uint32_t timeout_s, const std::stop_token& stop);

  /// One round trip for up to kMaxBatch pairs. When the helper died or hung, `*culprit` is the index it was working on.
  Result<std::vector<SdkBytes>> DecryptBatch(std::span<const DecryptInput> batch, std::size_t* culprit,
                                             const std::stop_token& stop);

  /// Replaces the process before the next call, for example because its access token is no longer accepted.
  void Recycle();

  std::uint64_t restarts() const { return restarts_; }  ///< unexpected ends only, not recycling
  std::uint64_t recycles() const { return recycles_; }
  pid_t pid() const;  ///< 0 when none runs

  static constexpr std::size_t kMaxBatch = 256;

 private:
  Result<std::string> Call(std::uint32_t type, const std::string& payload, std::chrono::milliseconds timeout,
                           const std::stop_token& stop, std::uint32_t* progress = nullptr);
  Status Start(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  Status Initialise(HelperChild& child) const;
  void Failed();

  const HelperOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::shared_ptr<HelperChild> child_;
  std::uint64_t calls_ = 0;
  std::uint32_t failures_ = 0;  ///< in a row
  std::chrono::steady_clock::time_point not_before_{};
  std::atomic<std::uint64_t> restarts_ = 0;
  std::atomic<std::uint64_t> recycles_ = 0;
};

}  // namespace custos::wecom
