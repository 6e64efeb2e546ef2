// SPDX-License-Identifier: Apache-2.0
#include "server/studio/backtest_tally.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

namespace custos::server::studio {
namespace {

using nlohmann::json;

constexpr TimeMs kDayMs = 86'400'000;
constexpr std::size_t kMostSamples = 1000;  // of each kind
constexpr std::size_t kSamplesPerRule = 50;

bool IsDecided(storage::AlertState state) {
  return state != storage::AlertState::kNew && state != storage::AlertState::kInReview;
}

Severity WorstOf(const std::vector<Finding>& findings) {
  Severity worst = Severity::kInformational;
  for (const Finding& finding : findings) worst = std::max(worst, finding.severity);
  return worst;
}

std::set<std::string> RulesOf(const AlertsByCategory& alerts) {
  std::set<std::string> rules;
  for (const auto& [category, findings] : alerts) {
    for (const Finding& finding : findings) rules.insert(finding.rule_id);
  }
  return rules;
}

void Count(BeforeAfter& counts, bool before, bool after) {
  if (before) ++counts.before;
  if (after) ++counts.after;
  if (after && !before) ++counts.gained;
  if (before && !after) ++counts.lost;
}

std::string DayText(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  char text[32];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

json Title(const rules::Bilingual& title) { return {{"zh", title.zh}, {"en", title.en}}; }

json RuleTitle(const std::string& id, const rules::RuleSet& compared, const rules::RuleSet& tested) {
  for (const rules::RuleSet* rules : {&tested, &compared}) {
    if (const rules::RuleInfo* rule = rules->Find(id)) return Title(rule->title);
  }
  return Title({id, id});
}

json CategoryTitle(const std::string& key, const rules::RuleSet& compared, const rules::RuleSet& tested) {
  for (const rules::RuleSet* rules : {&tested, &compared}) {
    for (const rules::CategoryInfo& category : rules->categories()) {
      if (category.key == key) return Title(category.title);
    }
  }
  return Title({key, key});
}

template <class TitleOf>
json Counts(const std::map<std::string, BeforeAfter>& counts, const TitleOf& title_of) {
  std::vector<std::pair<std::string, BeforeAfter>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.gained + a.second.lost > b.second.gained + b.second.lost;
  });
  json items = json::array();
  for (const auto& [key, count] : sorted) {
    items.push_back({{"key", key},
                     {"title", title_of(key)},
                     {"before", count.before},
                     {"after", count.after},
                     {"gained", count.gained},
                     {"lost", count.lost}});
  }
  return items;
}

json Precision(const BacktestPrecision& precision) {
  const std::uint64_t decided = precision.right + precision.wrong;
  return {{"decided", decided},
          {"right", precision.right},
          {"wrong", precision.wrong},
          {"precision",
           decided == 0 ? json(nullptr) : json(static_cast<double>(precision.right) / static_cast<double>(decided))},
          {"lost_right", precision.lost_right},
          {"lost_wrong", precision.lost_wrong}};
}

/// One alert as the text that the result is a digest of.
std::string TextOf(std::uint64_t message_id, const std::string& category, const std::vector<Finding>& findings) {
  std::string text = std::to_string(message_id);
  const auto add = [&text](char mark, const std::string& part) { (text += mark) += part; };
  add(' ', category);
  for (const Finding& finding : findings) {
    add(' ', finding.rule_id);
    add('/', finding.rule_version);
    for (const Span& span : finding.spans) {
      add(':', std::to_string(span.begin));
      add('-', std::to_string(span.end));
    }
  }
  return text;
}

}  // namespace

AlertsByCategory RaisedBy(const rules::RuleSet& rules, std::vector<Finding> findings) {
  AlertsByCategory raised;
  for (Finding& finding : findings) {
    const rules::RuleInfo* rule = rules.Find(finding.rule_id);
    if (rule != nullptr && rule->alerts()) raised[finding.category].push_back(std::move(finding));
  }
  return raised;
}

BacktestTally::BacktestTally(const std::vector<storage::PastAlert>& standing) {
  for (const storage::PastAlert& alert : standing) {
    if (!IsDecided(alert.state)) continue;
    verdicts_[{alert.message_id, alert.category}] = alert.state != storage::AlertState::kFalsePositive;
  }
}

void BacktestTally::AddQuiet(TimeMs sent_at) {
  ++figures_.messages;
  ++figures_.days[sent_at / kDayMs].messages;
}

