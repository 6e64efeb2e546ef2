// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string CodeOf(const Answer& answer) { return json::parse(answer.body)["code"].get<std::string>(); }

}  // namespace

TEST_CASE("a note is written in the name of who is signed in, with a step or without") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const auto write = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/customers/1/notes", token, body);
  };
  const auto written = write(R"({"kind":"visit","text":"到店","next_step":"回访","due_at":"2026-03-02T02:00:00Z"})");
  REQUIRE(written.status == 201);
  CHECK(written.Header("etag") == "\"v1\"");
  CHECK(fixture.follow_ups.last_actor.name == "rep");
  CHECK(fixture.follow_ups.last_content.kind == storage::NoteKind::kVisit);
  CHECK(fixture.follow_ups.last_content.step.due_at == 1'772'416'800'000);
  CHECK(write(R"({"text":"只有一句","due_at":null})").status == 201);
  for (const char* bad : {R"({"text":""})", R"({"text":"一","kind":"poem"})", R"({"text":"一","next_step":"回访"})",
                          R"({"text":"一","due_at":"2026-03-02T02:00:00Z"})",
                          R"({"text":"一","next_step":"回访","due_at":"明天"})", R"({"text":"一","done":true})"}) {
    INFO(bad);
    CHECK(write(bad).status == 400);
  }
  CHECK(CodeOf(fixture.Call("POST", "/api/v1/customers/2/notes", token, R"({"text":"一"})")) == "customer.not_found");
}

TEST_CASE("who did not write a note is told so, and a note that changed is no longer changed") {
  ApiFixture fixture;
  const auto change = [&](const std::string& login, const std::string& tag) {
    return fixture.Call("PATCH", "/api/v1/notes/1", fixture.SignIn(login), R"({"text":"改写"})",
                        {{"X-Custos-CSRF", "1"}, {"If-Match", tag}});
  };
  CHECK(change("rep", "\"v1\"").status == 200);
  const auto refused = change("officer", "\"v1\"");
  CHECK(refused.status == 403);
  CHECK(CodeOf(refused) == "note.not_yours");
  CHECK(CodeOf(change("rep", "\"v7\"")) == "note.changed");
  CHECK(CodeOf(change("stranger", "\"v1\"")) == "note.not_found");
}

TEST_CASE("what is due today is that of the company's day, and overdue is what is past now") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const TimeMs now = fixture.clock.Now();
  const TimeMs zone = TimeMs{fixture.checkpoints.ZoneMinutes()} * 60'000;
  REQUIRE(fixture.Call("GET", "/api/v1/follow-ups?due=today", token).status == 200);
  const auto today = fixture.follow_ups.last_due;
  CHECK(today.until - today.from == 86'400'000);
  CHECK((today.from + zone) % 86'400'000 == 0);
  CHECK((today.from <= now && now < today.until));
  REQUIRE(fixture.Call("GET", "/api/v1/follow-ups?due=overdue", token).status == 200);
  CHECK(fixture.follow_ups.last_due.from == 0);
  CHECK(fixture.follow_ups.last_due.until == now);
  REQUIRE(fixture.Call("GET", "/api/v1/follow-ups", token).status == 200);
  CHECK(fixture.follow_ups.last_due.until == 0);
  CHECK(fixture.follow_ups.last_due.user_id == 3);
  CHECK(fixture.Call("GET", "/api/v1/follow-ups?due=soon", token).status == 400);
}

TEST_CASE("a script that is switched off does not exist for reps") {
  ApiFixture fixture;
  fixture.scripts.active = false;
  const auto rep = fixture.SignIn("rep");
  CHECK(CodeOf(fixture.Call("GET", "/api/v1/scripts/1", rep)) == "script.not_found");
  CHECK(CodeOf(fixture.Call("GET", "/api/v1/scripts/1/file", rep)) == "script.not_found");
  CHECK(fixture.Call("GET", "/api/v1/scripts?inactive=true", rep).status == 200);
  CHECK_FALSE(fixture.scripts.last_query.inactive);
  const auto officer = fixture.SignIn("officer");
  CHECK(fixture.Call("GET", "/api/v1/scripts/1", officer).status == 200);
  CHECK(fixture.Call("GET", "/api/v1/scripts?inactive=true", officer).status == 200);
  CHECK(fixture.scripts.last_query.inactive);
}

TEST_CASE("a file of a script is known by its bytes, and comes back with its type and name") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto put = [&](const std::string& name, const std::string& bytes) {
    return fixture.Call("PUT", "/api/v1/scripts/1/file?name=" + name, token, bytes);
  };
  CHECK(put("a.png", "\x89PNG\r\n\x1a\n and more").status == 200);
  REQUIRE(fixture.scripts.last_file);
  CHECK(fixture.scripts.last_file->type == "image/png");
  CHECK(fixture.scripts.last_file->size == 17);
  const auto page = put("a.png", "<html><script>alert(1)</script>");
  CHECK(page.status == 415);
  CHECK(CodeOf(page) == "script.file_type");
  CHECK(put("", "%PDF-").status == 400);
  CHECK(put("..%2Fa.pdf", "%PDF-").status == 400);
  const auto file = fixture.Call("GET", "/api/v1/scripts/1/file", token);
  CHECK(file.status == 200);
  CHECK(file.Header("content-type") == "image/png");
  CHECK(file.Header("content-disposition").starts_with("inline; filename*=UTF-8''"));
  CHECK(file.body == FakeMedia::Bytes());
}

