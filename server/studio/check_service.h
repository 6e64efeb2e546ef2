// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "rules/rule_set.h"
#include "server/studio/pack_service.h"

namespace custos::server::studio {

/// What may happen to a text that somebody is about to send. Order is meaning: a higher value is stricter.
enum class CheckVerdict : std::uint8_t { kAllow = 0, kWarn = 1, kBlock = 2 };
std::string_view ToString(CheckVerdict verdict);  ///< allow, warn, block

/// One category that a text breaks, in words that its writer may read.
struct CheckReason {
  std::string category;
  rules::Bilingual title;
  rules::Bilingual policy;
  Severity severity = Severity::kMedium;
  CheckVerdict verdict = CheckVerdict::kAllow;
  std::vector<Span> spans;  ///< in the text; may overlap those of another category
};

struct CheckResult {
  CheckVerdict verdict = CheckVerdict::kAllow;
  std::vector<CheckReason> reasons;  ///< strictest first, one for each category
};

/// Texts checked since the last time somebody asked, by verdict.
using CheckCounts = std::array<std::uint64_t, 3>;

/// Judges a text before it is sent, with the rules that judge what was sent. Keeps nothing but counters. Thread-safe.
class CheckService {
 public:
  explicit CheckService(const PackSwitch& in_force) : in_force_(in_force) {}

  /// `message` as it would be archived: text, channel, conversation kind, type and the people. A rule with the action
  /// block or warn decides; a rule with neither that raises alerts warns from severity high on. Rules in shadow and
  /// signals say nothing.
  CheckResult Check(const Message& message, const rules::Facts& facts);

  CheckCounts TakeCounts();

 private:
  const PackSwitch& in_force_;
  std::array<std::atomic<std::uint64_t>, 3> counts_{};
};

/// What one rule says of a text that it fired on.
CheckVerdict VerdictOf(const rules::RuleInfo& rule);

}  // namespace custos::server::studio
