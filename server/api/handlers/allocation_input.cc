// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/allocation_input.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostMinutes = 525'600;
constexpr std::uint64_t kMostCustomers = 1'000'000;
constexpr std::uint64_t kMostDays = 1'000;

bool OnlyHas(const json& object, std::initializer_list<std::string_view> names) {
  if (!object.is_object()) return false;
  for (const auto& [name, value] : object.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) return false;
  }
  return true;
}

/// Absent: what stands in `target`.
bool TakeNumber(const json& object, const char* name, std::uint64_t least, std::uint64_t most, std::uint32_t& target) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  if (!found->is_number_unsigned()) return false;
  const auto value = found->get<std::uint64_t>();
  if (value < least || value > most) return false;
  target = static_cast<std::uint32_t>(value);
  return true;
}

bool TakeFlag(const json& object, const char* name, bool& target) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  if (!found->is_boolean()) return false;
  target = found->get<bool>();
  return true;
}

bool IsText(const json& value, std::size_t least, std::size_t most) {
  return value.is_string() && value.get_ref<const std::string&>().size() >= least &&
         value.get_ref<const std::string&>().size() <= most;
}

bool TakeWords(const json& object, const char* name, std::vector<std::string>& target) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  if (!found->is_array() || found->size() > 100) return false;
  for (const json& one : *found) {
    if (!IsText(one, 1, 300)) return false;
    target.push_back(one.get<std::string>());
  }
  return true;
}

bool TakeFields(const json& object, std::vector<storage::AllocationConditions::Field>& target) {
  const auto found = object.find("fields");
  if (found == object.end()) return true;
  if (!found->is_array() || found->size() > 20) return false;
  for (const json& one : *found) {
    if (!OnlyHas(one, {"name", "values"}) || !one.contains("name") || !IsText(one["name"], 1, 300)) return false;
    storage::AllocationConditions::Field& field = target.emplace_back();
    field.name = one["name"].get<std::string>();
    if (!TakeWords(one, "values", field.values) || field.values.empty()) return false;
  }
  return true;
}

bool TakeConditions(const json& object, storage::AllocationConditions& target) {
  return OnlyHas(object, {"regions", "tags", "grades", "stages", "intakes", "channels", "fields"}) &&
         TakeWords(object, "regions", target.regions) && TakeWords(object, "tags", target.tags) &&
         TakeWords(object, "grades", target.grades) && TakeWords(object, "stages", target.stages) &&
         TakeWords(object, "intakes", target.intakes) && TakeWords(object, "channels", target.channels) &&
         TakeFields(object, target.fields);
}

bool TakeTakers(const json& list, std::vector<storage::AllocationTaker>& target) {
  if (!list.is_array() || list.size() > 500) return false;
  std::set<std::pair<std::string, std::string>> seen;
  for (const json& one : list) {
    if (!OnlyHas(one, {"source", "id", "weight", "owned_limit", "per_day", "away"})) return false;
    if (!one.contains("source") || !one.contains("id") || !IsText(one["source"], 1, 200) ||
        !IsText(one["id"], 1, 200)) {
      return false;
    }
    storage::AllocationTaker& taker = target.emplace_back();
    taker.employee = {one["source"].get<std::string>(), one["id"].get<std::string>()};
    if (!seen.insert({taker.employee.source, taker.employee.id}).second) return false;
    if (!TakeNumber(one, "weight", 1, 100, taker.weight) ||
        !TakeNumber(one, "owned_limit", 0, kMostCustomers, taker.owned) ||
        !TakeNumber(one, "per_day", 0, kMostCustomers, taker.per_day) || !TakeFlag(one, "away", taker.away)) {
      return false;
    }
  }
  return true;
}

