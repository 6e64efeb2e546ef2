// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_packs.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostCharacters = 1'500;  ///< ten parts of 153

/// Judged first: what the check before sending refuses is neither archived nor sent.
http::Response SendSms(const Call& call) {
  Body body(call.request, {"gateway", "key", "number", "text", "employee"});
  SmsOrder order;
  order.gateway = body.Text("gateway", 1, 64, true).value_or("");
  order.key = body.Text("key", 1, 128, true).value_or("");
  order.number = body.Text("number", 1, 40, true).value_or("");
  order.text = body.Text("text", 1, kMostCharacters, true).value_or("");
  order.employee = body.Text("employee", 1, 128, false).value_or("");
  if (body.problem) return *body.problem;
  const auto message = call.deps.sms.Draft(order);
  if (!message) return FromError(message.error(), "sms.no_gateway");
  const auto judged = call.deps.check.Check(*message, call.deps.facts(*message));
  json reasons = json::array();
  for (const auto& reason : judged.reasons) reasons.push_back({{"category", reason.category}});
  if (auto refused =
          call.Record("sms.send", message->key, {{"source", message->source}, {"verdict", ToString(judged.verdict)}})) {
    return *refused;
  }
  if (judged.verdict == studio::CheckVerdict::kBlock) return http::Problem(409, "sms.blocked");
  const auto receipt = call.deps.sms.Send(order.gateway, *message);
  if (!receipt) return FromError(receipt.error(), "sms.no_gateway");
  return JsonResponse(202, {{"source", message->source},
                            {"key", message->key},
                            {"conversation", message->conversation().Hex()},
                            {"repeated", receipt->repeated},
                            {"verdict", ToString(judged.verdict)},
                            {"reasons", std::move(reasons)}});
}

}  // namespace

void AddSmsHandlers(Gate& gate) { gate.Add(http::Method::kPost, "/sms", "sendSms", SendSms); }

}  // namespace custos::server::api
