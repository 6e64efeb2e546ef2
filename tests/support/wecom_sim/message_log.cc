// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/message_log.h"

#include <algorithm>
#include <utility>

namespace custos::wecom_sim {
namespace {

auto FirstAfter(const std::vector<PlainMessage>& messages, TimeMs time) {
  return std::upper_bound(messages.begin(), messages.end(), time,
                          [](TimeMs t, const PlainMessage& message) { return t < message.time; });
}

}  // namespace

std::uint64_t MessageLog::Append(PlainMessage message) {
  const std::scoped_lock lock(mutex_);
  message.seq = next_seq_++;
  if (!messages_.empty()) message.time = std::max(message.time, messages_.back().time);
  messages_.push_back(std::move(message));
  return messages_.back().seq;
}

void MessageLog::SkipSeq(std::uint64_t count) {
  const std::scoped_lock lock(mutex_);
  next_seq_ += count;
}

std::vector<PlainMessage> MessageLog::Page(const Range& range) {
  const std::scoped_lock lock(mutex_);
  const auto by_seq = std::upper_bound(messages_.begin(), messages_.end(), range.after,
                                       [](std::uint64_t seq, const PlainMessage& m) { return seq < m.seq; });
  const auto retained = FirstAfter(messages_, range.oldest - 1);
  const auto end = FirstAfter(messages_, range.now);
  const auto begin = std::max<std::vector<PlainMessage>::const_iterator>(by_seq, retained);
  if (begin >= end) return {};
  return {begin, begin + std::min<std::ptrdiff_t>(end - begin, static_cast<std::ptrdiff_t>(range.limit))};
}

std::uint64_t MessageLog::LastSeq(TimeMs now) {
  const std::scoped_lock lock(mutex_);
  const auto end = FirstAfter(messages_, now);
  return end == messages_.begin() ? 0 : std::prev(end)->seq;
}

std::uint64_t MessageLog::Count(TimeMs now) {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::uint64_t>(FirstAfter(messages_, now) - messages_.begin());
}

}  // namespace custos::wecom_sim
