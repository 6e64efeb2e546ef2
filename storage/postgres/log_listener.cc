// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/log_listener.h"

#include <poll.h>

#include <algorithm>
#include <charconv>

#include "core/wait.h"
#include "storage/postgres/db.h"

namespace custos::storage {
namespace {

constexpr int kPollMs = 200;  // how long a stop may take
constexpr auto kReconnect = std::chrono::milliseconds(500);

}  // namespace

LogListener::LogListener(std::string conninfo, Callback callback)
    : conninfo_(std::move(conninfo)),
      callback_(std::move(callback)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void LogListener::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      Listen(stop);
    } catch (const db::Failure&) {
      if (!WaitFor(kReconnect, stop)) return;
    }
  }
}

void LogListener::Listen(const std::stop_token& stop) {
  db::Connection connection(conninfo_);
  connection.Script("LISTEN custos_log");
  callback_(0);
  while (!stop.stop_requested()) {
    pollfd waiting{connection.socket(), POLLIN, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    std::uint64_t newest = 0;
    while (const auto payload = connection.NextNotification()) {
      std::uint64_t size = 0;
      std::from_chars(payload->data(), payload->data() + payload->size(), size);
      newest = std::max(newest, size);
    }
    if (newest != 0) callback_(newest);
  }
}

}  // namespace custos::storage
