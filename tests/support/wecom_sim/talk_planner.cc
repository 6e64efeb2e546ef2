// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk_planner.h"

#include <algorithm>
#include <array>
#include <set>

namespace custos::wecom_sim {
namespace {

constexpr double kTurnsPerTalk = 10.2;  // both measured over the scenes at hand
constexpr double kRiskyTurnsPerScene = 1.4;
constexpr double kGroupShare = 0.08;
constexpr double kInternalShare = 0.12;
constexpr double kBentShare = 0.85;  // of the risky talks, by those who break rules often
constexpr double kEvasionShare = 0.22;
constexpr double kOwnWordingShare = 0.05;

bool Internal(const Scene& scene) {
  return std::any_of(scene.turns.begin(), scene.turns.end(),
                     [](const Turn& t) { return t.voice == Speaker::kColleague; });
}

std::string FirstCharacter(const std::string& name) { return name.substr(0, 3); }

}  // namespace

TalkPlanner::TalkPlanner(const GeneratedCompany& generated, unsigned risk_one_in)
    : generated_(generated),
      risk_chance_(risk_one_in == 0 ? 0 : kTurnsPerTalk / (kRiskyTurnsPerScene * risk_one_in)),
      relations_(generated.company.employees.size()) {
  for (std::size_t i = 0; i < generated_.company.employees.size(); ++i) {
    index_.emplace_back(generated_.company.employees[i].id, i);
  }
  std::sort(index_.begin(), index_.end());
  for (std::size_t i = 0; i < generated_.company.relations.size(); ++i) {
    const auto found = std::lower_bound(index_.begin(), index_.end(),
                                        std::make_pair(generated_.company.relations[i].employee, std::size_t{0}));
    relations_[found->second].push_back(i);
  }
  for (std::size_t i = 0; i < generated_.company.groups.size(); ++i) {
    const SimGroup& group = generated_.company.groups[i];
    if (group.internal && group.employees.size() > 1) internal_groups_.push_back(i);
    if (!group.internal && !group.customers.empty()) customer_groups_.push_back(i);
  }
}

PlannedTalk TalkPlanner::Plan(Rng& rng) const {
  if (rng.Chance(risk_chance_)) {
    const Scene& risk = ChooseRisk(rng);
    return Internal(risk) ? AmongStaff(rng, &risk) : WithCustomer(rng, &risk);
  }
  const double kind = rng.Fraction();
  if (kind < kGroupShare && !customer_groups_.empty()) return InGroup(rng);
  if (kind < kGroupShare + kInternalShare) return AmongStaff(rng, nullptr);
  return WithCustomer(rng, nullptr);
}

const Scene& TalkPlanner::Choose(Rng& rng, std::string_view kind, std::string_view topic) const {
  const Scene* chosen = &AllScenes().front();
  std::size_t seen = 0;
  for (const Scene& scene : AllScenes()) {
    if (scene.kind == kind && (scene.topic == topic || scene.topic == "any") && rng.Below(++seen) == 0) chosen = &scene;
  }
  return *chosen;
}

const Scene& TalkPlanner::ChooseRisk(Rng& rng) const {
  static const std::vector<std::string> categories = [] {
    std::set<std::string> found;
    for (const Scene& scene : AllScenes()) {
      if (scene.kind == "risk") found.insert(scene.topic);
    }
    return std::vector<std::string>(found.begin(), found.end());
  }();
  return Choose(rng, "risk", rng.Pick(categories));
}

std::size_t TalkPlanner::Seller(Rng& rng, bool risky) const {
  for (int attempt = 0; attempt < 50; ++attempt) {
    const bool bent = risky && rng.Chance(kBentShare);
    const std::size_t seller = rng.Pick(bent ? generated_.bent : generated_.sellers);
    if (!relations_[seller].empty()) return seller;
  }
  return generated_.sellers.front();
}

void TalkPlanner::AddScene(PlannedTalk& talk, const Scene& scene, const Cast& cast, Rng& rng) {
  const bool evade = scene.kind == "risk" && rng.Chance(kEvasionShare);
  const std::string* speaker = &cast.rep;
  Speaker last = Speaker::kColleague;
  std::size_t wording = 0;
  std::size_t choices = 0;
  for (const Turn& turn : scene.turns) {
    if (turn.optional && rng.Chance(0.5)) continue;
    if (turn.voice == Speaker::kRep) speaker = &cast.rep;
    if (turn.voice == Speaker::kColleague) speaker = &cast.colleague;
    if (turn.voice == Speaker::kCustomer && (last != Speaker::kCustomer || talk.turns.empty()))
      speaker = &rng.Pick(cast.customers);
    // Turns with as many wordings belong together one by one: the second answer answers the second question.
    if (turn.voice == last || turn.wordings.size() != choices || rng.Chance(kOwnWordingShare)) {
      wording = rng.Below(turn.wordings.size());
    }
    choices = turn.wordings.size();
    last = turn.voice;
    talk.turns.push_back({*speaker, turn.wordings[wording], turn.risky ? scene.topic : "", turn.risky && evade});
  }
}

PlannedTalk TalkPlanner::WithCustomer(Rng& rng, const Scene* risk) const {
  const std::size_t seller = Seller(rng, risk != nullptr);
  if (relations_[seller].empty()) return AmongStaff(rng, nullptr);
  const SimEmployee& employee = generated_.company.employees[seller];
  const SimRelation& relation = generated_.company.relations[rng.Pick(relations_[seller])];
  const std::string& trade = generated_.trade_of[seller];
  PlannedTalk talk;
  talk.people = {employee.id, relation.customer};
  talk.slots = std::make_shared<Slots>(trade, Rng(rng.Next()));
  const std::string title = relation.remark.substr(0, relation.remark.find('-'));
  talk.slots->Set("name", title);
  talk.slots->Set("rep", "小" + FirstCharacter(employee.name));
  talk.slots->Set("product", relation.remark.substr(relation.remark.find('-') + 1));
  talk.names = {{employee.id, employee.name}, {relation.customer, title}};
  const Cast cast{employee.id, {relation.customer}, ""};
  AddScene(talk, Choose(rng, "open", trade), cast, rng);
  const Scene& matter = Choose(rng, "trade", trade);
  AddScene(talk, matter, cast, rng);
  const Scene& another = Choose(rng, "trade", trade);
  if (&another != &matter && rng.Chance(0.5)) AddScene(talk, another, cast, rng);
  if (rng.Chance(0.55)) AddScene(talk, Choose(rng, "common", trade), cast, rng);
  if (risk != nullptr) AddScene(talk, *risk, cast, rng);
  if (rng.Chance(0.75)) AddScene(talk, Choose(rng, "close", trade), cast, rng);
  return talk;
}

PlannedTalk TalkPlanner::InGroup(Rng& rng) const {
  const SimGroup& group = generated_.company.groups[rng.Pick(customer_groups_)];
  const auto owner =
      std::lower_bound(index_.begin(), index_.end(), std::make_pair(group.owner, std::size_t{0}))->second;
  PlannedTalk talk;
  talk.room = group.id;
  talk.people = group.employees;
  talk.people.insert(talk.people.end(), group.customers.begin(), group.customers.end());
  const std::string& trade = generated_.trade_of[owner];
  talk.slots = std::make_shared<Slots>(trade, Rng(rng.Next()));
  talk.slots->Set("rep", "小" + FirstCharacter(generated_.company.employees[owner].name));
  talk.slots->Set("name", "亲");
  AddScene(talk, Choose(rng, "group", trade), {group.owner, group.customers, ""}, rng);
  return talk;
}

PlannedTalk TalkPlanner::AmongStaff(Rng& rng, const Scene* risk) const {
  const std::size_t first = risk == nullptr ? rng.Below(generated_.company.employees.size()) : Seller(rng, true);
  const std::size_t second = rng.Pick(generated_.mates[first]);
  const auto& people = generated_.company.employees;
  PlannedTalk talk;
  talk.external = false;
  talk.people = {people[first].id, people[second].id};
  Cast cast{people[first].id, {}, people[second].id};
  if (risk == nullptr && rng.Chance(0.4) && !internal_groups_.empty()) {
    const SimGroup& group = generated_.company.groups[rng.Pick(internal_groups_)];
    talk.room = group.id;
    talk.people = group.employees;
    cast = {group.employees[0], {}, group.employees[1]};
  }
  const std::string& trade = generated_.trade_of[first] == "office" ? Trades().front() : generated_.trade_of[first];
  talk.slots = std::make_shared<Slots>(trade, Rng(rng.Next()));
  talk.slots->Set("rep", "小" + FirstCharacter(people[first].name));
  talk.slots->Set("mate", FirstCharacter(people[second].name) + "姐");
  talk.names = {{people[first].id, people[first].name}, {people[second].id, people[second].name}};
  if (risk == nullptr || rng.Chance(0.5)) AddScene(talk, Choose(rng, "internal", trade), cast, rng);
  if (risk != nullptr) AddScene(talk, *risk, cast, rng);
  return talk;
}

}  // namespace custos::wecom_sim
