// SPDX-License-Identifier: Apache-2.0
// The built program against a simulated company, driven through its API as a browser would.
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using std::chrono::seconds;
namespace sim = wecom_sim;

std::string TextOf(const json& message) {
  std::string text;
  for (const json& segment : message["segments"]) text += segment["t"].get<std::string>();
  return text;
}

}  // namespace

TEST_CASE("a risky message becomes an alert that is decided once") {
  World world;
  world.Say("您好，请问贷款怎么办理", false);
  const std::string key = world.Say("你把钱直接转到我个人微信就行，别走公司账户");
  REQUIRE(world.AwaitStored(2));

  json alerts = world.api->Get("/alerts?state=new").body["items"];
  REQUIRE_FALSE(alerts.empty());
  const std::string id = alerts[0]["id"].get<std::string>();
  const ApiAnswer detail = world.api->Get("/alerts/" + id);
  REQUIRE(detail.status == 200);
  CHECK(detail.body["category"] == "private_payment");
  CHECK(detail.body["context"]["items"].size() == 2);
  CHECK_FALSE(detail.etag.empty());

  const ApiAnswer decided =
      world.api->Post("/alerts/" + id + "/decisions", {{"state", "violation"}, {"note", "测试"}}, detail.etag);
  CHECK(decided.status == 200);
  CHECK(decided.body["state"] == "violation");
  const ApiAnswer late = world.api->Post("/alerts/" + id + "/decisions", {{"state", "coaching"}}, detail.etag);
  CHECK(late.status == 412);
  CHECK(late.body["code"] == "alert.changed");
}

TEST_CASE("every kind of message is stored once and none is parked") {
  World world;
  // Their times count up from the first; a message of the future would not have happened yet.
  sim::Line first = world.Line();
  first.time -= 3'600'000;
  const std::vector<sim::PlainMessage> all = sim::EveryKind(first, world.company.corp().media());
  for (const sim::PlainMessage& message : all) world.company.corp().Append(message);
  const bool stored = world.AwaitStored(all.size());
  INFO(world.Source().dump());
  REQUIRE(stored);

  CHECK(world.Source()["messages"] == all.size());
  CHECK(world.Source()["parked"] == 0);
  std::set<std::string> keys;
  for (const json& item : world.Search("limit=200")) keys.insert(item["key"].get<std::string>());
  CHECK(keys.size() == all.size());
  CHECK(World::Eventually([&] { return world.api->Get("/status").body["media"]["pending"] == 0; }));
}

TEST_CASE("a message taken back stays readable and is marked, whichever arrives first") {
  World world;
  const std::string early = world.Say("稍后撤回的第一句话");
  world.company.corp().Append(sim::Recall(world.Line(), early));
  sim::PlainMessage late = sim::Compose(world.Line(), sim::Text("撤回通知先到的一句话"));
  world.company.corp().Append(sim::Recall(world.Line(), late.msgid));
  world.company.corp().Append(late);
  REQUIRE(world.AwaitStored(4));

  for (const char* text : {"第一句话", "先到的一句话"}) {
    const json found = world.Search(std::string("q=") + text);
    REQUIRE(found.size() == 1);
    CHECK(TextOf(found[0]).find(text) != std::string::npos);
    CHECK_FALSE(found[0]["recalled_at"].is_null());
  }
}

TEST_CASE("messages under a missing key are parked, block nothing, and are read once the key is there") {
  World world({2});
  REQUIRE(world.company.corp().AddKeyVersion());
  world.Say("这句话的密钥还没有到");
  REQUIRE(World::Eventually([&] { return world.Source()["parked"] == 1; }));
  CHECK(world.Search("q=密钥还没有到").empty());

  world.company.ReleaseKeys();
  REQUIRE(World::Eventually([&] { return world.Source()["parked"] == 0; }));
  CHECK(world.Search("q=密钥还没有到").size() == 1);
}

TEST_CASE("a restart stores nothing twice and loses nothing") {
  World world;
  for (int i = 0; i < 50; ++i) world.Say("重启之前 " + std::to_string(i));
  REQUIRE(world.AwaitStored(50));
  CHECK(world.server->Stop() == 0);
  for (int i = 0; i < 50; ++i) world.Say("重启期间 " + std::to_string(i));
  world.Start();
  REQUIRE(world.AwaitStored(100));
  std::this_thread::sleep_for(seconds(1));
  CHECK(world.Source()["messages"] == 100);
  CHECK(world.Source()["gap_count"] == 0);
  CHECK(world.server->Stop() == 0);

  Process verify({CUSTOS_PROGRAM, "verify", "--data-dir", world.data_dir()}, world.data_dir().string() + ".verify");
  CHECK(verify.Wait(seconds(60)) == 0);
}

