// SPDX-License-Identifier: Apache-2.0
#include "server/customers/handover_desk.h"

#include <algorithm>
#include <set>
#include <utility>

namespace custos::server::customers {
namespace {

using storage::HandoverKind;
using storage::HandoverPerson;

Error Invalid(std::string code, std::string message) {
  return {ErrorKind::kInvalid, std::move(code), std::move(message)};
}

/// Who takes must be there; who gives may have left.
std::optional<Error> CheckPeople(const HandoverWish& wish, const std::vector<HandoverPerson>& people) {
  if (wish.takers.empty()) return Invalid("handover.no_takers", "nobody takes over");
  if (!people[0].known && people[0].left_at == 0) return Invalid("handover.unknown_person", wish.giver);
  std::set<std::string> seen{wish.giver};
  for (std::size_t i = 1; i < people.size(); ++i) {
    if (!people[i].known || !people[i].active) return Invalid("handover.unknown_person", people[i].person.id);
    if (!seen.insert(people[i].person.id).second) return Invalid("handover.same_person", people[i].person.id);
  }
  const auto takes = [&](const std::string& id) { return id.empty() || (id != wish.giver && seen.contains(id)); };
  for (const SplitRule::Share& share : wish.rule.shares) {
    for (const std::string& taker : share.takers) {
      if (!takes(taker)) return Invalid("handover.unknown_person", taker);
    }
  }
  for (const auto& [customer, taker] : wish.changes) {
    if (!takes(taker)) return Invalid("handover.unknown_person", taker);
  }
  return std::nullopt;
}

}  // namespace

Result<HandoverPlan> HandoverDesk::Preview(const HandoverWish& wish) {
  if (!knows_(wish.source)) return Invalid("handover.no_platform", "no application of this company may hand over");
  std::vector<std::string> ids{wish.giver};
  for (const HandoverWish::TakerWish& taker : wish.takers) ids.push_back(taker.id);
  auto people = store_.People(wish.source, ids);
  if (!people) return people.error();
  if (auto problem = CheckPeople(wish, *people)) return *problem;
  auto candidates = store_.Candidates(wish.source, wish.giver);
  if (!candidates) return candidates.error();
  for (const auto& [id, taker] : wish.changes) {
    const bool has = std::any_of(candidates->begin(), candidates->end(),
                                 [&, &wanted = id](const auto& one) { return one.id == wanted; });
    if (!has) return Invalid("handover.unknown_customer", id);
  }

  HandoverPlan plan;
  plan.giver = people->front();
  plan.resigned = !plan.giver.active || plan.giver.left_at != 0;
  std::vector<Taker> takers;
  for (std::size_t i = 0; i < wish.takers.size(); ++i) {
    plan.takers.push_back({people->at(i + 1), 0, 0});
    takers.push_back({wish.takers[i].id, people->at(i + 1).customers, wish.takers[i].capacity});
  }
  plan.candidates = std::move(*candidates);
  plan.moves = PlanMoves(plan.candidates, takers, wish.rule, wish.changes);
  for (std::size_t i = 0; i < plan.moves.size(); ++i) {
    const auto taker = std::find_if(plan.takers.begin(), plan.takers.end(), [&](const PlannedTaker& one) {
      return one.person.person.id == plan.moves[i].taker;
    });
    if (taker == plan.takers.end()) continue;
    ++(plan.candidates[i].kind == HandoverKind::kGroup ? taker->groups : taker->customers);
  }
  return plan;
}

Result<storage::HandoverView> HandoverDesk::Begin(const HandoverWish& wish, std::uint64_t user_id,
                                                  const std::string& user_name) {
  const Result<HandoverPlan> plan = Preview(wish);
  if (!plan) return plan.error();
  storage::HandoverDraft draft;
  draft.source = wish.source;
  draft.giver = wish.giver;
  draft.resigned = plan->resigned;
  draft.message = plan->resigned ? std::string() : wish.message;
  draft.rule = wish.rule_text;
  draft.user_id = user_id;
  draft.user_name = user_name;
  for (std::size_t i = 0; i < plan->moves.size(); ++i) {
    if (plan->moves[i].taker.empty()) continue;
    const storage::HandoverCandidate& one = plan->candidates[i];
    draft.items.push_back({one.kind, one.id, one.name, plan->moves[i].taker});
  }
  return store_.Create(draft);
}

Result<storage::HandoverItem> HandoverDesk::Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                                                  const std::string& user_name) {
  if (!taker.empty()) {
    const auto handover = store_.Get(id);
    if (!handover) return handover.error();
    const auto people = store_.People(handover->source, {taker});
    if (!people) return people.error();
    if (!people->front().known || !people->front().active) return Invalid("handover.unknown_person", taker);
    if (taker == handover->giver.id) return Invalid("handover.same_person", taker);
  }
  return store_.Retry(id, n, taker, user_name);
}

}  // namespace custos::server::customers
