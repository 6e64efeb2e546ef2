// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "rules/rule_set.h"
#include "rules/stream/absence.h"
#include "rules/stream/overlay.h"
#include "rules/stream/stream_item.h"
#include "rules/stream/stream_verdict.h"
#include "rules/stream/window.h"

namespace custos::rules {

/// Second stage of the stream: counts the hits of rules over messages, conversations and channels, by event time. Needs
/// every message in order with what the first stage found. One behaviour is one finding: a correlation that held within
/// the timespan before does not fire again. Not thread-safe.
class Correlator {
 public:
  explicit Correlator(std::shared_ptr<const RuleSet> rules);

  /// Findings of correlations only. What is remembered is tentative until Keep.
  StreamVerdict Pass(const StreamItem& item, const std::vector<Finding>& hits);
  void Keep();
  void Drop();

  /// How far back of the newest message signals are looked at.
  TimeMs horizon() const { return horizon_; }
  /// Counts a signal of a former run again, in the order they were stored.
  void Restore(const Signal& signal);
  /// What was due by then has been told by the former run. After the signals.
  void RestoreWatermark(const std::string& source, TimeMs newest);

  std::size_t groups() const { return groups_.size() + absences_.size(); }

 private:
  struct Use {
    std::size_t correlation = 0;
    std::size_t position = 0;  // in its rules
  };
  using Deadline = std::tuple<TimeMs, std::string, std::size_t>;  // when, group, correlation

  std::vector<std::string> GroupsOf(const Correlation& correlation, const Signal& signal) const;
  void Count(const std::shared_ptr<const Signal>& signal, std::vector<Finding>* findings);
  void CountInGroup(const Use& use, const std::string& group, const std::shared_ptr<const Signal>& signal,
                    std::vector<Finding>* findings);
  void Follow(const Use& use, const std::string& group, const std::shared_ptr<const Signal>& signal);
  void Expire(const std::string& source, TimeMs now, std::vector<EarlierFinding>* told);
  Finding FindingOf(const Correlation& correlation, const Signal& anchor) const;
  void Forget();

  const std::shared_ptr<const RuleSet> rules_;
  std::unordered_map<std::string, std::vector<Use>> uses_;  // by rule id
  TimeMs horizon_ = 0;
  Overlay<std::string, GroupEvents> groups_;
  Overlay<std::string, Absence> absences_;
  std::map<std::string, std::set<Deadline>> deadlines_;  // by source; some are out of date
  std::vector<std::pair<std::string, Deadline>> taken_;  // since the last Keep
  std::uint64_t order_ = 0;
  TimeMs newest_ = 0;
  TimeMs tentative_newest_ = 0;
  std::size_t since_sweep_ = 0;  // signals
};

}  // namespace custos::rules
