// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/finding.h"

namespace custos::rules {

/// A text for people, in both languages of the product.
struct Bilingual {
  std::string zh;
  std::string en;
};

/// What happens when a rule fires. A rule may have several.
enum class RuleAction : std::uint8_t {
  kAlert,     ///< an alert for review; what happens when a rule names nothing
  kEscalate,  ///< an alert that goes to compliance at once
  kWarn,      ///< the sender is warned by the check before sending
  kBlock,     ///< the check before sending refuses
  kSignal,    ///< no alert: the hit only feeds correlations
};

/// By what several findings of one rule join one alert, or a correlation counts.
enum class GroupKey : std::uint8_t { kEmployee, kCustomer, kConversation, kDevice, kDepartment };

/// Findings of a rule with equal keys, not further apart than the window, are one alert with many hits.
struct Grouping {
  std::vector<GroupKey> by;  ///< empty: every finding is an alert of its own
  TimeMs window_ms = 0;
};

/// What the chat platform itself stops, or asks about, before a message goes out: plain words, for it knows no
/// patterns.
struct InterceptWords {
  bool block = true;                       ///< false: the sender is warned and may send all the same
  std::vector<std::string> words;          ///< of 1–32 characters, each once
  std::vector<std::string> semantics;      ///< besides words: phone, email, red_packet
  std::vector<std::uint32_t> departments;  ///< for whom, by the platform's ids; empty: for whom the settings say
};

/// What the rest of the program may know of a rule.
struct RuleInfo {
  std::string id;    ///< UUID, never reused
  std::string name;  ///< by which correlations of the pack refer to it; may be empty
  std::string version;
  Bilingual title;
  Bilingual description;
  std::string category;  ///< key of a category of the pack, for example "private_payment"
  Severity severity = Severity::kMedium;
  std::string status;  ///< experimental, test (shadow), stable; a deprecated rule is read but never fires
  std::vector<std::string> references;
  std::vector<Bilingual>
      false_positives;  ///< honest messages that may fire it, for reviewers; one language may be empty
  std::string owner;    ///< who answers for the rule; may be empty
  std::string author;   ///< may be empty
  std::string date;     ///< as written, ISO 8601; may be empty
  std::vector<RuleAction> actions{RuleAction::kAlert};
  std::vector<std::string> notify;  ///< names of notification channels
  std::string tag_customer;         ///< tag the customer gets; empty: none
  Grouping group;
  bool join = true;  ///< false: never judged over joined messages
  std::optional<InterceptWords> intercept;

  bool Has(RuleAction action) const;
  /// Judged and counted, but nobody is told.
  bool shadow() const { return status == "test"; }
  /// Whether a finding becomes an alert.
  bool alerts() const { return !shadow() && (Has(RuleAction::kAlert) || Has(RuleAction::kEscalate)); }
};

/// A group of rules that reviewers see as one kind of misconduct.
struct CategoryInfo {
  std::string key;
  Bilingual title;
};

std::string_view ToString(RuleAction action);  ///< "alert", "escalate", "warn", "block", "signal"
std::string_view ToString(GroupKey key);       ///< "employee", "customer", "conversation", "device", "department"
std::optional<RuleAction> ParseRuleAction(std::string_view name);
std::optional<GroupKey> ParseGroupKey(std::string_view name);

}  // namespace custos::rules