TEST_CASE("tags and folders of a script are what they must be") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto create = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/scripts", token, body).status;
  };
  CHECK(create(R"({"title":"一","text":"二","tags":["报价","报价"]})") == 201);
  CHECK(fixture.scripts.last_content.tags == std::vector<std::string>{"报价"});
  for (const char* bad : {R"({"title":"","text":"二"})", R"({"title":"一","text":"二","tags":["a\nb"]})",
                          R"({"title":"一","text":"二","tags":"报价"})", R"({"title":"一","text":"二","position":-1})",
                          R"({"title":"一","text":"二","folder_id":7})", R"({"title":"一"})"}) {
    INFO(bad);
    CHECK(create(bad) == 400);
  }
  CHECK(fixture.Call("POST", "/api/v1/scripts/folders", token, R"({"title":"一","parent_id":"9"})").status == 404);
  CHECK(fixture.Call("PATCH", "/api/v1/scripts/folders/9", token, R"({"title":"一"})").status == 404);
}

TEST_CASE("the day's report counts what was written by kind") {
  ApiFixture fixture;
  const auto day = json::parse(fixture.Call("GET", "/api/v1/desk/day", fixture.SignIn("rep")).body);
  CHECK(day["notes"] == json{{"note", 0}, {"call", 2}, {"visit", 0}, {"other", 0}});
  CHECK(day["steps_done"] == 1);
}

TEST_CASE("somebody learns what is recorded of his own accounts, phones among them, and who looked") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/desk/record", fixture.SignIn("rep"));
  REQUIRE(answer.status == 200);
  const auto record = json::parse(answer.body);
  INFO(record.dump());
  REQUIRE(record["accounts"].size() == 1);
  CHECK(record["accounts"][0]["id"] == "zhang.wei");
  CHECK(record["sources"][0]["messages"] == 30);
  REQUIRE(record["devices"].size() == 1);
  CHECK(record["devices"][0]["id"] == fixture.device);
  CHECK(record["looks"][0]["what"] == "alert");
  CHECK(fixture.transparency.asked_by == 3);
  CHECK(record["raw_retention_days"] == 30);
  const auto officer = json::parse(fixture.Call("GET", "/api/v1/desk/record", fixture.SignIn("officer")).body);
  CHECK(officer["accounts"].empty());
  CHECK(officer["devices"].empty());
}

TEST_CASE("a price sheet keeps its prices exactly, and a bad row is named") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto create = [&](const std::string& members) {
    return fixture.Call("POST", "/api/v1/scripts", token, R"({"title":"报价","text":"",)" + members + "}");
  };
  const auto made =
      create(R"("kind":"price","valid_from":"2026-03-01","valid_until":"2026-03-31",)"
             R"("rows":[{"item":"样册","unit":"本","price":"1,280.50","currency":"CNY","note":"含运费"}])");
  REQUIRE(made.status == 201);
  const auto sheet = json::parse(made.body);
  CHECK(sheet["rows"][0]["price"] == "1280.50");
  CHECK(sheet["valid_from"] == "2026-03-01");
  CHECK(sheet["valid_until"] == "2026-03-31");
  CHECK(fixture.scripts.last_content.kind == storage::ScriptKind::kPrice);
  const std::vector<std::pair<std::string, std::string>> bad{
      {R"("kind":"poem")", "kind"},
      {R"("valid_from":"2026-03-02","valid_until":"2026-03-01")", "valid_until"},
      {R"("valid_from":"2026-02-30")", "valid_from"},
      {R"("rows":[{"item":"样册","price":"1","currency":"CNY"}])", "rows"},  // of a script
      {R"("kind":"price","rows":[{"item":"样册","price":"1","currency":"CNY"},{"item":"样册","price":1.5,"currency":"CNY"}])",
       "rows/1"},
      {R"("kind":"price","rows":[{"item":"样册","price":"1e3","currency":"CNY"}])", "rows/0"},
      {R"("kind":"price","rows":[{"item":"样册","price":"1","currency":"rmb"}])", "rows/0"},
      {R"("kind":"price","rows":[{"item":"一\n二","price":"1","currency":"CNY"}])", "rows/0"},
      {R"("kind":"price","rows":[{"item":"样册","price":"1","currency":"CNY","colour":"红"}])", "rows/0"}};
  for (const auto& [members, field] : bad) {
    const auto answer = create(members);
    INFO(members << answer.body);
    CHECK(answer.status == 400);
    CHECK(json::parse(answer.body)["params"]["field"] == field);
  }
}

