// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

#include "connectors/connector.h"
#include "storage/archive.h"

namespace custos::server {

/// Runs one connector: continues it from the stored cursor, and tries its parked messages again whenever the
/// connector says that something changed. Two threads, both ended by Stop.
class SourceRunner {
 public:
  SourceRunner(Connector& connector, storage::Archive& archive, IntakeSink& sink);
  ~SourceRunner();

  void Stop();

  /// Tries everything parked again although the connector saw no change.
  void RetryNow() { retry_now_ = true; }

 private:
  void Fetch(const std::stop_token& stop);
  void RetryParked(const std::stop_token& stop);
  bool RetryAll(const std::stop_token& stop);

  Connector& connector_;
  storage::Archive& archive_;
  IntakeSink& sink_;
  std::atomic<bool> retry_now_ = false;
  std::jthread fetch_thread_;
  std::jthread retry_thread_;
};

}  // namespace custos::server
