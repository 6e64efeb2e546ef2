// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kMinuteMs = 60'000;
constexpr TimeMs kChinaOffsetMs = 8 * 3600 * 1000;
constexpr double kWeekend = 0.45;

/// How much is written in each hour of a working day in China.
constexpr std::array<double, 24> kHours = {0.2, 0.1, 0.05, 0.05, 0.05, 0.1, 0.3, 1.2, 4,   9, 10,  8.5,
                                           4,   6,   8.5,  9,    9,    8,   5,   4,   4.5, 4, 2.5, 1};

double Weight(TimeMs time) {
  const TimeMs local = time + kChinaOffsetMs;
  const auto hour = static_cast<std::size_t>(local / 3'600'000 % 24);
  const auto weekday = (local / 86'400'000 + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return kHours[hour] * (weekday == 0 || weekday == 6 ? kWeekend : 1.0);
}

}  // namespace

Schedule::Schedule(TimeMs start, std::uint64_t backfill, unsigned days, std::vector<LiveSegment> segments)
    : start_(start), backfill_(backfill), segments_(std::move(segments)) {
  const std::size_t count = static_cast<std::size_t>(days) * 24 * 60;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += Weight(start_ - static_cast<TimeMs>(count - i) * kMinuteMs);
    minutes_.push_back(sum);
  }
}

TimeMs Schedule::BackfillTime(std::uint64_t seq) const {
  const double target = (static_cast<double>(seq) - 0.5) / static_cast<double>(backfill_) * minutes_.back();
  const auto found = std::upper_bound(minutes_.begin(), minutes_.end(), target);
  const auto index = std::min<std::ptrdiff_t>(found - minutes_.begin(), std::ssize(minutes_) - 1);
  const double before = index == 0 ? 0 : minutes_[static_cast<std::size_t>(index - 1)];
  const double part = (target - before) / (minutes_[static_cast<std::size_t>(index)] - before);
  return start_ - (std::ssize(minutes_) - index) * kMinuteMs +
         static_cast<TimeMs>(std::clamp(part, 0.0, 0.999) * kMinuteMs);
}

TimeMs Schedule::Time(std::uint64_t seq) const {
  if (seq <= backfill_) return BackfillTime(seq);
  const LiveSegment* segment = &segments_.front();
  for (const LiveSegment& candidate : segments_) {
    if (candidate.first_seq <= seq) segment = &candidate;
  }
  return segment->start + static_cast<TimeMs>(static_cast<double>(seq - segment->first_seq + 1) * 1000 / segment->rate);
}

std::uint64_t Schedule::LastSeq(TimeMs now) const {
  std::uint64_t low = 0;
  std::uint64_t high = backfill_;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (segments_[i].start > now) continue;
    const auto lived = static_cast<double>(now - segments_[i].start) / 1000 * segments_[i].rate;
    high = segments_[i].first_seq + static_cast<std::uint64_t>(lived) + 1;
    if (i + 1 < segments_.size()) high = std::min(high, segments_[i + 1].first_seq - 1);
  }
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (Time(middle) <= now) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace custos::wecom_sim
