// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/wecom_sim/company_generator.h"
#include "tests/support/wecom_sim/media_library.h"
#include "tests/support/wecom_sim/schedule.h"
#include "tests/support/wecom_sim/talk_planner.h"
#include "tests/support/wecom_sim/traffic.h"

namespace custos::wecom_sim {

/// The generated company's talk. The message of a number is a function of the seed, the company and the number: numbers
/// are cut into blocks, and each block holds whole conversations that run side by side. Thread-safe.
class DemoTraffic final : public Traffic {
 public:
  DemoTraffic(std::uint64_t seed, GeneratedCompany generated, Schedule schedule, unsigned risk_one_in,
              MediaLibrary& media);

  std::vector<PlainMessage> Page(const Range& range) override;
  std::uint64_t LastSeq(TimeMs now) override { return schedule_.LastSeq(std::min(now, horizon_.load())); }
  std::uint64_t Count(TimeMs now) override { return LastSeq(now); }

  /// Nothing after this time is told, whatever the clock says: up to here the schedule has been promised on disk.
  void SetHorizon(TimeMs horizon) { horizon_ = horizon; }

  /// The risk category of a message; empty for ordinary talk.
  std::string LabelOf(std::uint64_t seq);

 private:
  struct Block {
    std::uint64_t number = 0;
    std::vector<PlainMessage> messages;
    std::vector<std::string> labels;
  };
  std::shared_ptr<const Block> BlockOf(std::uint64_t number);
  Block Make(std::uint64_t number);

  const std::uint64_t seed_;
  const GeneratedCompany generated_;
  const Schedule schedule_;
  const TalkPlanner planner_;
  MediaLibrary& media_;
  std::atomic<TimeMs> horizon_{std::numeric_limits<TimeMs>::max()};
  std::mutex mutex_;
  std::list<std::shared_ptr<const Block>> recent_;
};

}  // namespace custos::wecom_sim
