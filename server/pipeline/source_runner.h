// SPDX-License-Identifier: Apache-2.0
#pragma once

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

 private:
  void Fetch(const std::stop_token& stop);
  void RetryParked(const std::stop_token& stop);
  bool RetryAll(const std::stop_token& stop);

  Connector& connector_;
  storage::Archive& archive_;
  IntakeSink& sink_;
  std::jthread fetch_thread_;
  std::jthread retry_thread_;
};

}  // namespace custos::server
