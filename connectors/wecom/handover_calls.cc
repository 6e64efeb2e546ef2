// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/handover_calls.h"

#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr char kBase[] = "/cgi-bin/externalcontact/";
constexpr int kMostPages = 100'000;  ///< a platform that repeats its cursor must not keep us for ever
constexpr int kNotAnswered = -1;

Error BadReply(std::string_view call) {
  return {ErrorKind::kUnavailable, "wecom.api_reply", std::string(call) + " answered in an unknown form"};
}

std::string Path(const HandoverPair& pair, std::string_view call) {
  return std::string(kBase) + (pair.resigned ? "resigned/" : "") + std::string(call);
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t NumberOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// The objects of an array, none when it is not there.
std::vector<json> ObjectsOf(const json& body, const char* name) {
  std::vector<json> objects;
  const auto list = body.find(name);
  if (list == body.end() || !list->is_array()) return objects;
  for (const json& one : *list) {
    if (one.is_object()) objects.push_back(one);
  }
  return objects;
}

std::vector<HandoverAnswer> AnswersFor(std::span<const std::string> ids, const std::vector<json>& told,
                                       const char* name, int otherwise) {
  std::unordered_map<std::string, int> errcodes;
  for (const json& one : told) errcodes[TextOf(one, name)] = static_cast<int>(NumberOf(one, "errcode"));
  std::vector<HandoverAnswer> answers;
  for (const std::string& id : ids) {
    const auto found = errcodes.find(id);
    answers.push_back({id, found == errcodes.end() ? otherwise : found->second});
  }
  return answers;
}

HandoverStatus StatusOf(std::int64_t number) {
  return number >= 1 && number <= 5 ? static_cast<HandoverStatus>(number) : HandoverStatus::kUnknown;
}

}  // namespace

Result<std::vector<HandoverAnswer>> HandoverCalls::Ask(const HandoverPair& pair, std::span<const std::string> customers,
                                                       const std::string& message, const std::stop_token& stop) {
  json body = {{"handover_userid", pair.giver},
               {"takeover_userid", pair.taker},
               {"external_userid", std::vector<std::string>(customers.begin(), customers.end())}};
  if (!message.empty() && !pair.resigned) body["transfer_success_msg"] = message;
  const Result<std::string> reply = api_.Post(Path(pair, "transfer_customer"), Dump(body), stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  if (!answer.is_object()) return BadReply("transfer_customer");
  return AnswersFor(customers, ObjectsOf(answer, "customer"), "external_userid", kNotAnswered);
}

Result<std::vector<HandoverProgress>> HandoverCalls::Progress(const HandoverPair& pair, const std::stop_token& stop) {
  std::vector<HandoverProgress> progress;
  std::string cursor;
  for (int page = 0; page < kMostPages; ++page) {
    json body = {{"handover_userid", pair.giver}, {"takeover_userid", pair.taker}};
    if (!cursor.empty()) body["cursor"] = cursor;
    const Result<std::string> reply = api_.Post(Path(pair, "transfer_result"), Dump(body), stop);
    if (!reply) return reply.error();
    const json answer = json::parse(*reply, nullptr, false);
    if (!answer.is_object()) return BadReply("transfer_result");
    for (const json& one : ObjectsOf(answer, "customer")) {
      progress.push_back(
          {TextOf(one, "external_userid"), StatusOf(NumberOf(one, "status")), NumberOf(one, "takeover_time") * 1000});
    }
    std::string next = TextOf(answer, "next_cursor");
    if (next.empty() || next == cursor) break;
    cursor = std::move(next);
  }
  return progress;
}

// Only those are told that failed.
Result<std::vector<HandoverAnswer>> HandoverCalls::MoveGroups(const HandoverPair& pair,
                                                              std::span<const std::string> groups,
                                                              const std::stop_token& stop) {
  const json body = {{"chat_id_list", std::vector<std::string>(groups.begin(), groups.end())},
                     {"new_owner", pair.taker}};
  const char* const call = pair.resigned ? "groupchat/transfer" : "groupchat/onjob_transfer";
  const Result<std::string> reply = api_.Post(kBase + std::string(call), Dump(body), stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  if (!answer.is_object()) return BadReply(call);
  return AnswersFor(groups, ObjectsOf(answer, "failed_chat_list"), "chat_id", 0);
}

Result<std::vector<Unassigned>> HandoverCalls::UnassignedCustomers(const std::stop_token& stop) {
  std::vector<Unassigned> all;
  std::string cursor;
  for (int page = 0; page < kMostPages; ++page) {
    json body = {{"page_size", 1000}};
    if (!cursor.empty()) body["cursor"] = cursor;
    const Result<std::string> reply = api_.Post(kBase + std::string("get_unassigned_list"), Dump(body), stop);
    if (!reply) return reply.error();
    const json answer = json::parse(*reply, nullptr, false);
    if (!answer.is_object()) return BadReply("get_unassigned_list");
    for (const json& one : ObjectsOf(answer, "info")) {
      Unassigned entry{TextOf(one, "handover_userid"), TextOf(one, "external_userid"),
                       NumberOf(one, "dimission_time") * 1000};
      if (!entry.giver.empty() && !entry.customer.empty()) all.push_back(std::move(entry));
    }
    std::string next = TextOf(answer, "next_cursor");
    if (next.empty() || next == cursor || answer.value("is_last", json()) == json(true)) break;
    cursor = std::move(next);
  }
  return all;
}

}  // namespace custos::wecom
