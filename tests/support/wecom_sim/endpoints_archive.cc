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

const char* AgreeStatus(const SimCustomer& customer) { return customer.agreed ? "Agree" : "Disagree"; }

HttpReply PermitUsers(const Call& call) {
  json ids = json::array();
  for (const SimEmployee& employee : call.corp.company()->employees) {
    if (employee.archived && employee.active) ids.push_back(employee.id);
  }
  return Ok({{"ids", ids}});
}

HttpReply SingleAgree(const Call& call) {
  const auto company = call.corp.company();
  const json info = call.body.value("info", json::array());
  if (info.size() > kMaxPairs) return Failure(301060);
  json answers = json::array();
  for (const json& pair : info) {
    // The misspelled key is the platform's own.
    const SimCustomer* customer = FindCustomer(*company, pair.value("exteranalopenid", ""));
    if (customer == nullptr) return Failure(301061);
    answers.push_back({{"status_change_time", call.now / 1000},
                       {"userid", pair.value("userid", "")},
                       {"exteranalopenid", customer->id},
                       {"agree_status", AgreeStatus(*customer)}});
  }
  return Ok({{"agreeinfo", answers}});
}

HttpReply RoomAgree(const Call& call) {
  const auto company = call.corp.company();
  const SimGroup* group = FindGroup(*company, call.body.value("roomid", ""));
  if (group == nullptr) return Failure(40058);
  json answers = json::array();
  for (const std::string& id : group->customers) {
    const SimCustomer* customer = FindCustomer(*company, id);
    if (customer == nullptr) continue;
    answers.push_back(
        {{"status_change_time", call.now / 1000}, {"exteranalopenid", id}, {"agree_status", AgreeStatus(*customer)}});
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
