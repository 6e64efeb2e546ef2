// SPDX-License-Identifier: Apache-2.0
// A rep comes to his desk from the simulated platform, as the built program lets him in.
#include <nlohmann/json.hpp>

#include "tests/functional/world.h"
#include "tests/support/fakes/raw_client.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using wecom_sim::SimVisitor;

constexpr char kRep[] = "desk.rep";

class DeskWorld : public World {
 public:
  DeskWorld() {
    REQUIRE(Eventually([&] { return Source()["messages"].is_number(); }));
    const auto made = api->Post(
        "/users",
        {{"login", kRep},
         {"display_name", "张示例"},
         {"role", "rep"},
         {"scope", {{"kind", "own"}, {"employees", {{{"source", Source()["source"]}, {"id", Employee()}}}}}}});
    REQUIRE(made.status == 201);
  }

  std::string Employee() { return company.corp().company()->relations.front().employee; }
  std::string Address() const {
    const std::string url = server->url();
    return url.substr(7, url.size() - 8);
  }
  int Port() const { return std::stoi(Address().substr(Address().rfind(':') + 1)); }

  Answer Get(const std::string& path, const std::string& cookie = {}) const {
    const auto answer = Ask(Port(), "GET " + path + " HTTP/1.1\r\nHost: " + Address() + "\r\n" +
                                        (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n");
    REQUIRE(answer);
    return *answer;
  }
  static std::string Value(const std::string& text, const std::string& before, char end) {
    const auto at = text.find(before);
    REQUIRE(at != std::string::npos);
    const auto begin = at + before.size();
    return text.substr(begin, text.find(end, begin) - begin);
  }
  /// Begins a sign-in; the state that the browser keeps and the platform carries.
  std::string Begin() const {
    const Answer begun = Get("/api/v1/session/wecom/start");
    REQUIRE(begun.status == 302);
    const std::string to = begun.Header("location");
    CHECK(to.starts_with("https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + company_id_ +
                         "&redirect_uri=http%3A%2F%2F"));
    const std::string state = Value(to, "&state=", '&');
    CHECK(Value(begun.Header("set-cookie"), "custos_wecom_state=", ';') == state);
    return state;
  }
  /// The session that an answer opens, as a request brings it.
  static std::string SessionOf(const Answer& answer) {
    const auto [first, last] = answer.headers.equal_range("set-cookie");
    for (auto cookie = first; cookie != last; ++cookie) {
      if (cookie->second.starts_with("custos_session=")) return cookie->second.substr(0, cookie->second.find(';'));
    }
    return {};
  }
  Answer Return(const std::string& code, const std::string& state, const std::string& cookie) const {
    return Get("/api/v1/session/wecom/callback?code=" + code + "&state=" + state, "custos_wecom_state=" + cookie);
  }
  std::string Come(const SimVisitor& visitor) { return company.corp().visitors().Come(visitor, SystemClock().Now()); }

 private:
  std::string company_id_ = company.corp().settings().corp_id;
};

}  // namespace

TEST_CASE("an employee comes from the platform to his desk, each code and state works once") {
  DeskWorld world;
  const std::string state = world.Begin();
  const std::string code = world.Come({world.Employee()});
  const Answer in = world.Return(code, state, state);
  CHECK(in.status == 302);
  CHECK(in.Header("location") == "/desk/");
  const std::string cookie = DeskWorld::SessionOf(in);
  const auto me = json::parse(world.Get("/api/v1/session", cookie).body);
  CHECK(me["user"]["login"] == kRep);
  CHECK(me["user"]["must_change_password"] == false);
  CHECK(world.Get("/api/v1/customers", cookie).status == 200);
  // Neither comes back.
  CHECK(world.Return(code, state, state).Header("location") == "/desk/#/refused/auth.state");
  const std::string again = world.Begin();
  CHECK(world.Return(code, again, again).Header("location") == "/desk/#/refused/wecom");
}

TEST_CASE("strangers and forged states are refused with the reason") {
  DeskWorld world;
  const std::string state = world.Begin();
  CHECK(world.Return(world.Come({world.Employee()}), state, "other").Header("location") ==
        "/desk/#/refused/auth.state");
  const std::string second = world.Begin();
  CHECK(world.Return(world.Come({"wm-outsider", false}), second, second).Header("location") ==
        "/desk/#/refused/wecom.not_staff");
  const std::string third = world.Begin();
  const std::string other = world.company.corp().company()->employees.back().id;
  REQUIRE(other != world.Employee());
  CHECK(world.Return(world.Come({other}), third, third).Header("location") == "/desk/#/refused/auth.no_such_rep");
}

TEST_CASE("a page of our own is signed with both tickets, a foreign one is not") {
  DeskWorld world;
  const std::string state = world.Begin();
  const Answer in = world.Return(world.Come({world.Employee()}), state, state);
  const std::string cookie = DeskWorld::SessionOf(in);
  const std::string own = "http%3A%2F%2F" + world.Address() + "%2Fdesk%2F";
  const Answer answer = world.Get("/api/v1/wecom/signature?url=" + own, cookie);
  REQUIRE(answer.status == 200);
  const auto signature = json::parse(answer.body);
  CHECK(signature["agent_id"] == 1000002);
  CHECK(signature["corp_signature"].get<std::string>().size() == 40);
  CHECK(signature["corp_signature"] != signature["agent_signature"]);
  CHECK(world.Get("/api/v1/wecom/signature?url=http%3A%2F%2Fevil.example.com%2Fdesk%2F", cookie).status == 400);
  CHECK(world.Get("/api/v1/wecom/signature?url=" + own).status == 401);
}

}  // namespace custos::testing