std::optional<std::uint64_t> IdIn(const json& value) {
  if (!IsText(value, 1, 18)) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  if (text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoull(text);
}

bool TakeDepartments(const json& list, std::vector<storage::DepartmentRef>& target) {
  if (!list.is_array() || list.size() > 200) return false;
  for (const json& one : list) {
    if (!OnlyHas(one, {"source", "id"}) || one.size() != 2 || !IsText(one["source"], 1, 200)) return false;
    const auto id = IdIn(one["id"]);
    if (!id) return false;
    target.push_back({one["source"].get<std::string>(), static_cast<std::int64_t>(*id)});
  }
  return true;
}

bool TakeHours(const json& object, storage::AllocationHours& target) {
  if (!OnlyHas(object, {"weekdays", "from", "to"}) || !TakeNumber(object, "from", 0, 1'439, target.from_minutes) ||
      !TakeNumber(object, "to", 1, 1'440, target.to_minutes) || target.from_minutes >= target.to_minutes) {
    return false;
  }
  const auto weekdays = object.find("weekdays");
  if (weekdays == object.end()) return true;
  if (!weekdays->is_array() || weekdays->size() > 7) return false;
  std::set<int> days;
  for (const json& one : *weekdays) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() < 1 || one.get<std::uint64_t>() > 7) return false;
    days.insert(one.get<int>());
  }
  target.weekdays.assign(days.begin(), days.end());
  return true;
}

template <class Target, class Read>
void TakePart(Body& body, const char* name, Target& target, Read read) {
  const json* value = body.Find(name);
  if (value != nullptr && !read(*value, target)) body.Fail(name);
}

void TakePartNumber(Body& body, const char* name, std::uint64_t most, std::uint32_t& target) {
  if (!body.problem && !TakeNumber(*body.value, name, 0, most, target)) body.Fail(name);
}

}  // namespace

Body AllocationRuleBody(const Call& call) {
  return Body(call.request, {"name", "enabled", "line", "conditions", "takers", "departments", "department_owned_limit",
                             "department_per_day", "method", "hours", "outside_hours", "time_out_minutes", "max_moves",
                             "fallback_pool"});
}

storage::AllocationRule AllocationRuleIn(Body& body) {
  storage::AllocationRule rule;
  storage::AllocationTerms& terms = rule.terms;
  rule.name = body.Text("name", 1, 100, true).value_or("");
  rule.line = body.Text("line", 0, 100, false).value_or("");
  rule.enabled = body.Flag("enabled").value_or(true);
  if (body.problem) return rule;
  TakePart(body, "conditions", terms.conditions, TakeConditions);
  TakePart(body, "takers", terms.takers, TakeTakers);
  TakePart(body, "departments", terms.departments, TakeDepartments);
  TakePart(body, "hours", terms.hours, TakeHours);
  TakePart(body, "method", terms.method, [](const json& value, storage::AllocationMethod& target) {
    const auto method = value.is_string() ? storage::ParseAllocationMethod(value.get<std::string>()) : std::nullopt;
    if (method) target = *method;
    return method.has_value();
  });
  TakePart(body, "outside_hours", terms.anyway, [](const json& value, bool& target) {
    target = value == "anyway";
    return target || value == "wait";
  });
  TakePart(body, "fallback_pool", terms.fallback_pool, [](const json& value, std::uint64_t& target) {
    const auto id = value.is_null() ? std::optional<std::uint64_t>(0) : IdIn(value);
    if (id) target = *id;
    return id.has_value();
  });
  TakePartNumber(body, "department_owned_limit", kMostCustomers, terms.department_owned);
  TakePartNumber(body, "department_per_day", kMostCustomers, terms.department_per_day);
  TakePartNumber(body, "time_out_minutes", kMostMinutes, terms.time_out_minutes);
  TakePartNumber(body, "max_moves", 100, terms.max_moves);
  if (!body.problem && terms.takers.empty() && terms.departments.empty()) body.Fail("takers");
  return rule;
}

std::optional<std::vector<storage::CalendarDay>> CalendarIn(const json& list) {
  if (!list.is_array() || list.size() > kMostDays) return std::nullopt;
  std::vector<storage::CalendarDay> days;
  std::set<std::int64_t> seen;
  for (const json& one : list) {
    if (!OnlyHas(one, {"date", "works", "note"}) || !one.contains("date") || !IsText(one["date"], 1, 20)) {
      return std::nullopt;
    }
    const auto day = report::ParseDay(one["date"].get<std::string>());
    if (!day || !seen.insert(*day).second) return std::nullopt;
    storage::CalendarDay& read = days.emplace_back();
    read.day = *day;
    if (!TakeFlag(one, "works", read.works)) return std::nullopt;
    if (!one.contains("note")) continue;
    if (!IsText(one["note"], 0, 300)) return std::nullopt;
    read.note = one["note"].get<std::string>();
  }
  return days;
}

std::optional<std::vector<std::uint64_t>> IdsIn(const json& list, std::size_t most) {
  if (!list.is_array() || list.size() > most) return std::nullopt;
  std::vector<std::uint64_t> ids;
  std::set<std::uint64_t> seen;
  for (const json& one : list) {
    const auto id = IdIn(one);
    if (!id || !seen.insert(*id).second) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace custos::server::api
