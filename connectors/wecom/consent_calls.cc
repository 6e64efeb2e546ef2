// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/consent_calls.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "connectors/wecom/remedy.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

// The platform's own spelling.
constexpr char kCustomer[] = "exteranalopenid";
constexpr char kNotAnswered[] = "consent.not_answered";
constexpr std::array kUnknownPair = {301061, 60111, 40003, 40096, 84061};

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Consent ConsentOf(std::string_view word) {
  if (word == "Agree") return Consent::kAgree;
  if (word == "Disagree") return Consent::kDisagree;
  if (word == "Default_Agree") return Consent::kDefault;
  return Consent::kUnknown;
}

ConsentAnswer AnswerOf(const json& told) {
  ConsentAnswer answer;
  answer.pair = {TextOf(told, "userid"), TextOf(told, kCustomer)};
  answer.consent = ConsentOf(TextOf(told, "agree_status"));
  const auto at = told.find("status_change_time");
  if (at != told.end() && at->is_number_integer()) answer.changed_at = at->get<std::int64_t>() * 1000;
  if (answer.consent == Consent::kUnknown) answer.code = kNotAnswered;
  return answer;
}

Result<std::vector<ConsentAnswer>> Told(const std::string& reply, std::string_view call) {
  const json body = json::parse(reply, nullptr, false);
  const auto list = body.is_object() ? body.find("agreeinfo") : body.end();
  if (!body.is_object() || list == body.end() || !list->is_array()) {
    return Error{ErrorKind::kUnavailable, "wecom.api_reply", std::string(call) + " answered in an unknown form"};
  }
  std::vector<ConsentAnswer> answers;
  for (const json& one : *list) {
    if (one.is_object()) answers.push_back(AnswerOf(one));
  }
  return answers;
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

bool IsUnknownPair(const Error& error) {
  return std::any_of(kUnknownPair.begin(), kUnknownPair.end(),
                     [&](int errcode) { return error.code == ErrcodeCode(errcode); });
}

}  // namespace

Result<std::vector<ConsentAnswer>> ConsentCalls::OfPairs(std::span<const ConsentPair> pairs,
                                                         const std::stop_token& stop) {
  std::vector<ConsentAnswer> answers;
  for (std::size_t at = 0; at < pairs.size(); at += kMostPairsPerCall) {
    const auto some = pairs.subspan(at, std::min(kMostPairsPerCall, pairs.size() - at));
    if (const Status asked = Ask(some, answers, stop); !asked) return asked.error();
  }
  return answers;
}

Status ConsentCalls::Ask(std::span<const ConsentPair> pairs, std::vector<ConsentAnswer>& answers,
                         const std::stop_token& stop) {
  json info = json::array();
  for (const ConsentPair& pair : pairs) info.push_back({{"userid", pair.employee}, {kCustomer, pair.customer}});
  const Result<std::string> reply =
      api_.Post("/cgi-bin/msgaudit/check_single_agree", Dump({{"info", std::move(info)}}), stop);
  if (!reply && IsUnknownPair(reply.error())) {
    if (pairs.size() == 1) {
      answers.push_back({.pair = pairs.front(), .consent = Consent::kUnknown, .code = reply.error().code});
      return {};
    }
    const std::size_t half = pairs.size() / 2;
    if (const Status first = Ask(pairs.first(half), answers, stop); !first) return first;
    return Ask(pairs.subspan(half), answers, stop);
  }
  if (!reply) return reply.error();
  const auto told = Told(*reply, "check_single_agree");
  if (!told) return told.error();
  std::map<std::pair<std::string, std::string>, const ConsentAnswer*> by_pair;
  for (const ConsentAnswer& one : *told) by_pair[{one.pair.employee, one.pair.customer}] = &one;
  for (const ConsentPair& pair : pairs) {
    const auto found = by_pair.find({pair.employee, pair.customer});
    if (found != by_pair.end()) {
      answers.push_back(*found->second);
    } else {
      answers.push_back({.pair = pair, .consent = Consent::kUnknown, .code = kNotAnswered});
    }
  }
  return {};
}

Result<std::vector<ConsentAnswer>> ConsentCalls::OfGroup(const std::string& group, const std::stop_token& stop) {
  const Result<std::string> reply = api_.Post("/cgi-bin/msgaudit/check_room_agree", Dump({{"roomid", group}}), stop);
  if (!reply) return reply.error();
  return Told(*reply, "check_room_agree");
}

}  // namespace custos::wecom
