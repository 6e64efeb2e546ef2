// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxUsers = 100;

json ContactJson(const SimCustomer& customer) {
  json contact = {{"external_userid", customer.id},
                  {"name", customer.name},
                  {"avatar", ""},
                  {"type", customer.corp_name.empty() ? 1 : 2},
                  {"gender", customer.gender}};
  if (!customer.unionid.empty()) contact["unionid"] = customer.unionid;
  if (!customer.corp_name.empty()) {
    contact["corp_name"] = customer.corp_name;
    contact["corp_full_name"] = customer.corp_name;
  }
  return contact;
}

json FollowJson(const SimRelation& relation) {
  return {{"userid", relation.employee},
          {"remark", relation.remark},
          {"description", ""},
          {"createtime", relation.added_at / 1000},
          {"remark_mobiles", relation.mobiles},
          {"oper_userid", relation.employee},
          {"add_way", relation.add_way}};
}

json TagsJson(const Company& company, const SimRelation& relation) {
  json tags = json::array();
  for (const SimTag& tag : company.tags) {
    if (std::find(relation.tags.begin(), relation.tags.end(), tag.id) == relation.tags.end()) continue;
    const auto group = std::find_if(company.tag_groups.begin(), company.tag_groups.end(),
                                    [&](const SimTagGroup& one) { return one.id == tag.group; });
    const std::string name = group == company.tag_groups.end() ? "" : group->name;
    tags.push_back({{"group_name", name}, {"tag_name", tag.name}, {"tag_id", tag.id}, {"type", 1}});
  }
  return tags;
}

const SimCustomer* FindCustomer(const Company& company, const std::string& id) {
  const auto found = std::find_if(company.customers.begin(), company.customers.end(),
                                  [&](const SimCustomer& customer) { return customer.id == id; });
  return found == company.customers.end() ? nullptr : &*found;
}

bool IsEmployee(const Company& company, const std::string& id) {
  return std::any_of(company.employees.begin(), company.employees.end(),
                     [&](const SimEmployee& employee) { return employee.id == id && !employee.gone; });
}

HttpReply FollowUsers(const Call& call) {
  std::set<std::string> users;
  const auto company = call.corp.company();
  for (const SimRelation& relation : company->relations) {
    if (IsEmployee(*company, relation.employee)) users.insert(relation.employee);
  }
  return Ok({{"follow_user", users}});
}

HttpReply List(const Call& call) {
  const auto company = call.corp.company();
  const std::string user = call.request.Query("userid");
  if (!IsEmployee(*company, user)) return Failure(60111);
  json ids = json::array();
  for (const SimRelation& relation : company->relations) {
    if (relation.employee == user) ids.push_back(relation.customer);
  }
  return ids.empty() ? Failure(84061) : Ok({{"external_userid", ids}});
}

HttpReply Get(const Call& call) {
  const auto company = call.corp.company();
  const SimCustomer* customer = FindCustomer(*company, call.request.Query("external_userid"));
  if (customer == nullptr) return Failure(40096);
  json follows = json::array();
  for (const SimRelation& relation : company->relations) {
    if (relation.customer != customer->id || !IsEmployee(*company, relation.employee)) continue;
    json follow = FollowJson(relation);
    follow["tags"] = TagsJson(*company, relation);
    follows.push_back(std::move(follow));
  }
  return Ok({{"external_contact", ContactJson(*customer)}, {"follow_user", follows}});
}

/// A page of `rows` from `cursor` on, with the cursor of the next.
template <class Row>
json PageOf(const std::vector<Row>& rows, const json& body, std::size_t limit, std::string& next) {
  const auto from = static_cast<std::size_t>(std::atoll(body.value("cursor", "0").c_str()));
  json page = json::array();
  std::size_t at = from;
  for (; at < rows.size() && page.size() < limit; ++at) page.push_back(rows[at]);
  next = at < rows.size() ? std::to_string(at) : "";
  return page;
}

