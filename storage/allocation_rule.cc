// SPDX-License-Identifier: Apache-2.0
#include "storage/allocation_rule.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<AllocationMethod, std::string_view>, 3> kMethods = {
    {{AllocationMethod::kInTurn, "in_turn"},
     {AllocationMethod::kWeighted, "weighted"},
     {AllocationMethod::kLeastLoad, "least_load"}}};

json ConditionsJson(const AllocationConditions& conditions) {
  json fields = json::array();
  for (const auto& field : conditions.fields) fields.push_back({{"name", field.name}, {"values", field.values}});
  return {{"regions", conditions.regions}, {"tags", conditions.tags},       {"grades", conditions.grades},
          {"stages", conditions.stages},   {"intakes", conditions.intakes}, {"channels", conditions.channels},
          {"fields", std::move(fields)}};
}

AllocationConditions ConditionsIn(const json& object) {
  AllocationConditions conditions;
  object.at("regions").get_to(conditions.regions);
  object.at("tags").get_to(conditions.tags);
  object.at("grades").get_to(conditions.grades);
  object.at("stages").get_to(conditions.stages);
  object.at("intakes").get_to(conditions.intakes);
  object.at("channels").get_to(conditions.channels);
  for (const json& field : object.at("fields")) {
    conditions.fields.push_back(
        {field.at("name").get<std::string>(), field.at("values").get<std::vector<std::string>>()});
  }
  return conditions;
}

AllocationTaker TakerIn(const json& object) {
  return {.employee = {object.at("source").get<std::string>(), object.at("id").get<std::string>()},
          .weight = object.at("weight").get<std::uint32_t>(),
          .owned = object.at("owned_limit").get<std::uint32_t>(),
          .per_day = object.at("per_day").get<std::uint32_t>(),
          .away = object.at("away").get<bool>()};
}

AllocationTerms TermsIn(const json& object) {
  AllocationTerms terms;
  terms.conditions = ConditionsIn(object.at("conditions"));
  for (const json& taker : object.at("takers")) terms.takers.push_back(TakerIn(taker));
  for (const json& one : object.at("departments")) {
    terms.departments.push_back({one.at("source").get<std::string>(), std::stoll(one.at("id").get<std::string>())});
  }
  object.at("department_owned_limit").get_to(terms.department_owned);
  object.at("department_per_day").get_to(terms.department_per_day);
  terms.method = ParseAllocationMethod(object.at("method").get<std::string>()).value_or(AllocationMethod::kInTurn);
  const json& hours = object.at("hours");
  hours.at("weekdays").get_to(terms.hours.weekdays);
  hours.at("from").get_to(terms.hours.from_minutes);
  hours.at("to").get_to(terms.hours.to_minutes);
  terms.anyway = object.at("outside_hours").get<std::string>() == "anyway";
  object.at("time_out_minutes").get_to(terms.time_out_minutes);
  object.at("max_moves").get_to(terms.max_moves);
  terms.fallback_pool = std::stoull(object.at("fallback_pool").get<std::string>());
  return terms;
}

}  // namespace

std::string_view ToString(AllocationMethod method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "";
}

std::optional<AllocationMethod> ParseAllocationMethod(std::string_view name) {
  for (const auto& [value, text] : kMethods) {
    if (text == name) return value;
  }
  return std::nullopt;
}

std::string AllocationTermsText(const AllocationTerms& terms) {
  json takers = json::array(), departments = json::array();
  for (const AllocationTaker& one : terms.takers) {
    takers.push_back({{"source", one.employee.source},
                      {"id", one.employee.id},
                      {"weight", one.weight},
                      {"owned_limit", one.owned},
                      {"per_day", one.per_day},
                      {"away", one.away}});
  }
  for (const DepartmentRef& one : terms.departments) {
    departments.push_back({{"source", one.source}, {"id", std::to_string(one.id)}});
  }
  const json text{
      {"conditions", ConditionsJson(terms.conditions)},
      {"takers", std::move(takers)},
      {"departments", std::move(departments)},
      {"department_owned_limit", terms.department_owned},
      {"department_per_day", terms.department_per_day},
      {"method", ToString(terms.method)},
      {"hours",
       {{"weekdays", terms.hours.weekdays}, {"from", terms.hours.from_minutes}, {"to", terms.hours.to_minutes}}},
      {"outside_hours", terms.anyway ? "anyway" : "wait"},
      {"time_out_minutes", terms.time_out_minutes},
      {"max_moves", terms.max_moves},
      {"fallback_pool", std::to_string(terms.fallback_pool)}};
  return text.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<AllocationTerms> ReadAllocationTerms(const std::string& text) {
  try {
    return TermsIn(json::parse(text));
  } catch (const std::exception&) {
    return Error{ErrorKind::kCorrupt, "allocation.corrupt", "the terms of a rule cannot be read"};
  }
}

}  // namespace custos::storage
