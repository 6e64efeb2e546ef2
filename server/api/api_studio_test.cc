// SPDX-License-Identifier: Apache-2.0
// Rules studio, back-tests, the check before sending and tokens over HTTP: what the samples of api_test do not show.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/fakes/api_fixture.h"
#include "tests/support/fakes/openapi_spec.h"

namespace custos::testing {
namespace {

using nlohmann::json;

const OpenApiSpec& Spec() {
  static const OpenApiSpec spec(CUSTOS_OPENAPI_FILE);
  return spec;
}

json Checked(const std::string& operation, const Answer& answer, int status) {
  INFO(answer.body);
  CHECK(answer.status == status);
  const auto faults = Spec().Check(operation, answer.status, answer.Header("content-type"), answer.body);
  CHECK(faults == std::vector<std::string>{});
  return answer.body.empty() ? json() : json::parse(answer.body, nullptr, false);
}

ApiFixture::Headers At(int revision) {
  return {{"X-Custos-CSRF", "1"}, {"If-Match", "\"v" + std::to_string(revision) + "\""}};
}

json Move(ApiFixture& fixture, const std::string& token, int revision, const std::string& to, int status) {
  return Checked(
      "movePackVersion",
      fixture.Call("POST", "/api/v1/rules/versions/2/transitions", token, R"({"to":")" + to + "\"}", At(revision)),
      status);
}

TEST_CASE("a rule is listed with its place, its hits and how often it was wrong") {
  ApiFixture fixture;
  const auto rules = Checked("listRules", fixture.Call("GET", "/api/v1/rules", fixture.SignIn("officer")), 200);
  const auto& rule = rules["items"][0];
  CHECK(rule["file"] == "rules/payment.yaml");
  CHECK(rule["line"] == 1);
  CHECK(rule["hits_week"] == 12);
  CHECK(rule["false_positive_rate"] == 0.25);
}

TEST_CASE("a fault is shown with file, line, column and code, and the draft is saved all the same") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const std::string target = "/api/v1/rules/versions/2/files";
  const auto saved =
      Checked("savePackFiles",
              fixture.Call("PATCH", target, token,
                           R"({"files":{"rules/payment.yaml":"title: {zh: 甲, en: A}\nnonsense: 1\n"}})", At(1)),
              200);
  CHECK(saved["version"]["revision"] == 2);
  CHECK(saved["version"]["valid"] == false);
  CHECK(saved["validation"]["valid"] == false);
  bool named = false;
  for (const auto& problem : saved["validation"]["problems"]) {
    if (problem["code"] != "rule.unknown_key") continue;
    named = true;
    CHECK(problem["file"] == "rules/payment.yaml");
    CHECK(problem["line"] == 2);
    CHECK(problem["column"].get<int>() >= 1);
  }
  CHECK(named);
  const auto late = Checked("savePackFiles", fixture.Call("PATCH", target, token, R"({"files":{}})", At(1)), 412);
  CHECK(late["code"] == "pack.changed");
  CHECK(Move(fixture, token, 2, "review", 409)["code"] == "pack.invalid");
  const auto outside = fixture.Call("PATCH", target, token, R"({"files":{"../x.yaml":"a: 1"}})", At(2));
  CHECK(Checked("savePackFiles", outside, 400)["params"]["field"] == "files");
}

