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
          .raw_retention_days = 30,
          .ui_directory = std::move(ui),
          .phones_expected = {"销售部"}};
}

}  // namespace

ApiFixture::ApiFixture(live::EventHubSettings hub_settings, std::filesystem::path ui)
    : hasher(kCheap),
      sessions(user_store, hasher, clock),
      users(user_store, hasher, clock),
      audit(user_store, clock),
      audit_queue(audit),
      token_store(user_store),
      callers(sessions, token_store, clock),
      packs(pack_store, in_force, clock),
      backtests(
          packs, backtest_store, history, look_back, [] { return studio::FactsProvider(custos::rules::FactsOf); },
          clock, 2),
      exceptions(packs, in_force, alert_store, history, custos::rules::FactsOf),
      check(in_force),
      rule_hits(history, clock),
      phones(device_store, source_store, sink, clock),
      push_sources(source_store, sink, clock),
      hub(alert_store, hub_settings),
      // clang-format off
      deps{reader,
           alert_store,
           directory,
           customers,
           segments,
           grading,
           numbers,
           ownership,
           known_customers,
           disputes,
           pools,
           allocations,
           activity,
           media,
           sessions,
           users,
           audit,
           audit_queue,
           callers,
           hub,
           rules,
           status,
           verify,
           evidence,
           checkpoints,
           packs,
           backtests,
           exceptions,
           check,
           rule_hits,
           history,
           searches,
           quarantine,
           source_control,
           intercepts,
           sms,
           packets,
           phones,
           push_sources,
           leads,
           lead_tables,
           orders,
           *order_desk,
           order_tables,
           follow_ups,
           scripts,
           transparency,
           handovers,
           handover_desk,
           tags,
           tag_desk,
           bindings,
           consents,
           coverage,
           staff,
           custos::rules::FactsOf,
           clock,
           TestSettings(std::move(ui)),
           platform_files,
           day_reports} {
  // clang-format on
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
  if (!packs.Start(SmallPack(), studio::PackSource::kShipped)) throw std::runtime_error("pack not started");
  if (!packs.Draft({1, "admin"}, 0, {}, "")) throw std::runtime_error("draft not made");
  AddPast();
  http::ServerSettings settings;
  settings.workers = 16;
  auto started = http::Server::Start(settings, router);
  if (!started) throw std::runtime_error("server not started");
  server = std::move(*started);
}

// A back-test that gained one alert, and a token of the rep.
void ApiFixture::AddPast() {
  Message said;
  said.source = "wecom:test";
  said.key = "m1";
  said.conversation_key = "wm-0001|zhang.wei";
  said.role = Role::kRep;
  said.type = "text";
  said.sent_at = 1000;
  said.text = "发我卡号";
  history.Add(said);
  const auto load = [](const storage::PackFiles& files) { return custos::rules::RuleSet::Load(files).rules; };
  const studio::TestedPack tested{1, load(SmallPack("卡号"))};
  const studio::TestedPack compared{1, load(SmallPack())};
  storage::Backtest record;
  record.version_id = 1;
  record.pack = studio::PackToJson(tested);
  record.compare = studio::PackToJson(compared);
  record.until = 10'000;
  record.by = {1, "admin"};
  record.started_at = record.heartbeat_at = clock.Now();
  const auto created = backtest_store.Create(record);
  studio::BacktestJob job;
  job.tested = tested.rules;
  job.compared = compared.rules;
  job.until = record.until;
  job.threads = 1;
  if (!studio::RunAndStore(backtest_store, history, job, *created, clock)) throw std::runtime_error("no back-test");
  if (!push_sources.Create("chat", "", "wecom:test")) throw std::runtime_error("no source");
  device = std::string(32, 'd');
  storage::Device invited;
  invited.id = device;
  invited.source = "phone:test";
  invited.employee_source = "wecom:test";
  invited.employee_id = "zhang.wei";
  invited.created_at = clock.Now();
  if (!device_store.Invite(invited, "code")) throw std::runtime_error("no device");
  rep_token = callers.CreateToken(3, "work phone", {"check"}, clock.Now() + 86'400'000)->secret;
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
