// SPDX-License-Identifier: Apache-2.0
#include "server/api/wecom_door.h"

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "server/api/call.h"
#include "server/api/gate.h"
#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

constexpr char kStateCookie[] = "custos_wecom_state";
constexpr char kStatePath[] = "/api/v1/session/wecom";
constexpr TimeMs kStateLife = 300'000;  // as long as the platform's code
constexpr std::size_t kMostStates = 10'000;

/// States that were given out and not used yet: each works once.
class States {
 public:
  /// Empty when too many wait.
  std::string Make(TimeMs now) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(open_, [now](const auto& one) { return one.second <= now; });
    if (open_.size() >= kMostStates) return {};
    std::string state = HexEncode(RandomBytes(16));
    open_[state] = now + kStateLife;
    return state;
  }
  bool Use(const std::string& state, TimeMs now) {
    const std::scoped_lock lock(mutex_);
    const auto found = open_.find(state);
    const bool good = found != open_.end() && found->second > now;
    if (found != open_.end()) open_.erase(found);
    return good;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, TimeMs> open_;
};

bool Https(const WecomDoor& door, const http::Request& request) { return door.https || request.https; }

std::string Origin(const WecomDoor& door, const http::Request& request) {
  if (!door.public_url.empty()) return door.public_url;
  return (Https(door, request) ? "https://" : "http://") + request.host;
}

http::Response Redirect(const std::string& to) {
  http::Response response = http::Response::Empty(302);
  response.SetHeader("Location", to);
  response.SetHeader("Cache-Control", "no-store");
  return response;
}

std::string StateCookie(bool https, const std::string& state) {
  return std::string(kStateCookie) + "=" + state + "; Path=" + kStatePath + "; HttpOnly; SameSite=Lax" +
         (https ? "; Secure" : "") + (state.empty() ? "; Max-Age=0" : "; Max-Age=300");
}

std::string QueryOf(const http::Request& request, std::string_view name, std::size_t longest) {
  const std::string* value = request.FindQuery(name);
  return value != nullptr && value->size() <= longest ? *value : std::string();
}

http::Response Begin(const WecomDoor& door, States& states, const http::Request& request) {
  if (!door.desk.Has()) return http::Problem(404, "wecom.no_desk");
  const std::string state = states.Make(door.clock.Now());
  if (state.empty()) return http::Problem(503, "server.unavailable");
  http::Response response =
      Redirect(door.desk.Authorize(Origin(door, request) + kStatePath + std::string("/callback"), state));
  response.SetHeader("Set-Cookie", StateCookie(Https(door, request), state));
  return response;
}

/// Back to the desk, which says why in words.
http::Response Refuse(const WecomDoor& door, const http::Request& request, const std::string& code) {
  http::Response response = Redirect("/desk/#/refused/" + code);
  response.SetHeader("Set-Cookie", StateCookie(Https(door, request), ""));
  return response;
}

http::Response Finish(const WecomDoor& door, States& states, const http::Request& request) {
  const std::string state = QueryOf(request, "state", 128);
  const std::string code = QueryOf(request, "code", 512);
  const auto cookie = request.Cookie(kStateCookie);
  const bool ours = cookie && !state.empty() && *cookie == state && states.Use(state, door.clock.Now());
  if (!ours || code.empty()) return Refuse(door, request, "auth.state");
  const auto account = door.desk.Visitor(code);
  if (!account) return Refuse(door, request, account.error().code == "wecom.not_staff" ? "wecom.not_staff" : "wecom");
  const auto signed_in = door.sign_in.Open(*account);
  const bool known = static_cast<bool>(signed_in);
  governance::Actor actor{0, account->id, request.peer, request.id};
  if (known) actor = {signed_in->user.id, signed_in->user.login, request.peer, request.id};
  const Status recorded =
      door.audit.Record(actor, known ? "session.create" : "session.refuse", account->id, R"({"by":"wecom"})");
  if (!recorded) return Refuse(door, request, "server.unavailable");
  if (!known) {
    const bool nobody = signed_in.error().kind == ErrorKind::kNotFound;
    return Refuse(door, request, nobody ? "auth.no_such_rep" : "server.unavailable");
  }
  http::Response response = Redirect("/desk/");
  const bool https = Https(door, request);
  response.headers.emplace_back("Set-Cookie", StateCookie(https, ""));
  response.headers.emplace_back("Set-Cookie", SessionCookie(https, signed_in->token));
  return response;
}

http::Response Sign(const WecomDoor& door, const http::Request& request) {
  const bool https = Https(door, request);
  const auto found = door.sessions.Find(request.Cookie(SessionCookieName(https)).value_or(""));
  if (!found) return FromError(found.error());
  if (!found->has_value()) return http::Problem(401, "auth.required");
  if (!door.desk.Has()) return http::Problem(404, "wecom.no_desk");
  const std::string url = QueryOf(request, "url", 2000);
  if (!url.starts_with(Origin(door, request) + "/desk/")) {
    return http::Problem(400, "request.invalid", {{"field", "url"}});
  }
  const auto signature = door.desk.Sign(url);
  if (!signature) return FromError(signature.error());
  return JsonResponse(200, {{"corp_id", signature->corp_id},
                            {"agent_id", signature->agent_id},
                            {"source", signature->source},
                            {"nonce", signature->nonce},
                            {"timestamp", signature->timestamp_s},
                            {"corp_signature", signature->corp},
                            {"agent_signature", signature->app}});
}

}  // namespace

void AddWecomRoutes(const WecomDoor& door, http::Router& router) {
  const auto states = std::make_shared<States>();
  router.Add(
      {http::Method::kGet, std::string(kStatePath) + "/start", "startWecomSession",
       [&door, states](const http::Request& request, const http::PathParams&) { return Begin(door, *states, request); },
       0});
  router.Add({http::Method::kGet, std::string(kStatePath) + "/callback", "finishWecomSession",
              [&door, states](const http::Request& request, const http::PathParams&) {
                return Finish(door, *states, request);
              },
              0});
  router.Add({http::Method::kGet, "/api/v1/wecom/signature", "signWecomPage",
              [&door](const http::Request& request, const http::PathParams&) { return Sign(door, request); }, 0});
  for (const auto& [name, content] : door.proofs) {
    router.Add({http::Method::kGet, "/" + name, "proveDomain",
                [content](const http::Request&, const http::PathParams&) { return http::Response::Text(200, content); },
                0});
  }
}

}  // namespace custos::server::api
