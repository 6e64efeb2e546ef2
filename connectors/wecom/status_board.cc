// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/status_board.h"

#include <algorithm>
#include <utility>

#include "core/log.h"

namespace custos::wecom {

StatusBoard::StatusBoard(std::string source, const Clock& clock, std::string kind) : clock_(clock) {
  status_.source = std::move(source);
  status_.kind = std::move(kind);
  status_.state = "stopped";
}

void StatusBoard::Running() {
  const std::scoped_lock lock(mutex_);
  if (!status_.problem.empty()) Log(LogLevel::kInfo, "source recovered", {{"source", status_.source}});
  status_.state = "running";
  status_.problem.clear();
  status_.problem_detail.clear();
}

void StatusBoard::Stopped() {
  const std::scoped_lock lock(mutex_);
  status_.state = "stopped";
}

void StatusBoard::Problem(std::string_view state, std::string_view code, std::string_view detail) {
  const std::scoped_lock lock(mutex_);
  if (status_.problem != code) {
    Log(LogLevel::kWarn, "source in trouble", {{"source", status_.source}, {"code", code}, {"detail", detail}});
  }
  status_.state = state;
  status_.problem = code;
  status_.problem_detail = detail;
}

void StatusBoard::FetchSucceeded(bool nothing_more) {
  Running();
  const TimeMs now = clock_.Now();
  const std::scoped_lock lock(mutex_);
  status_.last_success_at = now;
  if (nothing_more) status_.caught_up_at = now;
}

void StatusBoard::MessagesDecoded(std::uint64_t count, TimeMs newest) {
  const std::scoped_lock lock(mutex_);
  status_.fetched += count;
  status_.last_message_at = std::max(status_.last_message_at, newest);
}

SourceStatus StatusBoard::Read() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

}  // namespace custos::wecom
