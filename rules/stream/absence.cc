// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/absence.h"

#include <algorithm>
#include <utility>

namespace custos::rules {

std::optional<TimeMs> Absence::Open(std::shared_ptr<const Signal> signal, TimeMs timespan_ms) {
  const TimeMs at = signal->at;
  if (at < answered_at_ || at + timespan_ms < signal->seen_until)
    return std::nullopt;  // answered already, or too late to say
  Waiting& waiting = waiting_[signal->source];
  const bool goes_on = waiting.first && !waiting.closed && at <= waiting.last_at + timespan_ms;
  waiting.last_at = std::max(waiting.last_at, at);
  if (goes_on) return std::nullopt;
  waiting = {std::move(signal), waiting.last_at, false, false};
  return at + timespan_ms;
}

void Absence::Answer(const Signal& signal, TimeMs timespan_ms) {
  answered_at_ = std::max(answered_at_, signal.at);
  for (auto& [source, waiting] : waiting_) {
    if (waiting.first->at + timespan_ms < signal.at) waiting.closed = true;
  }
  std::erase_if(waiting_,
                [&](const auto& entry) { return !entry.second.closed && entry.second.first->at <= signal.at; });
}

std::shared_ptr<const Signal> Absence::Expire(const std::string& source, TimeMs deadline, TimeMs timespan_ms) {
  const auto found = waiting_.find(source);
  if (found == waiting_.end()) return nullptr;
  Waiting& waiting = found->second;
  if (waiting.told || waiting.first->at + timespan_ms != deadline) return nullptr;
  waiting.told = true;
  return waiting.first;
}

TimeMs Absence::last_at() const {
  TimeMs last = answered_at_;
  for (const auto& [source, waiting] : waiting_) last = std::max(last, waiting.last_at);
  return last;
}

}  // namespace custos::rules
