// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/desk_calls.h"

#include <openssl/evp.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/digest.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr TimeMs kSpare = 300'000;

Error BadReply(std::string_view call) {
  return {ErrorKind::kUnavailable, "wecom.api_reply", std::string(call) + " answered in an unknown form"};
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string PercentEncoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace

std::string AuthorizeUrl(std::string_view corp_id, std::uint32_t agent_id, std::string_view redirect,
                         std::string_view state) {
  return "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + PercentEncoded(corp_id) +
         "&redirect_uri=" + PercentEncoded(redirect) +
         "&response_type=code&scope=snsapi_base&state=" + PercentEncoded(state) +
         "&agentid=" + std::to_string(agent_id) + "#wechat_redirect";
}

Result<std::string> Visitor(ApiClient& api, std::string_view code, const std::stop_token& stop) {
  const Result<std::string> reply = api.Get("/cgi-bin/auth/getuserinfo", {{"code", code}}, stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  if (!answer.is_object()) return BadReply("auth/getuserinfo");
  std::string id = TextOf(answer, "userid");
  if (id.empty()) return Error{ErrorKind::kNotFound, "wecom.not_staff", "the visitor is no employee of the company"};
  return id;
}

std::string SignPage(std::string_view ticket, std::string_view nonce, std::int64_t timestamp_s, std::string_view url) {
  std::string text = "jsapi_ticket=";
  text += ticket;
  text += "&noncestr=";
  text += nonce;
  text += "&timestamp=" + std::to_string(timestamp_s) + "&url=";
  text += url.substr(0, url.find('#'));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
  return HexEncode({reinterpret_cast<const char*>(digest.data()), size});
}

Result<std::string> PageTickets::Get(Ticket& ticket, std::string_view path, const ApiClient::Query& query,
                                     const std::stop_token& stop) {
  const std::scoped_lock lock(ticket.mutex);
  const TimeMs now = clock_.Now();
  if (now < ticket.until) return ticket.value;
  const Result<std::string> reply = api_.Get(path, query, stop);
  if (!reply) return reply.error();
  const json answer = json::parse(*reply, nullptr, false);
  if (!answer.is_object()) return BadReply(path);
  const std::string value = TextOf(answer, "ticket");
  const auto seconds = answer.find("expires_in");
  if (value.empty() || seconds == answer.end() || !seconds->is_number_integer()) return BadReply(path);
  ticket.value = value;
  ticket.until = now + seconds->get<std::int64_t>() * 1000 - kSpare;
  return value;
}

}  // namespace custos::wecom
