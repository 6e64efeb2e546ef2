// SPDX-License-Identifier: Apache-2.0
#include "server/customers/allocation_choice.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/ownership.h"
#include "storage/region.h"

namespace custos::server::customers {
namespace {

using nlohmann::json;
using storage::AllocationCase;
using storage::AllocationMethod;
using storage::AllocationRule;

constexpr std::size_t kMostExplained = 20;

bool Among(const std::vector<std::string>& words, const std::string& word) {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

bool AnyAmong(const std::vector<std::string>& words, const std::vector<std::string>& given) {
  return words.empty() || std::any_of(given.begin(), given.end(), [&](const auto& one) { return Among(words, one); });
}

bool LiesInOne(const std::vector<std::string>& regions, const std::string& place) {
  return regions.empty() ||
         std::any_of(regions.begin(), regions.end(), [&](const auto& one) { return storage::LiesIn(place, one); });
}

std::string Text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string FirstMisfit(const storage::AllocationConditions& conditions, const AllocationCase& customer) {
  if (!LiesInOne(conditions.regions, customer.region)) return "regions";
  if (!AnyAmong(conditions.tags, customer.tags)) return "tags";
  if (!Among(conditions.grades, customer.grade)) return "grades";
  if (!Among(conditions.stages, customer.stage)) return "stages";
  if (!Among(conditions.intakes, customer.intake)) return "intakes";
  if (!Among(conditions.channels, customer.channel)) return "channels";
  for (const auto& field : conditions.fields) {
    const auto value = customer.fields.find(field.name);
    if (value == customer.fields.end() || !Among(field.values, value->second)) return "field:" + field.name;
  }
  return {};
}

AllocationChooser::AllocationChooser(std::vector<AllocationRule> rules,
                                     std::vector<std::vector<storage::TakerStanding>> standing, WorkCalendar calendar,
                                     TimeMs now)
    : rules_(std::move(rules)), calendar_(std::move(calendar)), now_(now) {
  for (std::size_t n = 0; n < rules_.size(); ++n) {
    std::int64_t count = 0;
    std::vector<Place>& places = places_.emplace_back();
    for (storage::TakerStanding& one : standing.at(n)) {
      const Employee name{one.taker.employee.source, one.taker.employee.id};
      Load& load = loads_.try_emplace({rules_[n].line, name}, Load{one.owned, one.today}).first->second;
      count = std::max(count, one.last);
      places.push_back({std::move(one), &load, false});
    }
    counts_.push_back(count);
  }
}

const AllocationRule* AllocationChooser::Find(std::uint64_t rule) const {
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const auto& one) { return one.id == rule && one.enabled; });
  return found == rules_.end() ? nullptr : &*found;
}

AllocationChoice AllocationChooser::Choose(const AllocationCase& customer) {
  json passed = json::array();
  for (std::size_t n = 0; n < rules_.size(); ++n) {
    const AllocationRule& rule = rules_[n];
    if (!rule.enabled || rule.line != customer.line) continue;
    const std::string misfit = FirstMisfit(rule.terms.conditions, customer);
    if (misfit.empty()) return Decide(n, customer, {}, Text(passed));
    passed.push_back(
        {{"id", std::to_string(rule.id)}, {"version", rule.version}, {"name", rule.name}, {"misfit", misfit}});
  }
  AllocationChoice none;
  none.reason = "no_rule";
  none.why = Text(json::object({{"passed", std::move(passed)}}));
  return none;
}

AllocationChoice AllocationChooser::MoveOn(const AllocationRule& rule, const AllocationCase& customer,
                                           const std::vector<storage::EmployeeRef>& had_him) {
  const auto n = static_cast<std::size_t>(&rule - rules_.data());
  return Decide(n, customer, had_him, "[]");
}

AllocationChooser::Verdict AllocationChooser::VerdictOf(const Place& place,
                                                        const std::vector<storage::EmployeeRef>& had_him) {
  const storage::AllocationTaker& taker = place.standing.taker;
  if (!place.standing.known) return Verdict::kUnknown;
  if (!place.standing.active) return Verdict::kLeft;
  if (std::any_of(had_him.begin(), had_him.end(),
                  [&](const auto& one) { return storage::SameEmployee(one, taker.employee); })) {
    return Verdict::kHadHim;
  }
  if (taker.away) return Verdict::kAway;
  if (taker.owned != 0 && place.load->owned >= taker.owned) return Verdict::kFull;
  if (taker.per_day != 0 && place.load->today >= taker.per_day) return Verdict::kFullToday;
  return Verdict::kLater;
}

/// Of those who could be given one. The weighted turn is the smooth one: each gets his weight as credit, who has most
/// pays for all of them, so that in any stretch everybody gets his part, evenly spread.
std::size_t AllocationChooser::Next(AllocationMethod method, std::vector<Place>& places,
                                    const std::vector<Verdict>& verdicts, std::vector<std::size_t>& earned) const {
  std::size_t best = places.size();
  std::int64_t total = 0;
  const auto better = [&](const Place& one, const Place& other) {
    if (method == AllocationMethod::kWeighted) return one.standing.credit > other.standing.credit;
    if (method == AllocationMethod::kLeastLoad) {
      const std::uint64_t load = one.load->owned * other.standing.taker.weight;
      const std::uint64_t best_load = other.load->owned * one.standing.taker.weight;
      if (load != best_load) return load < best_load;
    }
    return one.standing.last < other.standing.last;
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (verdicts[i] != Verdict::kLater) continue;
    if (method == AllocationMethod::kWeighted) {
      places[i].standing.credit += places[i].standing.taker.weight;
      places[i].changed = true;
      earned.push_back(i);
      total += places[i].standing.taker.weight;
    }
    if (best == places.size() || better(places[i], places[best])) best = i;
  }
  if (best != places.size()) places[best].standing.credit -= total;
  return best;
}

AllocationChoice AllocationChooser::Decide(std::size_t n, const AllocationCase& customer,
                                           const std::vector<storage::EmployeeRef>& had_him,
                                           const std::string& passed) {
  const AllocationRule& rule = rules_[n];
  std::vector<Place>& places = places_[n];
  AllocationChoice choice;
  choice.rule = &rule;
  std::vector<Verdict> verdicts;
  for (const Place& place : places) verdicts.push_back(VerdictOf(place, had_him));
  const auto any = [&](Verdict verdict) {
    return std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end();
  };
  if (!rule.terms.anyway && !calendar_.IsOpen(rule.terms.hours, now_)) {
    choice.reason = "off_hours";
  } else if (any(Verdict::kLater)) {
    Receipt receipt;
    receipt.rule = n;
    const std::size_t next = Next(rule.terms.method, places, verdicts, receipt.earned);
    Place& chosen = places[next];
    receipt.place = next;
    receipt.last_before = chosen.standing.last;
    verdicts[next] = Verdict::kChosen;
    choice.taker = chosen.standing.taker.employee;
    choice.why = Explain(rule, customer, passed, places, verdicts);
    ++chosen.load->owned;
    ++chosen.load->today;
    chosen.standing.last = ++counts_[n];
    chosen.changed = true;
    receipt.last_after = chosen.standing.last;
    choice.receipt = receipts_.size();
    receipts_.push_back(std::move(receipt));
    return choice;
  } else if (any(Verdict::kAway) || any(Verdict::kFull) || any(Verdict::kFullToday)) {
    choice.reason = "nobody_free";
  } else {
    choice.reason = any(Verdict::kHadHim) ? "nobody_left" : "no_takers";
  }
  choice.why = Explain(rule, customer, passed, places, verdicts);
  return choice;
}

const char* AllocationChooser::NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLater: return "later";
    case Verdict::kChosen: return "chosen";
    case Verdict::kAway: return "away";
    case Verdict::kFull: return "full";
    case Verdict::kFullToday: return "full_today";
    case Verdict::kLeft: return "left";
    case Verdict::kUnknown: return "unknown";
    case Verdict::kHadHim: return "had_him";
  }
  return "later";
}