TEST_CASE("a second server on the same data directory is refused with the reason") {
  World world;
  Process second({CUSTOS_PROGRAM, "serve", "--data-dir", world.data_dir(), "--listen", "127.0.0.1:0"},
                 world.data_dir().string() + ".second");
  const std::optional<int> status = second.Wait(seconds(20));
  REQUIRE(status.has_value());
  CHECK(*status == 75);
}

TEST_CASE("the live archive can be checked while the server runs, and the result is remembered") {
  World world;
  world.Say("运行中校验");
  REQUIRE(world.AwaitStored(1));
  Process verify({CUSTOS_PROGRAM, "verify", "--data-dir", world.data_dir()}, world.data_dir().string() + ".verify");
  CHECK(verify.Wait(seconds(60)) == 0);
  CHECK(world.api->Post("/evidence/verify", json::object()).status == 202);
  CHECK(World::Eventually([&] { return world.api->Get("/status").body["evidence"]["verify"]["state"] == "ok"; }));

  CHECK(world.server->Stop() == 0);
  world.Start();
  CHECK(world.api->Get("/status").body["evidence"]["verify"]["state"] == "ok");
}

TEST_CASE("the same program runs on a given PostgreSQL server") {
  World world;  // its private cluster stands in for the given server
  const std::string socket = (world.data_dir() / "run").string();
  const std::filesystem::path other = world.data_dir().string() + "-external";
  Process create({"/usr/bin/psql", "-h", socket, "-U", "custos", "-d", "postgres", "-c", "CREATE DATABASE external"},
                 other.string() + ".psql");
  REQUIRE(create.Wait(seconds(20)) == 0);
  world.Say("写进指定的数据库");

  ServerProcess server({.program = CUSTOS_PROGRAM,
                        .data_dir = other,
                        .config = world.company.config(),
                        .arguments = {"--database", "host=" + socket + " dbname=external user=custos"}});
  REQUIRE(server.AwaitReady(seconds(60)));
  ApiClient api(server.url());
  REQUIRE(api.SignIn("admin", server.one_time_password(), kPassword));
  CHECK(World::Eventually([&] { return api.Get("/messages?q=指定的数据库").body["items"].size() == 1; }));
  CHECK(api.Get("/status").body["database"]["mode"] == "external");
  CHECK(server.Stop() == 0);
}

TEST_CASE("a rep sees the conversations of his own account and nothing else") {
  World world;
  const auto relations = world.company.corp().company()->relations;
  const sim::SimRelation mine = relations.front();
  sim::SimRelation other = mine;
  for (const sim::SimRelation& relation : relations) {
    if (relation.employee != mine.employee && relation.customer != mine.customer) other = relation;
  }
  REQUIRE(other.employee != mine.employee);
  world.Say("自己的客户会话");
  sim::Line line = world.Line();
  line.from = other.employee;
  line.to = {other.customer};
  world.company.corp().Append(sim::Compose(line, sim::Text("别人的客户会话")));
  REQUIRE(world.AwaitStored(2));

  const std::string source = world.Source()["source"].get<std::string>();
  const ApiAnswer made = world.api->Post(
      "/users", {{"login", "rep"},
                 {"display_name", "销售"},
                 {"role", "rep"},
                 {"scope", {{"kind", "own"}, {"employees", {{{"source", source}, {"id", mine.employee}}}}}}});
  REQUIRE(made.status == 201);
  ApiClient rep(world.server->url());
  REQUIRE(rep.SignIn("rep", made.body["one_time_password"].get<std::string>(), kPassword));

  const json found = rep.Get("/messages?q=客户会话").body["items"];
  REQUIRE(found.size() == 1);
  CHECK(TextOf(found[0]) == "自己的客户会话");
  CHECK(rep.Get("/status").status == 403);
  CHECK(rep.Get("/users").status == 403);
  const std::string hidden = world.Search("q=别人的客户")[0]["conversation_id"].get<std::string>();
  CHECK(rep.Get("/conversations/" + hidden).status == 404);
}

}  // namespace custos::testing
