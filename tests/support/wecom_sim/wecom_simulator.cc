// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/wecom_simulator.h"

#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

const std::map<int, const char*>& Messages() {
  static const std::map<int, const char*> messages = {
      {-1, "system busy"},
      {40001, "invalid credential"},
      {40003, "invalid userid"},
      {40004, "invalid media type"},
      {40006, "invalid media size"},
      {40013, "invalid corpid"},
      {40014, "invalid access_token"},
      {40058, "invalid Request Parameter"},
      {40096, "invalid external userid"},
      {40097, "the member has not resigned"},
      {40098, "the member is not verified"},
      {40130, "giver and taker are the same"},
      {41068, "word list too long"},
      {41069, "too many rules"},
      {41070, "invalid rule id"},
      {41076, "applicable range too large"},
      {41077, "rule name not unique"},
      {41083, "invalid word"},
      {41001, "access_token missing"},
      {42001, "access_token expired"},
      {45009, "api freq out of limit"},
      {45033, "api concurrent out of limit"},
      {48002, "api forbidden"},
      {60020, "not allow to access from your ip"},
      {60111, "userid not found"},
      {60123, "invalid party id"},
      {81013, "all receivers invalid"},
      {84061, "not external contact"},
      {93000, "invalid webhook url"},
      {301042, "get chatdata whiteip not match"},
      {301048, "fileid not exist or expired"},
      {301053, "chat archive not enabled"},
      {301058, "reply too big, reduce limit"},
      {301059, "not an internal group"},
      {301060, "too many pairs"},
      {301061, "userid or openid unknown"},
  };
  return messages;
}

std::optional<HttpReply> ApiFault(FaultPlan& faults, const char* at, const std::string& corp, const std::string& path,
                                  std::chrono::milliseconds& delay) {
  const auto fault = faults.Take(at, corp, path);
  if (!fault) return std::nullopt;
  HttpReply reply;
  if (fault->act == "errcode") return Failure(static_cast<int>(fault->value));
  if (fault->act == "delay") {
    delay = std::chrono::milliseconds(fault->value);
    return std::nullopt;
  }
  if (fault->act == "late") {
    std::this_thread::sleep_for(std::chrono::milliseconds(fault->value));
    return std::nullopt;
  }
  reply.drop = fault->act == "close";
  reply.status = fault->act == "http_status" ? static_cast<int>(fault->value) : 200;
  reply.content_type = "text/html";
  reply.body = "<html><body>unavailable</body></html>";
  return reply;
}

/// The calls that each secret opens.
bool Opens(SecretKind kind, const std::string& path) {
  const bool archive = path.starts_with("/cgi-bin/msgaudit/") || path.starts_with("/cgi-bin/message/getchat");
  return archive == (kind == SecretKind::kArchive);
}

bool IsUpload(const std::string& path) { return path == "/cgi-bin/media/upload"; }

CallHandler FindCall(const std::string& path) {
  if (path == "/cgi-bin/message/getchatdata") return GetChatDataCall;
  if (path == "/cgi-bin/message/getchatmediadata") return GetMediaCall;
  if (const CallHandler found = FindArchiveCall(path)) return found;
  if (const CallHandler found = FindDirectoryCall(path)) return found;
  if (const CallHandler found = FindOutgoingCall(path)) return found;
  if (const CallHandler found = FindTagCall(path)) return found;
  if (const CallHandler found = FindTransferCall(path)) return found;
  if (const CallHandler found = FindSignInCall(path)) return found;
  if (IsUpload(path)) return UploadMaterialCall;
  return FindCustomerCall(path);
}

HttpReply Missing() {
  HttpReply reply;
  reply.status = 404;
  reply.content_type = "text/plain";
  reply.body = "no such call";
  return reply;
}

bool IsSdkCall(CallHandler handler) { return handler == GetChatDataCall || handler == GetMediaCall; }

}  // namespace

HttpReply Ok(json fields) {
  fields["errcode"] = 0;
  fields["errmsg"] = "ok";
  HttpReply reply;
  reply.body = fields.dump(-1, ' ', false, json::error_handler_t::replace);
  return reply;
}

HttpReply Failure(int errcode) {
  const auto found = Messages().find(errcode);
  const std::string message = found == Messages().end() ? "error" : found->second;
  HttpReply reply;
  reply.body = json{{"errcode", errcode},
                    {"errmsg", message + ", hint: [simulated], from ip: 127.0.0.1, more info at the error tool"}}
                   .dump();
  return reply;
}

WecomSimulator::WecomSimulator(SimulatorOptions options)
    : options_(std::move(options)),
      clock_(options_.clock != nullptr ? *options_.clock : system_clock_),
      faults_(options_.seed) {}

