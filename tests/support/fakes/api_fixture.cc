// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/api_fixture.h"

#include <stdexcept>

namespace custos::testing {
namespace {

constexpr governance::PasswordCost kCheap{1, 8192};

server::api::ApiSettings TestSettings(std::filesystem::path ui) {
  return {.version = "0.0.0-test",
          .archive_id = "test.example/archive",
          .demo = true,
          .https = false,
          .ui_directory = std::move(ui)};
}

}  // namespace

ApiFixture::ApiFixture(live::EventHubSettings hub_settings, std::filesystem::path ui)
    : hasher(kCheap),
      sessions(user_store, hasher, clock),
      users(user_store, hasher, clock),
      audit(user_store, clock),
      hub(alert_store, hub_settings),
      deps{reader,
           alert_store,
           directory,
           media,
           sessions,
           users,
           audit,
           hub,
           rules,
           status,
           verify,
           clock,
           TestSettings(std::move(ui))} {
  server::api::BuildRouter(deps, router);
  using storage::Scope;
  using storage::UserRole;
  const Scope own{Scope::Kind::kOwn, {}, {{"wecom:test", "zhang.wei"}}};
  const Scope others{Scope::Kind::kOwn, {}, {{"wecom:test", "li.na"}}};
  const auto hash = hasher.Hash(kPassword);
  const auto add = [&](const std::string& login, UserRole role, const Scope& scope) {
    storage::User user;
    user.login = login;
    user.display_name = login;
    user.role = role;
    user.scope = scope;
    user.password_hash = hash.value();
    user.created_at = clock.Now();
    if (!user_store.CreateUser(user)) throw std::runtime_error("account not made");
  };
  add("admin", UserRole::kAdministrator, Scope::All());
  add("officer", UserRole::kComplianceOfficer, Scope::All());
  add("rep", UserRole::kRep, own);
  add("stranger", UserRole::kRep, others);
  http::ServerSettings settings;
  settings.workers = 16;
  auto started = http::Server::Start(settings, router);
  if (!started) throw std::runtime_error("server not started");
  server = std::move(*started);
}

ApiFixture::~ApiFixture() { server->Stop(); }

std::string ApiFixture::Text(const std::string& method, const std::string& target, const std::string& token,
                             const std::string& body, const Headers& headers) const {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) + "\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!token.empty()) text += "Cookie: custos_session=" + token + "\r\n";
  if (!body.empty()) text += "Content-Type: application/json\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Answer ApiFixture::Call(const std::string& method, const std::string& target, const std::string& token,
                        const std::string& body, const Headers& headers) {
  const auto answer = Ask(port(), Text(method, target, token, body, headers));
  if (!answer) throw std::runtime_error("no answer to " + method + " " + target);
  return *answer;
}

std::string ApiFixture::SignIn(const std::string& login, const std::string& password) {
  const auto answer =
      Call("POST", "/api/v1/session", {}, R"({"login":")" + login + R"(","password":")" + password + "\"}");
  const std::string cookie = answer.Header("set-cookie");
  const auto equals = cookie.find('=');
  return answer.status == 200 ? cookie.substr(equals + 1, cookie.find(';') - equals - 1) : std::string();
}

}  // namespace custos::testing
