// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_allocation.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"
#include "server/report/days.h"
#include "storage/ownership.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTakers = 200;

json IdOrNull(std::uint64_t id) { return id == 0 ? json() : json(std::to_string(id)); }

json PersonOrNull(const std::optional<storage::PersonView>& person) { return person ? Present(*person) : json(); }

json RuleOrNull(std::uint64_t id, std::uint64_t version, const std::string& name) {
  return id == 0 ? json() : json{{"id", std::to_string(id)}, {"version", version}, {"name", name}};
}

json ObjectIn(const std::string& text) {
  json object = json::parse(text, nullptr, false);
  return object.is_object() ? object : json::object();
}

json Present(const storage::TakerStanding& taker) {
  return {{"source", taker.taker.employee.source},
          {"id", taker.taker.employee.id},
          {"name", taker.name.empty() ? taker.taker.employee.id : taker.name},
          {"weight", taker.taker.weight},
          {"known", taker.known},
          {"active", taker.active},
          {"owned", taker.owned},
          {"today", taker.today}};
}

}  // namespace

json Present(const storage::AllocationRule& rule, const std::vector<storage::TakerStanding>& takers) {
  json whole = json::parse(storage::AllocationTermsText(rule.terms));
  whole["fallback_pool"] = IdOrNull(rule.terms.fallback_pool);
  whole["id"] = std::to_string(rule.id);
  whole["name"] = rule.name;
  whole["enabled"] = rule.enabled;
  whole["line"] = rule.line;
  whole["version"] = rule.version;
  whole["standing"] = json::array();
  for (std::size_t i = 0; i < std::min(takers.size(), kMostTakers); ++i)
    whole["standing"].push_back(Present(takers[i]));
  return whole;
}

json Present(const storage::CalendarDay& day) {
  return {{"date", report::DayName(day.day)}, {"works", day.works}, {"note", day.note}};
}

json Present(const storage::WaitingCustomer& waiting) {
  return {{"customer", {{"id", std::to_string(waiting.wait.customer)}, {"name", waiting.name}}},
          {"line", waiting.wait.line},
          {"since", FormatTime(waiting.since)},
          {"origin", ToString(waiting.origin)},
          {"reason", TextOrNull(waiting.wait.reason)},
          {"rule", IdOrNull(waiting.wait.rule)},
          {"next_at", TimeOrNull(waiting.wait.next_at)}};
}

json Present(const storage::AllocationView& view) {
  const storage::AllocationDecision& one = view.decision;
  return {{"id", std::to_string(one.id)},
          {"at", FormatTime(one.at)},
          {"customer", {{"id", std::to_string(one.customer)}, {"name", view.customer_name}}},
          {"line", one.line},
          {"act", ToString(one.act)},
          {"state", ToString(one.state)},
          {"code", TextOrNull(one.code)},
          {"rule", RuleOrNull(one.rule, one.rule_version, one.rule_name)},
          {"taker", PersonOrNull(view.taker)},
          {"pool", one.pool == 0 ? json() : json{{"id", std::to_string(one.pool)}, {"name", view.pool_name}}},
          {"moved_from", PersonOrNull(view.moved_from)},
          {"moves", one.moves},
          {"entry", one.entry < 0 ? json() : json(std::to_string(one.entry))},
          {"origin", ToString(one.origin)},
          {"lead", IdOrNull(one.lead)},
          {"user_name", one.user_name},
          {"why", ObjectIn(one.why)},
          {"time_out", {{"state", ToString(one.watch)}, {"due_at", TimeOrNull(one.due_at)}}}};
}

json PresentOwn(const storage::AllocationView& view, const std::vector<storage::EmployeeRef>& accounts) {
  const auto own = [&](const json& taker) {
    return std::any_of(accounts.begin(), accounts.end(), [&](const storage::EmployeeRef& one) {
      return taker.value("source", "") == one.source && taker.value("id", "") == one.id;
    });
  };
  json item = Present(view);
  json& why = item["why"];
  if (!why.contains("takers") || !why["takers"].is_array()) return item;
  json others = why.value("others", json::object());
  json takers = json::array();
  for (json& taker : why["takers"]) {
    if (own(taker)) {
      takers.push_back(std::move(taker));
      continue;
    }
    const std::string verdict = taker.value("verdict", "later");
    others[verdict] = others.value(verdict, 0) + 1;
  }
  why["takers"] = std::move(takers);
  why["others"] = std::move(others);
  return item;
}

json Present(const customers::AllocationPreview& preview) {
  const customers::AllocationChoice& choice = preview.choice;
  std::string reason = choice.reason;
  if (!preview.customer.exists) reason = "unknown";
  if (preview.kept) reason = "kept";
  const auto rule =
      choice.rule == nullptr ? json() : RuleOrNull(choice.rule->id, choice.rule->version, choice.rule->name);
  const auto employee = [](const storage::EmployeeRef& one) { return json{{"source", one.source}, {"id", one.id}}; };
  const auto& taker = preview.kept ? preview.customer.owner : choice.taker;
  return {{"customer", {{"id", std::to_string(preview.customer.customer)}, {"name", preview.customer.name}}},
          {"taker", taker ? employee(*taker) : json()},
          {"reason", TextOrNull(reason)},
          {"rule", rule},
          {"why", ObjectIn(choice.why)}};
}

}  // namespace custos::server::api
