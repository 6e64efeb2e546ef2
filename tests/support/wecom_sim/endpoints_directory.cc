// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr int kActive = 1;
constexpr int kLeft = 5;

/// As an application with the right to see them is told; what is not filled in is left out.
void TellMarks(const SimEmployee& employee, json& user) {
  if (!employee.mobile.empty()) user["mobile"] = employee.mobile;
  if (!employee.email.empty()) user["email"] = employee.email;
  if (employee.staff_number.empty()) return;
  user["extattr"]["attrs"].push_back({{"type", 0}, {"name", "工号"}, {"text", {{"value", employee.staff_number}}}});
}

json UserJson(const SimEmployee& employee) {
  json user = {{"userid", employee.id},
               {"name", employee.name},
               {"department", {employee.department}},
               {"order", {0}},
               {"position", employee.position},
               {"is_leader_in_dept", {employee.leader ? 1 : 0}},
               {"direct_leader", json::array()},
               {"alias", ""},
               {"telephone", ""},
               {"main_department", employee.department},
               {"extattr", {{"attrs", json::array()}}},
               {"status", employee.active ? kActive : kLeft}};
  TellMarks(employee, user);
  return user;
}

/// The department and, when asked for, everything below it; empty when there is no such department.
std::set<std::int64_t> Subtree(const Company& company, std::int64_t root, bool below) {
  std::set<std::int64_t> wanted;
  for (const SimDepartment& department : company.departments) {
    if (department.id == root) wanted.insert(root);
  }
  for (bool grew = below && !wanted.empty(); grew;) {
    grew = false;
    for (const SimDepartment& department : company.departments) {
      if (wanted.contains(department.parent_id)) grew |= wanted.insert(department.id).second;
    }
  }
  return wanted;
}

HttpReply User(const Call& call) {
  for (const SimEmployee& employee : call.corp.company()->employees) {
    if (employee.id == call.request.Query("userid") && !employee.gone) return Ok(UserJson(employee));
  }
  return Failure(60111);
}

template <class Render>
HttpReply UserList(const Call& call, Render render) {
  const auto company = call.corp.company();
  const auto wanted = Subtree(*company, std::atoll(call.request.Query("department_id").c_str()),
                              call.request.Query("fetch_child") == "1");
  if (wanted.empty()) return Failure(60123);
  json list = json::array();
  for (const SimEmployee& employee : company->employees) {
    if (wanted.contains(employee.department) && !employee.gone) list.push_back(render(employee));
  }
  return Ok({{"userlist", list}});
}

HttpReply FullUserList(const Call& call) { return UserList(call, UserJson); }

HttpReply SimpleUserList(const Call& call) {
  return UserList(call, [](const SimEmployee& employee) {
    return json{{"userid", employee.id}, {"name", employee.name}, {"department", {employee.department}}};
  });
}

HttpReply UserIds(const Call& call) {
  const auto company = call.corp.company();
  const auto limit = std::clamp<std::size_t>(call.body.value("limit", std::size_t{10000}), 1, 10000);
  const auto from = static_cast<std::size_t>(std::atoll(call.body.value("cursor", "0").c_str()));
  json rows = json::array();
  std::size_t at = from;
  for (; at < company->employees.size() && rows.size() < limit; ++at) {
    const SimEmployee& employee = company->employees[at];
    if (employee.gone) continue;
    rows.push_back({{"userid", employee.id}, {"department", employee.department}});
  }
  return Ok({{"dept_user", rows}, {"next_cursor", at < company->employees.size() ? std::to_string(at) : ""}});
}

template <class Render>
HttpReply DepartmentList(const Call& call, const char* field, Render render) {
  const auto company = call.corp.company();
  const std::string id = call.request.Query("id");
  const auto wanted = Subtree(*company, id.empty() ? 1 : std::atoll(id.c_str()), true);
  if (wanted.empty()) return Failure(60123);
  json list = json::array();
  for (const SimDepartment& department : company->departments) {
    if (wanted.contains(department.id)) list.push_back(render(department));
  }
  return Ok({{field, list}});
}

json DepartmentKey(const SimDepartment& department) {
  return {{"id", department.id}, {"parentid", department.parent_id}, {"order", 1000 - department.id}};
}

HttpReply FullDepartmentList(const Call& call) {
  return DepartmentList(call, "department", [](const SimDepartment& department) {
    json row = DepartmentKey(department);
    row["name"] = department.name;
    row["name_en"] = "";
    row["department_leader"] = json::array();
    return row;
  });
}

HttpReply SimpleDepartmentList(const Call& call) { return DepartmentList(call, "department_id", DepartmentKey); }

}  // namespace

CallHandler FindDirectoryCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/user/get", User},
      {"/cgi-bin/user/list", FullUserList},
      {"/cgi-bin/user/simplelist", SimpleUserList},
      {"/cgi-bin/user/list_id", UserIds},
      {"/cgi-bin/department/list", FullDepartmentList},
      {"/cgi-bin/department/simplelist", SimpleDepartmentList},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
