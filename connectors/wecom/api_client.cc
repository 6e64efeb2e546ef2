// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/api_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/wecom/remedy.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr int kTooManyAtOnce = 45033;
constexpr int kAttempts = 4;                    ///< one and the three repeats the platform's table allows
constexpr TimeMs kRenewBefore = 5 * 60 * 1000;  ///< a token about to expire is not used any more

ErrorKind KindFor(Remedy remedy) {
  switch (remedy) {
    case Remedy::kGone: return ErrorKind::kNotFound;
    case Remedy::kRefused: return ErrorKind::kInvalid;
    case Remedy::kOperator:
    case Remedy::kTrustAddress: return ErrorKind::kDenied;
    default: return ErrorKind::kUnavailable;
  }
}

/// errmsg itself is not passed on: it repeats what was sent.
Error ErrorFor(int errcode, std::string_view errmsg) {
  std::string message = "the platform answered " + std::to_string(errcode);
  if (const std::string address = AddressIn(errmsg); !address.empty()) message += " to " + address;
  return {KindFor(RemedyForErrcode(errcode)), ErrcodeCode(errcode), std::move(message)};
}

}  // namespace

ApiClient::ApiClient(ApiSettings settings, const Clock& clock)
    : settings_(std::move(settings)), clock_(clock), http_(settings_.http), limits_(settings_.slow_down) {}

Result<std::string> ApiClient::Get(std::string_view path, const Query& query, const std::stop_token& stop) {
  return Perform({path, query, std::nullopt}, stop);
}

Result<std::string> ApiClient::Post(std::string_view path, const std::string& body, const std::stop_token& stop) {
  return Perform({path, {}, body}, stop);
}

Result<std::string> ApiClient::Upload(std::string_view path, const Query& query, const HttpPart& file,
                                      const std::stop_token& stop) {
  return Perform({path, query, std::nullopt, &file}, stop);
}

Result<std::string> ApiClient::Perform(const Call& call, const std::stop_token& stop) {
  std::string refused;
  std::chrono::milliseconds delay = settings_.retry_first;
  for (int attempt = 1;; ++attempt) {
    if (MustBeSilent(call.path)) {
      return Error{ErrorKind::kUnavailable, "wecom.api_silence", "the platform asked for a pause"};
    }
    const Result<std::string> token = Token(refused, stop);
    if (!token) return token.error();
    const CallLimits::Turn turn = limits_.Wait(call.path, stop);
    if (!turn) return Error{ErrorKind::kUnavailable, "wecom.stopping", "stopped while waiting for its turn"};
    Result<Reply> reply = Once(call, *token, stop);
    if (!reply && reply.error().kind != ErrorKind::kUnavailable) return reply.error();
    if (reply && reply->errcode == 0) {
      limits_.Worked(call.path);
      return std::move(reply->body);
    }

    const bool too_many_at_once = reply && reply->errcode == kTooManyAtOnce;
    if (too_many_at_once) limits_.TooManyAtOnce();
    const Remedy remedy = reply && !too_many_at_once ? RemedyForErrcode(reply->errcode) : Remedy::kRetry;
    const Error error = reply ? ErrorFor(reply->errcode, reply->errmsg) : reply.error();
    if (remedy == Remedy::kSlowDown) {
      limits_.TooMany(call.path, clock_.Now());
      return error;
    }
    if (remedy == Remedy::kFreshToken && refused.empty()) {
      refused = *token;
      continue;
    }
    if (remedy != Remedy::kRetry || attempt >= kAttempts || !WaitFor(delay, stop)) return error;
    delay *= 2;
  }
}

/// The cached token, or a new one when there is none, it ends soon, or it is the one the platform just refused.
Result<std::string> ApiClient::Token(const std::string& refused, const std::stop_token& stop) {
  const std::scoped_lock lock(token_mutex_);
  const bool usable = !token_.empty() && token_ != refused && clock_.Now() < token_until_;
  if (usable) return token_;
  token_.clear();
  Result<Reply> reply = FetchToken(stop);
  if (!reply) return reply.error();
  if (reply->errcode != 0) {
    const Remedy remedy = RemedyForErrcode(reply->errcode);
    const std::scoped_lock silence(silence_mutex_);
    if (remedy == Remedy::kOperator) silent_until_ = clock_.Now() + settings_.operator_hold.count();
    if (remedy == Remedy::kSlowDown) silent_until_ = clock_.Now() + settings_.slow_down.count();
    return ErrorFor(reply->errcode, reply->errmsg);
  }
  const json fields = json::parse(reply->body, nullptr, false);
  const auto token = fields.find("access_token");
  if (token == fields.end() || !token->is_string()) {
    return Error{ErrorKind::kUnavailable, "wecom.api_reply", "gettoken answered without a token"};
  }
  const auto lifetime = fields.find("expires_in");
  const bool stated = lifetime != fields.end() && lifetime->is_number_integer();
  const TimeMs lasts = (stated ? lifetime->get<TimeMs>() : 7200) * 1000;
  token_ = token->get<std::string>();
  token_until_ = clock_.Now() + lasts - std::min(kRenewBefore, lasts / 2);
  return token_;
}

Result<ApiClient::Reply> ApiClient::FetchToken(const std::stop_token& stop) {
  const std::string url = settings_.base + "/cgi-bin/gettoken?corpid=" + UrlEncode(settings_.corp_id) +
                          "&corpsecret=" + UrlEncode(settings_.secret);
  return Read(http_.Send(url, std::nullopt, stop));
}

Result<ApiClient::Reply> ApiClient::Once(const Call& call, std::string_view token, const std::stop_token& stop) const {
  std::string url = settings_.base;
  url.append(call.path).append("?access_token=").append(UrlEncode(token));
  for (const auto& [name, value] : call.query) url.append("&").append(name).append("=").append(UrlEncode(value));
  return Read(call.file != nullptr ? http_.Upload(url, *call.file, stop) : http_.Send(url, call.body, stop));
}

Result<ApiClient::Reply> ApiClient::Read(Result<HttpReply> http) {
  if (!http) return http.error();
  if (http->status != 200) {
    return Error{ErrorKind::kUnavailable, "wecom.api_reply", "HTTP status " + std::to_string(http->status)};
  }
  const json fields = json::parse(http->body, nullptr, false);
  if (!fields.is_object()) return Error{ErrorKind::kUnavailable, "wecom.api_reply", "the answer is not a JSON object"};
  Reply reply;
  if (const auto code = fields.find("errcode"); code != fields.end() && code->is_number_integer()) {
    reply.errcode = code->get<int>();
  }
  if (const auto text = fields.find("errmsg"); text != fields.end() && text->is_string()) {
    reply.errmsg = text->get<std::string>();
  }
  reply.body = std::move(http->body);
  return reply;
}

bool ApiClient::MustBeSilent(std::string_view path) const {
  const TimeMs now = clock_.Now();
  if (limits_.IsSilent(path, now)) return true;
  const std::scoped_lock lock(silence_mutex_);
  return now < silent_until_;
}

}  // namespace custos::wecom
