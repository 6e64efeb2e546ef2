// SPDX-License-Identifier: Apache-2.0
// Alerts whose rules name a channel reach people through the simulated platform.
#include <algorithm>

#include "tests/functional/publish.h"
#include "tests/functional/world.h"

namespace custos::testing {
namespace {

constexpr char kRules[] = R"(title: {zh: 通知用语, en: A word that people are told of}
id: 00000000-0000-4000-8000-0000000000b1
category: private_payment
level: high
status: stable
notify: [robot, boss]
detection:
  word: {text|contains: [青金石密语]}
tests:
  - {text: 记得青金石密语, expect: hit}
  - {text: 您好, expect: miss}
)";

std::vector<wecom_sim::SentText> Sent(World& world, bool robot) {
  std::vector<wecom_sim::SentText> sent = world.company.corp().outgoing().sent();
  std::erase_if(sent, [&](const wecom_sim::SentText& one) { return (one.to == "robot") != robot; });
  return sent;
}

}  // namespace

TEST_CASE("an alert reaches the channels of its rule once, without its content, also after a restart") {
  World world;
  PublishRules(world, kRules);
  world.Say("记得青金石密语");
  REQUIRE(World::Eventually([&] { return !Sent(world, true).empty() && !Sent(world, false).empty(); }));
  const wecom_sim::SentText told = Sent(world, true).front();
  CHECK(told.text.find("通知用语") != std::string::npos);
  CHECK(told.text.find("高") != std::string::npos);
  CHECK(told.text.find("青金石") == std::string::npos);
  CHECK(Sent(world, false).front().to == world.company.corp().company()->employees.front().id);
  world.server->process().Kill();
  world.Start();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  CHECK(Sent(world, true).size() == 1);
  CHECK(Sent(world, false).size() == 1);
}

TEST_CASE("more alerts than a channel may carry come joined, and none is missing") {
  World world;
  PublishRules(world, kRules);
  world.company.simulator().faults().Add(
      {.at = "api", .act = "errcode", .value = 45009, .times = 1, .path = "webhook/send"});
  constexpr int kMessages = 60;
  const auto relations = world.company.corp().company()->relations;
  for (int i = 0; i < kMessages; ++i) {
    wecom_sim::Line line = world.Line();
    line.from = relations[static_cast<std::size_t>(i) % relations.size()].employee;
    line.to = {relations[static_cast<std::size_t>(i) % relations.size()].customer};
    line.time -= i * 1000;
    world.company.corp().Append(wecom_sim::Compose(line, wecom_sim::Text("记得青金石密语 " + std::to_string(i))));
  }
  const auto mentioned = [&] {
    std::size_t count = 0;
    for (const wecom_sim::SentText& one : Sent(world, true)) {
      for (std::size_t at = 0; (at = one.text.find("通知用语", at)) != std::string::npos; ++at) ++count;
    }
    return count;
  };
  REQUIRE(world.AwaitStored(kMessages));
  // Later hits join the alert of their people, which is told once.
  const std::size_t alerts = world.api->Get("/alerts?limit=200&category=private_payment").body["items"].size();
  CHECK(alerts > 20);
  CHECK(World::Eventually([&] { return mentioned() >= alerts; }));
  CHECK(mentioned() == alerts);
  CHECK(Sent(world, true).size() <= 20);
}

}  // namespace custos::testing