TEST_CASE("what one person wrote another one publishes, and the next text is judged by it") {
  ApiFixture fixture;
  const auto author = fixture.SignIn("admin");
  const auto second = fixture.SignIn("officer");
  const auto check = [&] {
    return Checked("checkText", fixture.Call("POST", "/api/v1/check", author, R"({"text":"发我卡号"})"),
                   200)["verdict"];
  };
  json files;
  files["files"]["rules/payment.yaml"] = SmallPack("卡号").at("rules/payment.yaml");
  CHECK(fixture.Call("PATCH", "/api/v1/rules/versions/2/files", author, files.dump(), At(1)).status == 200);
  CHECK(check() == "allow");
  CHECK(Move(fixture, author, 2, "review", 200)["moves"] == json{"draft", "retired"});
  CHECK(Move(fixture, author, 3, "active", 403)["code"] == "pack.four_eyes");
  CHECK(Move(fixture, author, 3, "shadow", 403)["code"] == "pack.four_eyes");
  CHECK(check() == "allow");
  const auto published = Move(fixture, second, 3, "active", 200);
  CHECK(published["published_by"]["name"] == "officer");
  CHECK(check() == "warn");
  const auto back = fixture.Call("POST", "/api/v1/rules/versions/1/transitions", author, R"({"to":"active"})", At(2));
  CHECK(Checked("movePackVersion", back, 200)["state"] == "active");
  CHECK(check() == "allow");
  const auto detail = Checked("getPackVersion", fixture.Call("GET", "/api/v1/rules/versions/2", author), 200);
  CHECK(detail["state"] == "retired");
  const auto actions = fixture.user_store.AuditActions();
  CHECK(std::count(actions.begin(), actions.end(), "pack.move") == 5);
}

TEST_CASE("a trial says which selection fired, what it saw and how it was folded") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const std::string target = "/api/v1/rules/versions/2/trial";
  const auto trial = Checked(
      "tryPack", fixture.Call("POST", target, token, R"({"lines":[{"text":"尾款微信转我"},{"text":"请勿微信转我"}]})"),
      200);
  REQUIRE(trial["items"].size() == 2);
  CHECK(trial["items"][0]["segments"][1] == json{{"t", "微信转我"}, {"m", {kSmallRule}}});
  const auto& finding = trial["items"][0]["findings"][0];
  CHECK(finding["reasons"][0]["selection"] == "pay");
  CHECK(finding["reasons"][0]["matched"] == json{"微信转我"});
  CHECK(trial["items"][1]["findings"].empty());
  std::string failing = SmallPack().at("rules/payment.yaml");
  failing += "  - {text: 您好, expect: hit}\n";
  const json request{{"lines", {{{"text", "尾款微信转我"}}}}, {"unsaved", {{"rules/payment.yaml", failing}}}};
  const auto tried = Checked("tryPack", fixture.Call("POST", target, token, request.dump()), 200);
  CHECK(tried["validation"]["valid"] == false);
  CHECK(tried["validation"]["problems"][0]["code"] == "rule.example_failed");
  REQUIRE(tried["items"].size() == 1);
  CHECK(tried["items"][0]["findings"].size() == 1);
  const auto broken = Checked(
      "tryPack", fixture.Call("POST", target, token, R"({"lines":[{"text":"x"}],"unsaved":{"pack.yaml":"name: ["}})"),
      200);
  CHECK(broken["items"].empty());
  CHECK(broken["validation"]["valid"] == false);
  json many;
  for (int i = 0; i < 201; ++i) many["lines"].push_back({{"text", "x"}});
  CHECK(Checked("tryPack", fixture.Call("POST", target, token, many.dump()), 400)["params"]["field"] == "lines");
  CHECK(fixture.Call("POST", target, token, R"({"lines":[{"text":1}]})").status == 400);
}

TEST_CASE("a back-test shows what it gained, and only in the reader's scope") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto backtest = Checked("getBacktest", fixture.Call("GET", "/api/v1/rules/backtests/1", token), 200);
  CHECK(backtest["result"]["gained"] == 1);
  CHECK(backtest["result"]["days"][0]["day"] == "1970-01-01");
  const std::string target = "/api/v1/rules/backtests/1/samples";
  const auto gained = Checked("listBacktestSamples", fixture.Call("GET", target + "?change=gained", token), 200);
  CHECK(gained["items"].size() == 1);
  CHECK(Checked("listBacktestSamples", fixture.Call("GET", target + "?change=lost", token), 200)["items"].empty());
  CHECK(Checked("listBacktestSamples", fixture.Call("GET", target, token), 400)["params"]["field"] == "change");
  CHECK(Checked("getBacktest", fixture.Call("GET", "/api/v1/rules/backtests/9", token), 404)["code"] ==
        "backtest.not_found");
  const auto backwards = R"({"version":"2","from":"2026-03-01T00:00:00Z","until":"2026-02-01T00:00:00Z"})";
  CHECK(Checked("startBacktest", fixture.Call("POST", "/api/v1/rules/backtests", token, backwards),
                400)["params"]["field"] == "until");
}