/// The chosen one first; of many takers the rest is only counted.
std::string AllocationChooser::Explain(const AllocationRule& rule, const AllocationCase& customer,
                                       const std::string& passed, const std::vector<Place>& places,
                                       const std::vector<Verdict>& verdicts) {
  json takers = json::array();
  json others = json::object();
  const auto tell = [&](std::size_t i) {
    const storage::TakerStanding& one = places[i].standing;
    takers.push_back({{"source", one.taker.employee.source},
                      {"id", one.taker.employee.id},
                      {"name", one.name.empty() ? one.taker.employee.id : one.name},
                      {"verdict", NameOf(verdicts[i])},
                      {"weight", one.taker.weight},
                      {"owned", places[i].load->owned},
                      {"owned_limit", one.taker.owned},
                      {"today", places[i].load->today},
                      {"per_day", one.taker.per_day}});
  };
  const auto chosen = std::find(verdicts.begin(), verdicts.end(), Verdict::kChosen);
  if (chosen != verdicts.end()) tell(static_cast<std::size_t>(chosen - verdicts.begin()));
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (verdicts[i] == Verdict::kChosen) continue;
    if (takers.size() < kMostExplained) {
      tell(i);
    } else {
      others[NameOf(verdicts[i])] = others.value(NameOf(verdicts[i]), 0) + 1;
    }
  }
  return Text({{"passed", json::parse(passed)},
               {"method", storage::ToString(rule.terms.method)},
               {"facts",
                {{"region", customer.region},
                 {"tags", customer.tags},
                 {"grade", customer.grade},
                 {"stage", customer.stage},
                 {"intake", customer.intake},
                 {"channel", customer.channel}}},
               {"takers", std::move(takers)},
               {"others", std::move(others)}});
}

void AllocationChooser::TakeBack(std::size_t receipt) {
  const Receipt& one = receipts_.at(receipt);
  std::vector<Place>& places = places_[one.rule];
  Place& taker = places[one.place];
  for (const std::size_t i : one.earned) {
    places[i].standing.credit -= places[i].standing.taker.weight;
    taker.standing.credit += places[i].standing.taker.weight;
  }
  if (taker.standing.last == one.last_after) taker.standing.last = one.last_before;  // else he got another since
  --taker.load->owned;
  --taker.load->today;
}

std::vector<storage::AllocationTurn> AllocationChooser::Turns() const {
  std::vector<storage::AllocationTurn> turns;
  for (std::size_t n = 0; n < rules_.size(); ++n) {
    for (const Place& place : places_[n]) {
      if (!place.changed) continue;
      turns.push_back({rules_[n].id, place.standing.taker.employee, place.standing.credit, place.standing.last});
    }
  }
  return turns;
}

}  // namespace custos::server::customers
