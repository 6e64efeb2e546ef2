// SPDX-License-Identifier: Apache-2.0
// Words of the rules in force on the simulated platform, in the built program.
#include <algorithm>
#include <fstream>
#include <set>

#include "tests/functional/publish.h"
#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string Word(int i) { return "密语" + std::to_string(100'000 + i); }

std::string RuleWith(int words) {
  std::string list;
  for (int i = 0; i < words; ++i) list += (i == 0 ? "" : ", ") + Word(i);
  return "title: {zh: 拦截用语, en: Words to stop}\nid: 00000000-0000-4000-8000-0000000000c1\n"
         "category: private_payment\nlevel: high\nstatus: stable\nactions: [alert, block]\n"
         "intercept: {action: block, words: [" +
         list +
         "]}\ndetection:\n  word: {text|contains: [密语]}\n"
         "tests:\n  - {text: 记得密语, expect: hit}\n  - {text: 您好, expect: miss}\n";
}

/// The settings switch the words on for the whole company.
void SwitchOn(World& world) {
  world.server->process().Kill();
  std::ofstream(world.company.config(), std::ios::app) << "[wecom.intercept]\ndepartments = [1]\n";
  world.Start();
}

json View(World& world) {
  const json items = world.api->Get("/intercepts").body["items"];
  return items.empty() ? json::object() : items[0];
}

std::multiset<std::string> Standing(World& world) {
  std::multiset<std::string> words;
  for (const auto& [id, rule] : world.company.corp().outgoing().rules()) {
    words.insert(rule.words.begin(), rule.words.end());
  }
  return words;
}

bool AllStand(World& world, int words) {
  const auto standing = Standing(world);
  for (int i = 0; i < words; ++i) {
    if (standing.count(Word(i)) != 1) return false;
  }
  return true;
}

bool Audited(World& world, const std::string& action) {
  const json page = world.api->Get("/audit?limit=200").body;
  return std::any_of(page["items"].begin(), page["items"].end(),
                     [&](const json& entry) { return entry["action"] == action; });
}

}  // namespace

TEST_CASE("nothing is put on the platform unless the settings say so") {
  World world;
  CHECK(world.api->Get("/intercepts").body["items"].empty());
  std::this_thread::sleep_for(std::chrono::seconds(3));
  CHECK(world.company.corp().outgoing().rules().empty());
}

TEST_CASE("words of the pack stand on the platform, new ones follow a new pack, and changes by hand are told") {
  World world;
  SwitchOn(world);
  REQUIRE(World::Eventually([&] { return View(world)["words"].is_number() && View(world)["words"] > 0; }));
  const json first = View(world);
  CHECK(first["problem"] == "");
  CHECK(first["planned"] == 2);  // block and warn
  CHECK(first["standing"] == 2);
  CHECK(first["unfit_count"] == 0);
  CHECK(Standing(world).size() == first["words"].get<std::size_t>());
  CHECK(Audited(world, "intercept.added"));

  auto [id, rule] = *world.company.corp().outgoing().rules().begin();
  const std::string gone = rule.words.back();
  rule.words.pop_back();
  REQUIRE(world.company.corp().outgoing().ChangeRule(id, rule) == 0);
  world.company.corp().outgoing().RefuseWord(Word(3));
  PublishRules(world, RuleWith(10));
  REQUIRE(World::Eventually([&] { return Standing(world).count(Word(9)) == 1 && View(world)["unfit_count"] == 1; }));
  const json second = View(world);
  REQUIRE(second["drift"].size() == 1);
  CHECK(second["drift"][0]["what"] == "edited");
  CHECK(second["unfit"][0]["word"] == Word(3));
  CHECK(second["unfit"][0]["reason"] == "wecom.errcode_41083");
  CHECK(second["unfit"][0]["title"]["zh"] == "拦截用语");
  CHECK(Standing(world).count(gone) == 1);
  CHECK(Audited(world, "intercept.drift"));
}

TEST_CASE("a server killed in the middle of an update leaves nothing missing and nothing twice") {
  World world;
  SwitchOn(world);
  REQUIRE(World::Eventually([&] { return View(world)["words"].is_number() && View(world)["words"] > 0; }));
  constexpr int kWords = 1'500;
  world.company.simulator().faults().Add(
      {.at = "api", .act = "delay", .value = 300, .times = 0, .path = "intercept_rule"});
  PublishRules(world, RuleWith(kWords));
  REQUIRE(World::Eventually([&] { return Standing(world).size() > 300; }));
  world.server->process().Kill();
  REQUIRE_FALSE(AllStand(world, kWords));
  world.company.simulator().faults().Clear();
  world.company.corp().tokens().ExpireAll();
  world.Start();
  REQUIRE(World::Eventually([&] { return AllStand(world, kWords) && View(world)["problem"] == ""; }));
  CHECK(View(world)["drift"].empty());
  CHECK(Standing(world).size() == View(world)["words"].get<std::size_t>());
}

}  // namespace custos::testing
