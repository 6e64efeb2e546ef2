// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/people_messages.h"

#include <nlohmann/json.hpp>

#include "connectors/wecom/remedy.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr std::string_view kEllipsis = "…";

std::string Joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : "|") + id;
  return text;
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string TextOf(const json& from, const char* name) {
  const auto found = from.find(name);
  return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ErrorKind KindOf(Remedy remedy) {
  if (remedy == Remedy::kOperator || remedy == Remedy::kTrustAddress) return ErrorKind::kDenied;
  return remedy == Remedy::kRefused ? ErrorKind::kInvalid : ErrorKind::kUnavailable;
}

}  // namespace

std::string CutText(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes > kEllipsis.size() ? bytes - kEllipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end).append(kEllipsis);
}

Result<std::string> SendAppText(ApiClient& api, const AppReceivers& to, const std::string& text,
                                const std::stop_token& stop) {
  json body = {{"msgtype", "text"},
               {"agentid", to.agent_id},
               {"text", {{"content", CutText(text, kMostTextBytes)}}},
               {"enable_duplicate_check", 1},
               {"duplicate_check_interval", 1800}};
  if (!to.users.empty()) body["touser"] = Joined(to.users);
  if (!to.parties.empty()) body["toparty"] = Joined(to.parties);
  if (!to.tags.empty()) body["totag"] = Joined(to.tags);
  const Result<std::string> reply = api.Post("/cgi-bin/message/send", Dump(body), stop);
  if (!reply) return reply.error();
  const json fields = json::parse(*reply, nullptr, false);
  std::string unknown;
  for (const char* list : {"invaliduser", "invalidparty", "invalidtag", "unlicenseduser"}) {
    const std::string ids = TextOf(fields, list);
    if (!ids.empty()) unknown += (unknown.empty() ? "" : "|") + ids;
  }
  return unknown;
}

namespace {

Status SendAsRobot(const HttpClient& http, const std::string& base, const std::string& key, const json& body,
                   const std::stop_token& stop) {
  const Result<HttpReply> reply = http.Send(base + "/cgi-bin/webhook/send?key=" + UrlEncode(key), Dump(body), stop);
  if (!reply) return reply.error();
  const json fields = json::parse(reply->body, nullptr, false);
  if (reply->status != 200 || !fields.is_object()) {
    return Error{ErrorKind::kUnavailable, "wecom.api_reply", "HTTP status " + std::to_string(reply->status)};
  }
  const auto code = fields.find("errcode");
  const int errcode = code != fields.end() && code->is_number_integer() ? code->get<int>() : 0;
  if (errcode == 0) return {};
  return Error{KindOf(RemedyForErrcode(errcode)), ErrcodeCode(errcode),
               "the platform answered " + std::to_string(errcode)};
}

}  // namespace

Status SendRobotText(const HttpClient& http, const std::string& base, const std::string& key, const std::string& text,
                     const std::stop_token& stop) {
  return SendAsRobot(http, base, key, {{"msgtype", "text"}, {"text", {{"content", CutText(text, kMostTextBytes)}}}},
                     stop);
}

Status SendRobotMarkdown(const HttpClient& http, const std::string& base, const std::string& key,
                         const std::string& text, const std::stop_token& stop) {
  return SendAsRobot(http, base, key,
                     {{"msgtype", "markdown"}, {"markdown", {{"content", CutText(text, kMostMarkdownBytes)}}}}, stop);
}

}  // namespace custos::wecom
