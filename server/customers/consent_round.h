// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/consent_calls.h"
#include "core/clock.h"
#include "storage/consent_store.h"

namespace custos::server::customers {

struct ConsentPace {
  TimeMs again = 86'400'000;          ///< between two questions about the same pair or group
  TimeMs after_trouble = 600'000;     ///< no question at all after a refused one
  std::size_t pairs_at_once = 5'000;  ///< of one company in one Tick
  std::size_t groups_at_once = 300;
};

/// How the questions to one company's platform stand.
struct ConsentRoundStatus {
  std::string source;
  TimeMs asked_at = 0;         ///< last answer; 0 before the first
  std::uint64_t answered = 0;  ///< pairs and members of groups, since the start
  std::string problem;         ///< code of what keeps it from asking; empty when nothing does
  std::string problem_detail;  ///< for operators, never content
};

/// Asks the platforms what customers say to being archived: new contacts at the next Tick, everybody once a day. Each
/// answer is noted at once, so that a crash costs nothing but questions. A platform that refuses is left alone for a
/// while; nothing else waits for it.
class ConsentRound {
 public:
  ConsentRound(storage::ConsentStore& store, const Clock& clock, ConsentPace pace = {})
      : store_(store), clock_(clock), pace_(pace) {}

  /// Before the first Tick. `archive` has the archive's secret and outlives this.
  void Add(const std::string& source, wecom::ApiClient& archive);

  /// Everything that is due, at most so much of it; from one thread.
  void Tick();
  /// Lets a Tick return soon, from any thread.
  void Stop() { stop_.request_stop(); }

  /// Any thread.
  std::vector<ConsentRoundStatus> Statuses() const;

 private:
  struct Company {
    std::string source;
    wecom::ApiClient* archive;
    TimeMs resting_until = 0;
  };

  Status AskPairs(const Company& company, std::size_t at);
  Status AskGroups(const Company& company, std::size_t at);
  void Answered(std::size_t at, std::size_t count);
  void Trouble(std::size_t at, const Error& error);

  storage::ConsentStore& store_;
  const Clock& clock_;
  const ConsentPace pace_;
  std::vector<Company> companies_;
  mutable std::mutex mutex_;
  std::vector<ConsentRoundStatus> statuses_;  ///< one for each company
  std::stop_source stop_;
};

}  // namespace custos::server::customers