void BacktestTally::Add(std::uint64_t message_id, TimeMs sent_at, const AlertsByCategory& before,
                        const AlertsByCategory& after, const FurtherHits& hits) {
  AddQuiet(sent_at);
  AddLate(message_id, sent_at, before, after, hits);
}

void BacktestTally::AddLate(std::uint64_t message_id, TimeMs sent_at, const AlertsByCategory& before,
                            const AlertsByCategory& after, const FurtherHits& hits) {
  BacktestDayCount& day = figures_.days[sent_at / kDayMs];
  day.before += before.size() - hits.before.size();
  day.after += after.size() - hits.after.size();
  figures_.hits_before += before.size();
  figures_.hits_after += after.size();
  CountRules(before, after);
  for (const auto& [category, findings] : after) {
    const bool known = before.contains(category);
    const bool was_alert = known && !hits.before.contains(category);
    const bool is_alert = !hits.after.contains(category);
    Count(figures_.alerts, was_alert, is_alert);
    Count(figures_.categories[category], was_alert, is_alert);
    CountVerdict(message_id, category, false);
    if (is_alert && !known) Keep(true, message_id, category, findings);
    const std::string text = TextOf(message_id, category, findings);
    figures_.result = Sha256({AsBytes(figures_.result), text});
  }
  for (const auto& [category, findings] : before) {
    if (after.contains(category)) continue;
    const bool was_alert = !hits.before.contains(category);
    Count(figures_.alerts, was_alert, false);
    Count(figures_.categories[category], was_alert, false);
    CountVerdict(message_id, category, true);
    if (was_alert) Keep(false, message_id, category, findings);
  }
}

void BacktestTally::CountRules(const AlertsByCategory& before, const AlertsByCategory& after) {
  const auto was = RulesOf(before);
  const auto is = RulesOf(after);
  for (const std::string& rule : is) Count(figures_.rules[rule], was.contains(rule), true);
  for (const std::string& rule : was) {
    if (!is.contains(rule)) Count(figures_.rules[rule], true, false);
  }
}

void BacktestTally::CountVerdict(std::uint64_t message_id, const std::string& category, bool lost) {
  if (verdicts_.empty()) return;
  const auto verdict = verdicts_.find({message_id, category});
  if (verdict == verdicts_.end()) return;
  BacktestPrecision& precision = figures_.precision;
  if (lost) {
    ++(verdict->second ? precision.lost_right : precision.lost_wrong);
  } else {
    ++(verdict->second ? precision.right : precision.wrong);
  }
}

void BacktestTally::Keep(bool gained, std::uint64_t message_id, const std::string& category,
                         const std::vector<Finding>& findings) {
  if (findings.empty() || kept_[gained] >= kMostSamples) return;
  std::size_t& of_rule = kept_by_rule_[{gained, findings.front().rule_id}];
  if (of_rule >= kSamplesPerRule) return;
  ++of_rule;
  ++kept_[gained];
  samples_.push_back({gained, message_id, category, WorstOf(findings), findings});
}

std::string FiguresToJson(const BacktestFigures& figures, const rules::RuleSet& compared,
                          const rules::RuleSet& tested) {
  json days = json::array();
  for (const auto& [day, count] : figures.days) {
    days.push_back(
        {{"day", DayText(day)}, {"messages", count.messages}, {"before", count.before}, {"after", count.after}});
  }
  const auto per_message = figures.messages == 0 ? 0.0 : 1.0 / static_cast<double>(figures.messages);
  const json result{
      {"messages", figures.messages},
      {"alerts_before", figures.alerts.before},
      {"alerts_after", figures.alerts.after},
      {"hits_before", figures.hits_before},
      {"hits_after", figures.hits_after},
      {"gained", figures.alerts.gained},
      {"lost", figures.alerts.lost},
      {"days", std::move(days)},
      {"rules", Counts(figures.rules, [&](const std::string& id) { return RuleTitle(id, compared, tested); })},
      {"categories",
       Counts(figures.categories, [&](const std::string& key) { return CategoryTitle(key, compared, tested); })},
      {"precision", Precision(figures.precision)},
      {"seconds", figures.seconds},
      {"messages_per_s", figures.seconds > 0 ? static_cast<double>(figures.messages) / figures.seconds : 0.0},
      {"milliseconds_per_1000", figures.judge_seconds * 1e6 * per_message},
      {"result", HexEncode(AsBytes(figures.result))}};
  return result.dump();
}

}  // namespace custos::server::studio
