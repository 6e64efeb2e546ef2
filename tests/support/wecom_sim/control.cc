// SPDX-License-Identifier: Apache-2.0
// POST /sim/control and GET /sim/stats: how another process steers a running simulator. See README.md.
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

HttpReply Refused(const std::string& why) {
  HttpReply reply;
  reply.status = 400;
  reply.body = json{{"error", why}}.dump();
  return reply;
}

/// A fault as /sim/control and the command line write it.
Fault FaultFrom(const json& order) {
  Fault fault;
  fault.at = order.value("at", "");
  fault.act = order.value("act", "");
  fault.value = order.value("value", fault.value);
  fault.times = order.value("times", fault.times);
  fault.after = order.value("after", fault.after);
  fault.probability = order.value("probability", fault.probability);
  fault.corp = order.value("corp", "");
  fault.path = order.value("path", "");
  fault.seq = order.value("seq", fault.seq);
  return fault;
}

PlainMessage MessageFrom(const json& message, TimeMs now) {
  return {0, message.value("msgid", ""), message.value("msgtime", now), message.dump()};
}

json KeysOf(const Corp& corp) {
  json keys = json::array();
  for (const KeyVersion& key : corp.keys()) keys.push_back({{"version", key.version}, {"first_seq", key.first_seq}});
  return keys;
}

}  // namespace

Status WecomSimulator::AddFault(const std::string& json_text) {
  const json order = json::parse(json_text, nullptr, false);
  try {
    if (order.is_object() && faults_.Add(FaultFrom(order))) return {};
  } catch (const json::exception&) {
    // A field of the wrong type: the same answer.
  }
  return Error{ErrorKind::kInvalid, "wecom_sim.bad_fault", "not a known fault: " + json_text};
}

HttpReply WecomSimulator::Control(const HttpRequest& request) {
  const json order = json::parse(request.body, nullptr, false);
  if (request.method != "POST" || !order.is_object()) return Refused("POST one JSON object");
  Corp* corp = FindCorp(order.value("corp", corps_.empty() ? std::string() : corps_.begin()->first));
  if (corp == nullptr) return Refused("no such corp");
  json done = json::object();
  if (order.contains("clear_faults")) faults_.Clear();
  if (order.contains("fault") && !faults_.Add(FaultFrom(order["fault"]))) return Refused("unknown fault");
  if (order.contains("expire_tokens")) corp->tokens().ExpireAll();
  if (order.contains("revoke_tokens")) corp->tokens().RevokeAll();
  if (order.contains("forget_media")) corp->media().Forget();
  if (order.contains("trusted_ips")) corp->SetTrustedIps(order["trusted_ips"].get<std::vector<std::string>>());
  if (order.contains("dismiss")) corp->Dismiss(order["dismiss"].get<std::string>());
  if (order.contains("transfer_wait_ms")) corp->transfers().SetWait(order["transfer_wait_ms"].get<TimeMs>());
  if (order.contains("refuse")) corp->transfers().Refuse(order["refuse"].get<std::string>());
  if (order.contains("skip_seq")) corp->SkipSeq(order["skip_seq"].get<std::uint64_t>());
  if (order.contains("append")) done["seq"] = corp->Append(MessageFrom(order["append"], clock_.Now()));
  if (order.contains("add_key")) {
    const auto key = corp->AddKeyVersion();
    if (!key) return Refused(key.error().message);
    done["key"] = {{"version", key->version}, {"first_seq", key->first_seq}, {"private_pem", key->private_pem}};
  }
  if (order.contains("write_keys")) {
    const Status written = corp->WriteKeys(order["write_keys"].get<std::string>());
    if (!written) return Refused(written.error().message);
  }
  return Ok(std::move(done));
}

HttpReply WecomSimulator::Stats() {
  const std::scoped_lock lock(mutex_);
  json stats = {{"faults_fired", faults_.fired()}, {"corps", json::object()}};
  for (const auto& [id, corp] : corps_) {
    const CorpCounts counts = corp->counts();
    stats["corps"][id] = {{"messages", counts.messages},           {"last_seq", corp->traffic()->LastSeq(clock_.Now())},
                          {"chat_calls", counts.chat_calls},       {"chat_items", counts.chat_items},
                          {"media_calls", counts.media_calls},     {"api_calls", counts.api_calls},
                          {"tokens_issued", counts.tokens_issued}, {"keys", KeysOf(*corp)}};
  }
  return Ok(std::move(stats));
}

}  // namespace custos::wecom_sim
