// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/message.h"
#include "rules/facts.h"
#include "rules/rule_set.h"
#include "server/studio/backtest_tally.h"

namespace custos::server::studio {

/// Tells which alerts of one pack are further hits of an alert before them, as the archive does with new ones. Nobody
/// decides an alert meanwhile, so one stays open as long as hits go on. Not thread-safe.
class AlertGrouping {
 public:
  explicit AlertGrouping(std::shared_ptr<const rules::RuleSet> rules) : rules_(std::move(rules)) {}

  /// The categories of these alerts, all about one message, that are further hits. In the order of the log.
  std::set<std::string> HitsAmong(const AlertsByCategory& alerts, const ConversationId& conversation,
                                  const rules::Facts& facts, TimeMs sent_at);

 private:
  struct Open {
    TimeMs last_hit = 0;
    TimeMs window_ms = 0;
  };

  bool Joins(const std::vector<Finding>& findings, const ConversationId& conversation, const rules::Facts& facts,
             TimeMs sent_at);
  void Forget();

  const std::shared_ptr<const rules::RuleSet> rules_;
  std::map<std::string, Open> open_;  // by group key
  TimeMs newest_ = 0;
  std::size_t until_sweep_ = 0;
};

}  // namespace custos::server::studio
