// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/scope_json.h"

#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using Json = nlohmann::json;

Scope Read(const Json& json) {
  Scope scope;
  const std::string kind = json.at("kind").get<std::string>();
  if (kind == "all") scope.kind = Scope::Kind::kAll;
  if (kind == "departments") scope.kind = Scope::Kind::kDepartments;
  if (kind == "own") scope.kind = Scope::Kind::kOwn;
  for (const Json& one : json.at("departments")) {
    scope.departments.push_back({one.at("source").get<std::string>(), one.at("id").get<std::int64_t>()});
  }
  for (const Json& one : json.at("employees")) {
    scope.employees.push_back({one.at("source").get<std::string>(), one.at("id").get<std::string>()});
  }
  return scope;
}

}  // namespace

std::string ScopeToJson(const Scope& scope) {
  static constexpr const char* kKinds[] = {"nothing", "all", "departments", "own"};
  Json departments = Json::array();
  for (const DepartmentRef& one : scope.departments) departments.push_back({{"source", one.source}, {"id", one.id}});
  Json employees = Json::array();
  for (const EmployeeRef& one : scope.employees) employees.push_back({{"source", one.source}, {"id", one.id}});
  const Json json = {{"kind", kKinds[static_cast<int>(scope.kind)]},
                     {"departments", std::move(departments)},
                     {"employees", std::move(employees)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Scope ScopeFromJson(const std::string& text) {
  try {
    return Read(Json::parse(text));
  } catch (const Json::exception&) {
    return {};
  }
}

}  // namespace custos::storage
