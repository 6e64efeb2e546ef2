// SPDX-License-Identifier: Apache-2.0
// Sign-in of employees, and the tickets that sign pages (wecom.md 5.8).
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr int kBadCode = 40029;
constexpr int kTicketLife = 7200;

HttpReply WhoCame(const Call& call) {
  const auto visitor = call.corp.visitors().Use(call.request.Query("code"), call.now);
  if (!visitor) return Failure(kBadCode);
  if (visitor->staff) return Ok({{"userid", visitor->id}});
  return Ok({{"openid", "sim-openid"}, {"external_userid", visitor->id}});
}

HttpReply CorpTicket(const Call&) { return Ok({{"ticket", kCorpTicket}, {"expires_in", kTicketLife}}); }

HttpReply AppTicket(const Call& call) {
  if (call.request.Query("type") != "agent_config") return Failure(40093);
  return Ok({{"ticket", kAppTicket}, {"expires_in", kTicketLife}});
}

}  // namespace

CallHandler FindSignInCall(const std::string& path) {
  static const std::unordered_map<std::string, CallHandler> calls{
      {"/cgi-bin/auth/getuserinfo", WhoCame},
      {"/cgi-bin/get_jsapi_ticket", CorpTicket},
      {"/cgi-bin/ticket/get", AppTicket},
  };
  const auto found = calls.find(path);
  return found == calls.end() ? nullptr : found->second;
}

}  // namespace custos::wecom_sim
