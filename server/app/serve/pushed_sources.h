// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/connector.h"
#include "core/clock.h"
#include "storage/archive.h"
#include "storage/device_store.h"
#include "storage/upload_store.h"

namespace custos::app {

/// What sources that send by themselves share, whatever their name ("ingest:…", "phone:…"): files come out of their
/// uploads, and what was kept aside is read again when somebody asks. Everything outlives it. Thread-safe.
class PushedSources final : public Connector {
 public:
  PushedSources(storage::Archive& archive, storage::DeviceStore& devices, storage::UploadStore& uploads,
                const Clock& clock)
      : archive_(archive), devices_(devices), uploads_(uploads), clock_(clock) {}
  ~PushedSources() override;

  std::string source() const override { return "push"; }
  /// Nothing is fetched: senders come by themselves.
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return 0; }
  /// kUnavailable while the upload is not complete: the file may come days after its message.
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

  /// Whether the source is one of those that send by themselves.
  static bool Owns(const std::string& source);

  /// Tries everything again that waits aside of this source, from the start when it is doing so already; returns soon.
  void RetryParked(const std::string& source, IntakeSink& sink);
  void Stop();

 private:
  void RetryAll(const std::string& source, IntakeSink& sink, const std::stop_token& stop);

  storage::Archive& archive_;
  storage::DeviceStore& devices_;
  storage::UploadStore& uploads_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::jthread> retries_;  // by source
};

}  // namespace custos::app