HttpReply BatchByUser(const Call& call) {
  const auto company = call.corp.company();
  const auto users = call.body.value("userid_list", std::vector<std::string>{});
  if (users.empty() || users.size() > kMaxUsers) return Failure(40058);
  const std::set<std::string> wanted(users.begin(), users.end());
  std::unordered_map<std::string_view, const SimCustomer*> customers;
  for (const SimCustomer& customer : company->customers) customers[customer.id] = &customer;
  std::vector<json> rows;
  for (const SimRelation& relation : company->relations) {
    const auto customer = customers.find(relation.customer);
    const bool there = wanted.contains(relation.employee) && IsEmployee(*company, relation.employee);
    if (!there || customer == customers.end()) continue;
    json follow = FollowJson(relation);
    follow["tag_id"] = relation.tags;
    rows.push_back({{"external_contact", ContactJson(*customer->second)}, {"follow_info", std::move(follow)}});
  }
  std::string next;
  const auto limit = std::clamp<std::size_t>(call.body.value("limit", std::size_t{50}), 1, 100);
  const json page = PageOf(rows, call.body, limit, next);
  return Ok({{"external_contact_list", page}, {"next_cursor", next}});
}

HttpReply GroupList(const Call& call) {
  const auto company = call.corp.company();
  const json filter = call.body.value("owner_filter", json::object());
  const auto owners = filter.value("userid_list", std::vector<std::string>{});
  if (owners.size() > kMaxUsers) return Failure(40058);
  std::vector<json> rows;
  for (const SimGroup& group : company->groups) {
    const bool wanted = owners.empty() || std::find(owners.begin(), owners.end(), group.owner) != owners.end();
    if (!group.internal && wanted) rows.push_back({{"chat_id", group.id}, {"status", 0}});
  }
  std::string next;
  const auto limit = std::clamp<std::size_t>(call.body.value("limit", std::size_t{1000}), 1, 1000);
  const json page = PageOf(rows, call.body, limit, next);
  return Ok({{"group_chat_list", page}, {"next_cursor", next}});
}

json Member(const std::string& id, int type, const SimGroup& group, const std::string& name) {
  return {{"userid", id},
          {"type", type},
          {"join_time", group.created_at / 1000},
          {"join_scene", 1},
          {"invitor", {{"userid", group.owner}}},
          {"group_nickname", ""},
          {"name", name}};
}

json GroupJson(const Company& company, const SimGroup& group) {
  json members = json::array();
  for (const SimEmployee& employee : company.employees) {
    if (std::find(group.employees.begin(), group.employees.end(), employee.id) != group.employees.end()) {
      members.push_back(Member(employee.id, 1, group, employee.name));
    }
  }
  for (const std::string& id : group.customers) {
    const SimCustomer* customer = FindCustomer(company, id);
    if (customer != nullptr) members.push_back(Member(id, 2, group, customer->name));
  }
  return {{"chat_id", group.id},
          {"name", group.name},
          {"owner", group.owner},
          {"create_time", group.created_at / 1000},
          {"notice", ""},
          {"member_list", std::move(members)},
          {"admin_list", json::array()},
          {"member_version", "1"}};
}

HttpReply GroupGet(const Call& call) {
  const auto company = call.corp.company();
  for (const SimGroup& group : company->groups) {
    if (group.id != call.body.value("chat_id", "") || group.internal) continue;
    return Ok({{"group_chat", GroupJson(*company, group)}});
  }
  return Failure(40058);
}

}  // namespace

CallHandler FindCustomerCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/externalcontact/get_follow_user_list", FollowUsers},
      {"/cgi-bin/externalcontact/list", List},
      {"/cgi-bin/externalcontact/get", Get},
      {"/cgi-bin/externalcontact/batch/get_by_user", BatchByUser},
      {"/cgi-bin/externalcontact/groupchat/list", GroupList},
      {"/cgi-bin/externalcontact/groupchat/get", GroupGet},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
