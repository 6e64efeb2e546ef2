// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_calls.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr int kBlock = 1;
constexpr int kWarn = 2;

Error BadReply(const char* call) {
  return {ErrorKind::kUnavailable, "wecom.api_reply", std::string(call) + " answered in an unknown form"};
}

// Ids come as numbers or as texts.
std::string IdOf(const json& object) {
  const auto found = object.find("rule_id");
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? std::to_string(found->get<std::int64_t>()) : std::string();
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& MemberOf(const json& object, const char* name) {
  static const json nothing = json::object();
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : nothing;
}

std::vector<std::string> TextsOf(const json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return texts;
  for (const json& one : *found) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

template <class T>
std::vector<T> NumbersOf(const json& object, const char* name) {
  std::vector<T> numbers;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return numbers;
  for (const json& one : *found) {
    if (one.is_number_integer()) numbers.push_back(static_cast<T>(one.get<std::int64_t>()));
  }
  return numbers;
}

json RangeJson(const InterceptRange& range) {
  return {{"user_list", range.users}, {"department_list", range.departments}};
}

// What `from` has and `without` does not.
template <class T>
std::vector<T> Minus(const std::vector<T>& from, const std::vector<T>& without) {
  std::vector<T> rest;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(rest));
  return rest;
}

InterceptRange Minus(const InterceptRange& from, const InterceptRange& without) {
  return {Minus(from.departments, without.departments), Minus(from.users, without.users)};
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

Result<std::string> InterceptCalls::Post(std::string_view call, const std::string& body, const std::stop_token& stop) {
  return api_.Post("/cgi-bin/externalcontact/" + std::string(call), body, stop);
}

Result<std::vector<InterceptEntry>> InterceptCalls::List(const std::stop_token& stop) {
  const Result<std::string> reply = api_.Get("/cgi-bin/externalcontact/get_intercept_rule_list", {}, stop);
  if (!reply) return reply.error();
  const json body = json::parse(*reply, nullptr, false);
  const auto list = body.is_object() ? body.find("rule_list") : body.end();
  std::vector<InterceptEntry> entries;
  if (!body.is_object()) return BadReply("get_intercept_rule_list");
  if (list == body.end()) return entries;
  if (!list->is_array()) return BadReply("get_intercept_rule_list");
  for (const json& one : *list) {
    if (!one.is_object() || IdOf(one).empty()) return BadReply("get_intercept_rule_list");
    entries.push_back({IdOf(one), TextOf(one, "rule_name")});
  }
  return entries;
}

Result<InterceptRule> InterceptCalls::Get(const std::string& id, const std::stop_token& stop) {
  const Result<std::string> reply = Post("get_intercept_rule", Dump({{"rule_id", id}}), stop);
  if (!reply) return reply.error();
  const json body = json::parse(*reply, nullptr, false);
  const auto found = body.is_object() ? body.find("rule") : body.end();
  if (!body.is_object() || found == body.end() || !found->is_object()) return BadReply("get_intercept_rule");
  InterceptRule rule;
  rule.id = id;
  rule.name = TextOf(*found, "rule_name");
  rule.block = found->value("intercept_type", json()) != json(kWarn);
  rule.words = TextsOf(*found, "word_list");
  rule.semantics = NumbersOf<std::uint8_t>(MemberOf(*found, "extra_rule"), "semantics_list");
  const json& range = MemberOf(*found, "applicable_range");
  rule.range.users = TextsOf(range, "user_list");
  rule.range.departments = NumbersOf<std::int64_t>(range, "department_list");
  Tidy(rule);
  return rule;
}

Result<std::string> InterceptCalls::Add(const InterceptRule& rule, const std::stop_token& stop) {
  json body = {{"rule_name", rule.name},
               {"word_list", rule.words},
               {"intercept_type", rule.block ? kBlock : kWarn},
               {"applicable_range", RangeJson(rule.range)}};
  if (!rule.semantics.empty()) body["semantics_list"] = rule.semantics;
  const Result<std::string> reply = Post("add_intercept_rule", Dump(body), stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  std::string id = answer.is_object() ? IdOf(answer) : std::string();
  if (id.empty()) return BadReply("add_intercept_rule");
  return id;
}

Status InterceptCalls::Update(const InterceptRule& now, const InterceptRule& wanted, const std::stop_token& stop) {
  json body = {{"rule_id", now.id},
               {"rule_name", wanted.name},
               {"word_list", wanted.words},
               {"extra_rule", {{"semantics_list", wanted.semantics}}},
               {"intercept_type", wanted.block ? kBlock : kWarn}};
  if (const InterceptRange added = Minus(wanted.range, now.range); !added.empty()) {
    body["add_applicable_range"] = RangeJson(added);
  }
  if (const InterceptRange removed = Minus(now.range, wanted.range); !removed.empty()) {
    body["remove_applicable_range"] = RangeJson(removed);
  }
  const Result<std::string> reply = Post("update_intercept_rule", Dump(body), stop);
  if (!reply) return reply.error();
  return {};
}

Status InterceptCalls::Remove(const std::string& id, const std::stop_token& stop) {
  const Result<std::string> reply = Post("del_intercept_rule", Dump({{"rule_id", id}}), stop);
  if (!reply) return reply.error();
  return {};
}

}  // namespace custos::wecom