TEST_CASE("an API token checks texts and nothing else, without a cookie and without a CSRF header") {
  ApiFixture fixture;
  const ApiFixture::Headers bearer{{"Authorization", "Bearer " + fixture.rep_token}};
  const auto result =
      Checked("checkText", fixture.Call("POST", "/api/v1/check", "", R"({"text":"尾款微信转我"})", bearer), 200);
  CHECK(result["verdict"] == "warn");
  CHECK(result["reasons"][0]["policy"]["zh"] == "货款只能进公司账户");
  CHECK(result["segments"][1] == json{{"t", "微信转我"}, {"m", {"private_payment"}}});
  CHECK(result.dump().find(kSmallRule) == std::string::npos);
  CHECK(fixture.Call("GET", "/api/v1/alerts", "", "", bearer).status == 401);
  CHECK(fixture.Call("GET", "/api/v1/session", "", "", bearer).status == 401);
  const ApiFixture::Headers wrong{{"Authorization", "Bearer custos_" + std::string(43, 'x')}};
  CHECK(fixture.Call("POST", "/api/v1/check", "", R"({"text":"x"})", wrong).status == 401);
}

TEST_CASE("who asks often is looked up once, and ends at once when the token or the account does") {
  ApiFixture fixture;
  const ApiFixture::Headers bearer{{"Authorization", "Bearer " + fixture.rep_token}};
  const auto status = [&] { return fixture.Call("POST", "/api/v1/check", "", R"({"text":"x"})", bearer).status; };
  for (int i = 0; i < 20; ++i) CHECK(status() == 200);
  CHECK(fixture.token_store.lookups == 1);
  fixture.clock.now += governance::CallerService::kMemoryMs;
  CHECK(status() == 200);
  CHECK(fixture.token_store.lookups == 2);
  const auto admin = fixture.SignIn("admin");
  CHECK(fixture.Call("PATCH", "/api/v1/users/3", admin, R"({"disabled":true})").status == 200);
  CHECK(status() == 401);
  CHECK(fixture.Call("PATCH", "/api/v1/users/3", admin, R"({"disabled":false})").status == 200);
  CHECK(status() == 200);
  CHECK(fixture.Call("DELETE", "/api/v1/tokens/1", admin).status == 204);
  CHECK(status() == 401);
}

TEST_CASE("signing out ends the check of that session at once") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  CHECK(fixture.Call("POST", "/api/v1/check", token, R"({"text":"x"})").status == 200);
  CHECK(fixture.Call("DELETE", "/api/v1/session", token).status == 204);
  CHECK(fixture.Call("POST", "/api/v1/check", token, R"({"text":"x"})").status == 401);
}

