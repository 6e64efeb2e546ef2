// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxPairs = 100;

const SimGroup* FindGroup(const Company& company, const std::string& id) {
  const auto found =
      std::find_if(company.groups.begin(), company.groups.end(), [&](const SimGroup& group) { return group.id == id; });
  return found == company.groups.end() ? nullptr : &*found;
}

const SimCustomer* FindCustomer(const Company& company, const std::string& id) {
  const auto found = std::find_if(company.customers.begin(), company.customers.end(),
                                  [&](const SimCustomer& customer) { return customer.id == id; });
  return found == company.customers.end() ? nullptr : &*found;
}

const SimRelation* FindRelation(const Company& company, const std::string& employee, const std::string& customer) {
  const auto found = std::find_if(company.relations.begin(), company.relations.end(), [&](const SimRelation& relation) {
    return relation.employee == employee && relation.customer == customer;
  });
  return found == company.relations.end() ? nullptr : &*found;
}

bool HasSeat(const Company& company, const std::string& id) {
  return std::any_of(company.employees.begin(), company.employees.end(), [&](const SimEmployee& employee) {
    return employee.id == id && employee.archived && employee.active;
  });
}

/// What the customer said, and since when; what he said in general holds since `otherwise_at`.
json AgreeInfo(const Company& company, const std::string& holder, const SimCustomer& customer, TimeMs otherwise_at) {
  const auto own = std::find_if(company.consents.begin(), company.consents.end(), [&](const SimConsent& consent) {
    return consent.holder == holder && consent.customer == customer.id;
  });
  // The misspelled key is the platform's own.
  if (own != company.consents.end()) {
    return {{"status_change_time", own->at / 1000}, {"exteranalopenid", customer.id}, {"agree_status", own->status}};
  }
  return {{"status_change_time", otherwise_at / 1000},
          {"exteranalopenid", customer.id},
          {"agree_status", customer.agreed ? "Agree" : "Disagree"}};
}

HttpReply PermitUsers(const Call& call) {
  json ids = json::array();
  for (const SimEmployee& employee : call.corp.company()->employees) {
    if (employee.archived && employee.active) ids.push_back(employee.id);
  }
  return Ok({{"ids", ids}});
}

// One pair that the platform does not know spoils the whole call.
HttpReply SingleAgree(const Call& call) {
  if (!call.corp.settings().archive_enabled) return Failure(301053);
  const auto company = call.corp.company();
  const json info = call.body.value("info", json::array());
  if (info.size() > kMaxPairs) return Failure(301060);
  json answers = json::array();
  for (const json& pair : info) {
    const std::string employee = pair.value("userid", "");
    const SimCustomer* customer = FindCustomer(*company, pair.value("exteranalopenid", ""));
    const SimRelation* relation = customer == nullptr ? nullptr : FindRelation(*company, employee, customer->id);
    if (relation == nullptr || !HasSeat(*company, employee)) return Failure(301061);
    json answer = AgreeInfo(*company, employee, *customer, relation->added_at);
    answer["userid"] = employee;
    answers.push_back(std::move(answer));
  }
  return Ok({{"agreeinfo", answers}});
}

HttpReply RoomAgree(const Call& call) {
  if (!call.corp.settings().archive_enabled) return Failure(301053);
  const auto company = call.corp.company();
  const SimGroup* group = FindGroup(*company, call.body.value("roomid", ""));
  if (group == nullptr) return Failure(40058);
  json answers = json::array();
  for (const std::string& id : group->customers) {
    const SimCustomer* customer = FindCustomer(*company, id);
    if (customer != nullptr) answers.push_back(AgreeInfo(*company, group->id, *customer, group->created_at));
  }
  return Ok({{"agreeinfo", answers}});
}

HttpReply InternalGroup(const Call& call) {
  const auto company = call.corp.company();
  const SimGroup* group = FindGroup(*company, call.body.value("roomid", ""));
  if (group == nullptr || !group->internal) return Failure(301059);
  json members = json::array();
  for (const std::string& id : group->employees) {
    members.push_back({{"memberid", id}, {"jointime", group->created_at / 1000}});
  }
  return Ok({{"roomname", group->name},
             {"creator", group->owner},
             {"room_create_time", group->created_at / 1000},
             {"notice", ""},
             {"members", members}});
}

HttpReply RobotInfo(const Call& call) {
  for (const SimRobot& robot : call.corp.company()->robots) {
    if (robot.id != call.request.Query("robot_id")) continue;
    return Ok({{"data", {{"robot_id", robot.id}, {"name", robot.name}, {"creator_userid", robot.creator}}}});
  }
  return Failure(40058);
}

}  // namespace

CallHandler FindArchiveCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/msgaudit/get_permit_user_list", PermitUsers}, {"/cgi-bin/msgaudit/check_single_agree", SingleAgree},
      {"/cgi-bin/msgaudit/check_room_agree", RoomAgree},       {"/cgi-bin/msgaudit/groupchat/get", InternalGroup},
      {"/cgi-bin/msgaudit/get_robot_info", RobotInfo},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
