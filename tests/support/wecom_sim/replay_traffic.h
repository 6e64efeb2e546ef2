// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "tests/support/wecom_sim/company.h"
#include "tests/support/wecom_sim/schedule.h"
#include "tests/support/wecom_sim/traffic.h"

namespace custos::wecom_sim {

/// Conversation files as traffic: every line is one message, in file order, exactly once. Each conversation happens
/// between an employee and a customer of the company (chosen by its name, so always the same), or among staff when a
/// colleague speaks in it. Lines are JSON objects with `text`, and where known `conversation`, `turn` and `speaker`;
/// .gz is read as it is. Immutable, so thread-safe.
class ReplayTraffic final : public Traffic {
 public:
  /// `rate` messages a second from `start` on; 0 puts all of them into the two days before `start`.
  static Result<std::shared_ptr<ReplayTraffic>> Load(const std::vector<std::string>& files, const Company& company,
                                                     std::uint64_t seed, TimeMs start, double rate);

  std::vector<PlainMessage> Page(const Range& range) override;
  std::uint64_t LastSeq(TimeMs now) override;
  std::uint64_t Count(TimeMs now) override { return LastSeq(now); }

  std::uint64_t size() const { return rows_.size(); }

 private:
  struct Row {
    std::string text;
    std::uint32_t from = 0;  ///< index into people_
    std::uint32_t talk = 0;
  };
  struct Talk {
    std::vector<std::uint32_t> people;
    std::string room;
    bool external = true;
  };
  struct Draft;
  ReplayTraffic(Draft draft, std::uint64_t seed, Schedule schedule);
  PlainMessage Make(std::uint64_t seq) const;

  const std::uint64_t seed_;
  const Schedule schedule_;
  std::vector<Row> rows_;
  std::vector<Talk> talks_;
  std::vector<std::string> people_;
};

}  // namespace custos::wecom_sim
