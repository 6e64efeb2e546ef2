// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/intercept_calls.h"
#include "connectors/wecom/intercept_plan.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// A word that the platform refused; not offered again for a week.
struct RefusedWord {
  std::string word;
  std::string code;
  TimeMs at = 0;
};

/// What one run leaves for the next. Nothing depends on it but what can be told of: rules are known by their names.
struct InterceptMemory {
  std::map<std::string, std::string> rules;  ///< name by id, as they were left
  std::vector<RefusedWord> refused;
};

/// Somebody changed one of our rules by hand.
struct InterceptDrift {
  std::string what;  ///< edited, renamed, removed
  std::string id;
  std::string name;  ///< that it had from us
  TimeMs found_at = 0;
};

/// One of our rules was changed by us.
struct InterceptChange {
  std::string what;  ///< added, changed, removed
  std::string id;
  std::string name;
  bool block = true;
  std::vector<std::string> words_added;
  std::vector<std::string> words_removed;
};

struct InterceptOutcome {
  std::string problem;  ///< code of what kept the run from being whole; empty when nothing did
  std::string problem_detail;
  std::size_t planned = 0;   ///< rules of ours that are to stand
  std::size_t standing = 0;  ///< that stand
  std::size_t words = 0;     ///< in them
  std::size_t others = 0;    ///< rules of somebody else
  std::vector<InterceptDrift> drift;
  std::vector<InterceptChange> changes;
  std::vector<UnfitWord> unfit;
};

/// Brings a company's sensitive-word rules to what is wished, by difference. Rules of ours are known by their names;
/// what somebody changed by hand is told and put right, others' rules are left alone. A run that ends anywhere is
/// continued by the next: each call leaves a rule whole. A word that the platform refuses is found by halving and said,
/// and the other words of its rule stand. On one thread at a time.
class InterceptSync {
 public:
  /// Called before a rule is removed and at the end of a run.
  using Keep = std::function<Status(const InterceptMemory&)>;

  InterceptSync(ApiClient& api, const Clock& clock) : calls_(api), clock_(clock) {}

  InterceptOutcome Run(const std::vector<InterceptWish>& wishes, InterceptMemory& memory, const Keep& keep,
                       const std::stop_token& stop);

 private:
  InterceptCalls calls_;
  const Clock& clock_;
};

}  // namespace custos::wecom