TEST_CASE("a sheet that is out of its time does not exist for reps, and lists for them are of today") {
  ApiFixture fixture;
  fixture.scripts.valid_until = 1;
  CHECK(CodeOf(fixture.Call("GET", "/api/v1/scripts/1", fixture.SignIn("rep"))) == "script.not_found");
  CHECK(fixture.Call("GET", "/api/v1/scripts/1", fixture.SignIn("officer")).status == 200);
  REQUIRE(fixture.Call("GET", "/api/v1/scripts?kind=price", fixture.SignIn("rep")).status == 200);
  CHECK(fixture.scripts.last_query.valid_on > 20'000);
  CHECK(fixture.scripts.last_query.kind == storage::ScriptKind::kPrice);
  REQUIRE(fixture.Call("GET", "/api/v1/scripts", fixture.SignIn("officer")).status == 200);
  CHECK(fixture.scripts.last_query.valid_on == 0);
  CHECK(fixture.Call("GET", "/api/v1/scripts?kind=poem", fixture.SignIn("rep")).status == 400);
}

TEST_CASE("why a file cannot be sent on the platform is said") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const auto prepare = [&] { return fixture.Call("POST", "/api/v1/scripts/1/platform-file", token); };
  CHECK(json::parse(prepare().body)["media_id"] == "media-1");
  fixture.platform_files.refusal = Error{ErrorKind::kInvalid, "script.file_size", ""};
  CHECK(prepare().status == 413);
  fixture.platform_files.refusal = Error{ErrorKind::kNotFound, "wecom.no_desk", ""};
  CHECK(CodeOf(prepare()) == "wecom.no_desk");
  fixture.platform_files.refusal = Error{ErrorKind::kDenied, "wecom.errcode_48002", ""};
  const auto refused = prepare();
  CHECK(refused.status == 503);
  CHECK(json::parse(refused.body)["params"]["reason"] == "wecom.errcode_48002");
  fixture.scripts.active = false;
  CHECK(CodeOf(prepare()) == "script.not_found");
}

TEST_CASE("a rep takes his own note away, and does not see those that were") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("rep");
  const auto remove = [&](const std::string& tag) {
    return fixture.Call("DELETE", "/api/v1/notes/1", token, "", {{"X-Custos-CSRF", "1"}, {"If-Match", tag}});
  };
  CHECK(remove("\"v1\"").status == 204);
  CHECK(CodeOf(remove("\"v2\"")) == "note.changed");
  CHECK(fixture.user_store.AuditActions().back() == "note.remove");
  CHECK(fixture.Call("DELETE", "/api/v1/notes/1", token).status == 428);
  REQUIRE(fixture.Call("GET", "/api/v1/customers/1/notes?removed=true", token).status == 200);
  CHECK_FALSE(fixture.follow_ups.last_list.removed);
  REQUIRE(fixture.Call("GET", "/api/v1/customers/1/notes?removed=true", fixture.SignIn("officer")).status == 200);
  CHECK(fixture.follow_ups.last_list.removed);
}

TEST_CASE("a rep sees in the list of pools what he took today and what he has") {
  ApiFixture fixture;
  const auto mine = json::parse(fixture.Call("GET", "/api/v1/pools", fixture.SignIn("rep")).body)["items"][0];
  CHECK(mine["mine"] == json{{"claimed_today", 2}, {"held", mine["line"] == "" ? 40 : 0}});
  CHECK((fixture.pools.asked_midnight + TimeMs{fixture.checkpoints.ZoneMinutes()} * 60'000) % 86'400'000 == 0);
  const auto others = json::parse(fixture.Call("GET", "/api/v1/pools", fixture.SignIn("officer")).body)["items"][0];
  CHECK_FALSE(others.contains("mine"));
}

TEST_CASE("what an employee says of an alert stands in its history and does not keep a decision from being undone") {
  ApiFixture fixture;
  const auto officer = fixture.SignIn("officer");
  const auto say = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/alerts/7/statements", fixture.SignIn("rep"), body).status;
  };
  const auto decide = [&](const std::string& body, const std::string& tag) {
    return fixture.Call("POST", "/api/v1/alerts/7/decisions", officer, body,
                        {{"X-Custos-CSRF", "1"}, {"If-Match", tag}});
  };
  REQUIRE(decide(R"({"state":"violation"})", "\"v1\"").status == 200);
  CHECK(say("{}") == 204);
  CHECK(say(R"({"text":"是客户先提的"})") == 204);
  for (const std::string& bad : {std::string(R"({"text":""})"), std::string(R"({"text":"  "})"),
                                 R"({"text":")" + std::string(2001, 'x') + R"("})"}) {
    CHECK(say(bad) == 400);
  }
  const auto alert = json::parse(fixture.Call("GET", "/api/v1/alerts/7", officer).body);
  REQUIRE(alert["history"].size() == 3);
  CHECK(alert["history"][2]["note"] == "是客户先提的");
  CHECK(alert["history"][2]["from"] == alert["history"][2]["to"]);
  CHECK(alert["state"] == "violation");
  CHECK(fixture.Call("POST", "/api/v1/alerts/7/statements", fixture.SignIn("stranger"), "{}").status == 404);
  CHECK(decide(R"({"state":"new","undo":true})", "\"v2\"").status == 200);
}

}  // namespace custos::testing
