// SPDX-License-Identifier: Apache-2.0
// What is handed to the platform: messages of an application, and intercept rules.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr std::size_t kMostMarkdown = 4'096;

std::vector<std::string> Split(const std::string& joined) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (from < joined.size()) {
    const std::size_t end = std::min(joined.find('|', from), joined.size());
    parts.push_back(joined.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

HttpReply Send(const Call& call) {
  if (call.body.value("agentid", 0) == 0 || call.body.value("msgtype", "") != "text") return Failure(40058);
  const auto company = call.corp.company();
  std::string valid;
  std::string invalid;
  for (const std::string& user : Split(call.body.value("touser", ""))) {
    const bool known = user == "@all" || std::any_of(company->employees.begin(), company->employees.end(),
                                                     [&](const SimEmployee& one) { return one.id == user; });
    std::string& list = known ? valid : invalid;
    list += (list.empty() ? "" : "|") + user;
  }
  const bool others = call.body.contains("toparty") || call.body.contains("totag");
  if (valid.empty() && !others) return Failure(81013);
  call.corp.outgoing().Add({valid, call.body.at("text").at("content").get<std::string>()});
  return Ok({{"invaliduser", invalid}, {"invalidparty", ""}, {"invalidtag", ""}, {"msgid", "simmsg"}});
}

std::vector<std::string> TextsOf(const json& from, const char* name) {
  return from.value(name, std::vector<std::string>{});
}

std::vector<std::int64_t> NumbersOf(const json& from, const char* name) {
  return from.value(name, std::vector<std::int64_t>{});
}

SimInterceptRule RuleFrom(const json& body) {
  const json range = body.value("applicable_range", json::object());
  return {body.value("rule_name", ""),         TextsOf(body, "word_list"),
          body.value("intercept_type", 1),     TextsOf(range, "user_list"),
          NumbersOf(range, "department_list"), body.value("semantics_list", std::vector<int>{})};
}

// Whom the company does not have, nobody's messages are looked at: 60111 for a person, 60123 for a department.
int UnknownIn(const Call& call, const SimInterceptRule& rule) {
  const auto company = call.corp.company();
  for (const std::string& user : rule.users) {
    const auto& all = company->employees;
    if (std::none_of(all.begin(), all.end(), [&](const SimEmployee& one) { return one.id == user; })) return 60111;
  }
  for (const std::int64_t id : rule.departments) {
    const auto& all = company->departments;
    if (std::none_of(all.begin(), all.end(), [&](const SimDepartment& one) { return one.id == id; })) return 60123;
  }
  return 0;
}

HttpReply AddRule(const Call& call) {
  const SimInterceptRule rule = RuleFrom(call.body);
  int errcode = UnknownIn(call, rule);
  if (errcode != 0) return Failure(errcode);
  const std::string id = call.corp.outgoing().AddRule(rule, errcode);
  if (errcode != 0) return Failure(errcode);
  HttpReply reply = Ok({{"rule_id", id}});
  if (call.corp.outgoing().LosesAnswer()) reply.status = 502;
  return reply;
}

HttpReply RuleList(const Call& call) {
  json list = json::array();
  for (const auto& [id, rule] : call.corp.outgoing().rules()) {
    list.push_back({{"rule_id", id}, {"rule_name", rule.name}, {"create_time", 1'700'000'000}});
  }
  return Ok({{"rule_list", std::move(list)}});
}

// The id as a number, as in the platform's own sample.
HttpReply GetRule(const Call& call) {
  const std::string id = call.body.value("rule_id", "");
  const auto rules = call.corp.outgoing().rules();
  const auto found = rules.find(id);
  if (found == rules.end()) return Failure(call.corp.outgoing().WhyMissing(id));
  const SimInterceptRule& rule = found->second;
  return Ok({{"rule",
              {{"rule_id", std::stoll(id)},
               {"rule_name", rule.name},
               {"word_list", rule.words},
               {"extra_rule", {{"semantics_list", rule.semantics}}},
               {"intercept_type", rule.type},
               {"applicable_range", {{"user_list", rule.users}, {"department_list", rule.departments}}}}}});
}

template <class T>
void Change(std::vector<T>& list, const json& body, const char* name) {
  const json add = body.value("add_applicable_range", json::object());
  const json remove = body.value("remove_applicable_range", json::object());
  for (const T& one : remove.value(name, std::vector<T>{})) std::erase(list, one);
  for (const T& one : add.value(name, std::vector<T>{})) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }
}

HttpReply UpdateRule(const Call& call) {
  const std::string id = call.body.value("rule_id", "");
  const auto rules = call.corp.outgoing().rules();
  const auto found = rules.find(id);
  if (found == rules.end()) return Failure(call.corp.outgoing().WhyMissing(id));
  SimInterceptRule rule = found->second;
  const json extra = call.body.value("extra_rule", json::object());
  const bool keeps = call.corp.outgoing().empty_keeps();
  const auto semantics = extra.value("semantics_list", rule.semantics);
  if (!semantics.empty() || !keeps) rule.semantics = semantics;
  rule.name = call.body.value("rule_name", rule.name);
  rule.words = call.body.value("word_list", rule.words);
  rule.type = call.body.value("intercept_type", rule.type);
  Change(rule.users, call.body, "user_list");
  Change(rule.departments, call.body, "department_list");
  if (const int unknown = UnknownIn(call, rule); unknown != 0) return Failure(unknown);
  const int errcode = call.corp.outgoing().ChangeRule(id, rule);
  return errcode != 0 ? Failure(errcode) : Ok(json::object());
}

HttpReply DeleteRule(const Call& call) {
  const int errcode = call.corp.outgoing().RemoveRule(call.body.value("rule_id", ""));
  return errcode != 0 ? Failure(errcode) : Ok(json::object());
}

}  // namespace

HttpReply RobotCall(Corp& corp, const json& body, TimeMs now) {
  const std::string type = body.value("msgtype", "");
  if (type != "text" && type != "markdown") return Failure(40058);
  const std::string content = body.at(type).at("content").get<std::string>();
  if (type == "markdown" && content.size() > kMostMarkdown) return Failure(40058);
  if (!corp.outgoing().AdmitRobot(now)) return Failure(45009);
  corp.outgoing().Add({"robot", content});
  return Ok(json::object());
}

CallHandler FindOutgoingCall(const std::string& path) {
  static const std::map<std::string, CallHandler> calls = {
      {"/cgi-bin/message/send", Send},
      {"/cgi-bin/externalcontact/add_intercept_rule", AddRule},
      {"/cgi-bin/externalcontact/get_intercept_rule_list", RuleList},
      {"/cgi-bin/externalcontact/get_intercept_rule", GetRule},
      {"/cgi-bin/externalcontact/update_intercept_rule", UpdateRule},
      {"/cgi-bin/externalcontact/del_intercept_rule", DeleteRule},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
