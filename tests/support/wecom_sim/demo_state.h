// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "tests/support/wecom_sim/schedule.h"

namespace custos::wecom_sim {

/// What a demo company must remember so that its message numbers keep their content.
struct DemoState {
  struct Key {
    std::uint32_t version = 0;
    std::uint64_t first_seq = 1;
    bool withheld = false;
  };
  std::uint64_t seed = 0;
  std::size_t employees = 0;
  std::size_t customers = 0;
  std::uint64_t backfill = 0;
  unsigned backfill_days = 0;
  unsigned risk_one_in = 0;
  std::string corpora;  ///< names of the replayed files; empty for generated talk
  double corpus_rate = 0;
  TimeMs start = 0;
  TimeMs promised_until = 0;  ///< up to here the schedule was told to others
  std::vector<LiveSegment> segments;
  std::vector<Key> keys;
};

/// kNotFound when there is no file, kCorrupt when it is not one of ours.
Result<DemoState> ReadDemoState(const std::string& path);
/// Replaces the file in one step.
Status WriteDemoState(const std::string& path, const DemoState& state);

}  // namespace custos::wecom_sim
