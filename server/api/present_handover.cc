// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_handover.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::HandoverItemState;

constexpr const char* kAdvice[] = {"none", "retry", "other_taker", "never"};

json CountsOf(const storage::HandoverCounts& counts) {
  json all = json::object();
  for (int value = 0; value <= static_cast<int>(HandoverItemState::kGivenUp); ++value) {
    const auto state = static_cast<HandoverItemState>(value);
    const auto found = counts.find(state);
    all[std::string(ToString(state))] = found == counts.end() ? 0 : found->second;
  }
  return all;
}

json PersonOf(const storage::HandoverPerson& person) {
  return {{"person", Present(person.person)},
          {"active", person.active},
          {"archived", person.archived},
          {"has", person.customers},
          {"left_at", TimeOrNull(person.left_at)}};
}

}  // namespace

json Present(const storage::HandoverView& handover) {
  return {{"id", std::to_string(handover.id)},
          {"source", handover.source},
          {"giver", Present(handover.giver)},
          {"resigned", handover.resigned},
          {"left_at", TimeOrNull(handover.left_at)},
          {"state", ToString(handover.state)},
          {"user_name", handover.user_name},
          {"created_at", FormatTime(handover.created_at)},
          {"ended_at", TimeOrNull(handover.ended_at)},
          {"next_at", TimeOrNull(handover.next_at)},
          {"problem", handover.problem},
          {"unassigned", handover.unassigned},
          {"counts", CountsOf(handover.counts)}};
}

json PresentWhole(const storage::HandoverView& handover) {
  json whole = Present(handover);
  json rule = json::parse(handover.rule, nullptr, false);
  whole["message"] = handover.message;
  whole["rule"] = rule.is_object() ? std::move(rule) : json::object();
  whole["takers"] = json::array();
  for (const auto& [taker, counts] : handover.takers) {
    whole["takers"].push_back({{"taker", Present(taker)}, {"counts", CountsOf(counts)}});
  }
  return whole;
}

json Present(const storage::HandoverItem& item) {
  return {{"n", item.n},
          {"kind", ToString(item.kind)},
          {"id", item.id},
          {"name", item.name},
          {"customer", item.customer == 0 ? json() : json(std::to_string(item.customer))},
          {"taker", Present(item.taker)},
          {"state", ToString(item.state)},
          {"code", item.code},
          {"advice", kAdvice[item.advice & 3]},
          {"attempts", item.attempts},
          {"asked_at", TimeOrNull(item.asked_at)},
          {"due_at", TimeOrNull(item.due_at)},
          {"changed_at", FormatTime(item.changed_at)}};
}

json Present(const customers::HandoverPlan& plan) {
  json takers = json::array(), items = json::array();
  for (const customers::PlannedTaker& taker : plan.takers) {
    json shown = PersonOf(taker.person);
    shown["customers"] = taker.customers;
    shown["groups"] = taker.groups;
    takers.push_back(std::move(shown));
  }
  std::uint64_t movable = 0;
  for (std::size_t i = 0; i < plan.candidates.size(); ++i) {
    const storage::HandoverCandidate& one = plan.candidates[i];
    movable += plan.moves[i].taker.empty() ? 0 : 1;
    items.push_back({{"kind", ToString(one.kind)},
                     {"id", one.id},
                     {"name", one.name},
                     {"grade", one.grade},
                     {"tags", one.tags},
                     {"members", one.members},
                     {"taker", plan.moves[i].taker},
                     {"reason", plan.moves[i].reason}});
  }
  return {{"giver", PersonOf(plan.giver)},
          {"resigned", plan.resigned},
          {"takers", std::move(takers)},
          {"movable", movable},
          {"left", plan.candidates.size() - movable},
          {"items", std::move(items)}};
}

}  // namespace custos::server::api