WecomSimulator::~WecomSimulator() { Stop(); }

Result<std::unique_ptr<WecomSimulator>> WecomSimulator::Start(SimulatorOptions options) {
  std::unique_ptr<WecomSimulator> sim(new WecomSimulator(std::move(options)));
  auto listener = HttpListener::Start(sim->options_.host, sim->options_.port,
                                      [raw = sim.get()](const HttpRequest& request) { return raw->Handle(request); });
  if (!listener) return listener.error();
  sim->listener_ = std::move(listener).value();
  return sim;
}

int WecomSimulator::port() const { return listener_->port(); }
std::string WecomSimulator::address() const { return options_.host + ":" + std::to_string(port()); }
std::string WecomSimulator::api_base() const { return "http://" + address(); }
void WecomSimulator::Stop() {
  if (listener_) listener_->Stop();
}

Corp& WecomSimulator::AddCorp(CorpSettings settings, bool with_key) {
  auto corp = std::make_unique<Corp>(std::move(settings), clock_);
  Corp& added = *corp;
  if (with_key) static_cast<void>(added.AddKeyVersion().ok());
  const std::scoped_lock lock(mutex_);
  corps_[added.settings().corp_id] = std::move(corp);
  return added;
}

Corp* WecomSimulator::FindCorp(const std::string& corp_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = corps_.find(corp_id);
  return found == corps_.end() ? nullptr : found->second.get();
}

Corp* WecomSimulator::CorpOfToken(const std::string& token, TokenBook::Check& check) {
  const std::scoped_lock lock(mutex_);
  check.errcode = token.empty() ? 41001 : 40014;
  for (const auto& [id, corp] : corps_) {
    const TokenBook::Check found = corp->tokens().Find(token, clock_.Now());
    if (found.errcode == 40014 || found.errcode == 41001) continue;
    check = found;
    return corp.get();
  }
  return nullptr;
}

HttpReply WecomSimulator::Handle(const HttpRequest& request) {
  try {
    if (request.path == "/cgi-bin/gettoken") return Token(request);
    if (request.path == "/cgi-bin/webhook/send") return Robot(request);
    if (request.path == "/sim/control") return Control(request);
    if (request.path == "/sim/stats") return Stats();
    return Dispatch(request);
  } catch (const json::exception&) {
    return Failure(40058);  // a field of the wrong type
  }
}

HttpReply WecomSimulator::Token(const HttpRequest& request) {
  const std::string corp_id = request.Query("corpid");
  std::chrono::milliseconds delay{0};
  if (auto reply = ApiFault(faults_, "token", corp_id, request.path, delay)) return *reply;
  Corp* corp = FindCorp(corp_id);
  if (corp == nullptr) return Failure(40013);
  const std::string secret = request.Query("corpsecret");
  const bool archive = secret == corp->settings().archive_secret;
  if (!archive && secret != corp->settings().contact_secret) return Failure(40001);
  const auto issued =
      corp->tokens().Issue(archive ? SecretKind::kArchive : SecretKind::kContact, corp_id, clock_.Now());
  HttpReply reply = Ok({{"access_token", issued.token}, {"expires_in", issued.expires_in_s}});
  reply.delay = delay;
  return reply;
}

HttpReply WecomSimulator::Robot(const HttpRequest& request) {
  std::chrono::milliseconds delay{0};
  if (auto reply = ApiFault(faults_, "api", {}, request.path, delay)) return *reply;
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Failure(40058);
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, corp] : corps_) {
    if (corp->settings().robot_key == request.Query("key")) return RobotCall(*corp, body, clock_.Now());
  }
  return Failure(93000);
}

HttpReply WecomSimulator::Dispatch(const HttpRequest& request) {
  const CallHandler handler = FindCall(request.path);
  if (handler == nullptr) return Missing();
  TokenBook::Check check;
  Corp* corp = CorpOfToken(request.Query("access_token"), check);
  if (check.errcode != 0) return Failure(check.errcode);
  if (!Opens(check.kind, request.path)) return Failure(48002);
  std::chrono::milliseconds delay{0};
  if (!IsSdkCall(handler)) {
    corp->CountApiCall();
    if (auto reply = ApiFault(faults_, "api", corp->settings().corp_id, request.path, delay)) return *reply;
    if (!corp->Trusts(request.peer)) return Failure(60020);
  }
  const bool no_json = request.body.empty() || IsUpload(request.path);
  const json body = no_json ? json::object() : json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Failure(40058);
  corp->Settle();
  HttpReply reply = handler({*corp, request, body, faults_, clock_.Now()});
  reply.delay = std::max(reply.delay, delay);
  return reply;
}

}  // namespace custos::wecom_sim