TEST_CASE("a token is shown once, kept as a digest, and belongs to whoever made it") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  const auto made = Checked("createToken",
                            fixture.Call("POST", "/api/v1/tokens", rep,
                                         R"({"name":"a","scopes":["check"],"expires_at":"2026-06-01T00:00:00Z"})"),
                            201);
  const auto secret = made["secret"].get<std::string>();
  CHECK(secret.starts_with("custos_"));
  const auto list = Checked("listTokens", fixture.Call("GET", "/api/v1/tokens", rep), 200);
  CHECK(list["items"].size() == 2);
  CHECK(list.dump().find(secret) == std::string::npos);
  CHECK(Checked("listTokens", fixture.Call("GET", "/api/v1/tokens", fixture.SignIn("officer")), 200)["items"].empty());
  CHECK(fixture.Call("DELETE", "/api/v1/tokens/2", fixture.SignIn("officer")).status == 404);
  const auto refused = [&](const std::string& body, const std::string& token) {
    return Checked("createToken", fixture.Call("POST", "/api/v1/tokens", token, body), 400)["params"]["field"];
  };
  CHECK(refused(R"({"name":"a","scopes":["all"],"expires_at":"2026-06-01T00:00:00Z"})", rep) == "scopes");
  CHECK(refused(R"({"name":"a","scopes":["check"],"expires_at":"2036-06-01T00:00:00Z"})", rep) == "expires_at");
  CHECK(refused(R"({"name":"a","scopes":["check"],"expires_at":"2026-01-01T00:00:00Z"})", rep) == "expires_at");
  const std::string other = R"({"name":"a","scopes":["check"],"expires_at":"2026-06-01T00:00:00Z","user_id":"3"})";
  CHECK(fixture.Call("POST", "/api/v1/tokens", fixture.SignIn("officer"), other).status == 403);
  CHECK(fixture.Call("POST", "/api/v1/tokens", fixture.SignIn("admin"), other).status == 201);
}

TEST_CASE("a blocked text leaves an audit entry without its content") {
  ApiFixture fixture;
  auto files = SmallPack();
  auto& rule = files["rules/payment.yaml"];
  rule.insert(rule.find("status: stable"), "actions: [block]\n");
  REQUIRE(fixture.packs.Start(files, studio::PackSource::kDemo).ok());
  const ApiFixture::Headers bearer{{"Authorization", "Bearer " + fixture.rep_token}};
  const auto blocked =
      Checked("checkText", fixture.Call("POST", "/api/v1/check", "", R"({"text":"尾款微信转我"})", bearer), 200);
  CHECK(blocked["verdict"] == "block");
  std::vector<storage::AuditEntry> entries;
  for (int i = 0; i < 200 && entries.empty(); ++i) {
    const auto page = fixture.user_store.ListAudit({});
    for (const auto& entry : page->items) {
      if (entry.action == "check.block") entries.push_back(entry);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].user_login == "rep");
  CHECK(entries[0].detail.find("private_payment") != std::string::npos);
  CHECK(entries[0].detail.find("微信") == std::string::npos);
}

TEST_CASE("a check refuses what is no text to be sent") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const auto field = [&](const std::string& body) {
    return Checked("checkText", fixture.Call("POST", "/api/v1/check", token, body), 400)["params"]["field"];
  };
  CHECK(field(R"({})") == "text");
  CHECK(field(R"({"text":"x","channel":"call"})") == "channel");
  CHECK(field(R"({"text":"x","conversation_kind":"pair"})") == "conversation_kind");
  CHECK(field(R"({"text":"x","customer":{"id":"a"}})") == "customer");
  CHECK(field(R"({"text":")" + std::string(8001, 'x') + "\"}") == "text");
  CHECK(field(R"({"text":"x","rule":"y"})") == "rule");
}

TEST_CASE("an exception proposed from an alert becomes a draft with the phrase in its rule") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto proposal =
      Checked("proposeException", fixture.Call("POST", "/api/v1/alerts/7/exception", token, "{}"), 200);
  CHECK(proposal["rule_id"] == kSmallRule);
  CHECK(proposal["silences_alert"] == true);
  CHECK_FALSE(proposal["suggestions"].empty());
  const auto draft = Checked(
      "draftException",
      fixture.Call("POST", "/api/v1/alerts/7/exception/draft", token, R"({"phrases":["微信转我的说明"]})"), 201);
  CHECK(draft["state"] == "draft");
  CHECK(draft["from"] == "1");
  const auto files = json::parse(
      fixture.Call("GET", "/api/v1/rules/versions/" + draft["id"].get<std::string>() + "/files", token).body);
  CHECK(files.dump().find("微信转我的说明") != std::string::npos);
  CHECK(Checked("proposeException", fixture.Call("POST", "/api/v1/alerts/8/exception", token, "{}"), 404)["code"] ==
        "alert.not_found");
}

}  // namespace
}  // namespace custos::testing
