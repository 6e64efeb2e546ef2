// SPDX-License-Identifier: Apache-2.0
// Judging the past again.
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "server/studio/backtest_service.h"
#include "server/studio/shadow_runner.h"
#include "tests/support/fakes/fake_studio.h"
#include "tests/support/fakes/fakes.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using server::studio::BacktestJob;
using server::studio::PackSource;
using storage::JobState;

constexpr TimeMs kDay = 86'400'000;

Message Said(int number, const std::string& text) {
  Message message;
  message.source = "test:one";
  message.key = "m" + std::to_string(number);
  message.conversation_key = "c" + std::to_string(number % 5);
  message.role = Role::kRep;
  message.type = "text";
  message.sent_at = number * (kDay / 50);
  message.text = text;
  return message;
}

std::shared_ptr<const rules::RuleSet> Loaded(const storage::PackFiles& files) {
  auto loaded = rules::RuleSet::Load(files);
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules != nullptr);
  return loaded.rules;
}

/// A hundred messages: every tenth breaks the small pack, every twentieth the word 卡号 as well as or instead of it.
void Fill(FakeHistory& history) {
  for (int i = 0; i < 100; ++i) {
    const std::string text = i % 10 == 0 ? "尾款微信转我" : i % 20 == 5 ? "发我卡号" : "您好";
    history.Add(Said(i, text));
  }
}

BacktestJob JobOf(std::shared_ptr<const rules::RuleSet> tested, std::shared_ptr<const rules::RuleSet> compared,
                  std::size_t threads = 2) {
  return {.tested = std::move(tested),
          .compared = std::move(compared),
          .from = 0,
          .until = 100 * kDay,
          .facts = {},
          .threads = threads,
          .stop = {},
          .progress = {}};
}

TEST_CASE("a back-test counts what was gained and lost, by day, rule and category") {
  FakeHistory history;
  Fill(history);
  const auto outcome = RunBacktest(history, JobOf(Loaded(SmallPack("卡号")), Loaded(SmallPack())));
  REQUIRE(outcome.ok());
  const auto& figures = outcome->figures;
  CHECK_FALSE(outcome->cancelled);
  CHECK(figures.messages == 100);
  CHECK(figures.alerts.before == 10);
  CHECK(figures.alerts.after == 15);
  CHECK(figures.alerts.gained == 5);
  CHECK(figures.alerts.lost == 0);
  CHECK(figures.days.size() == 2);
  CHECK(figures.days.at(0).messages == 50);
  CHECK(figures.rules.at(kSmallRule).gained == 5);
  CHECK(figures.categories.at("private_payment").after == 15);
  CHECK(outcome->samples.size() == 5);
  const auto back = RunBacktest(history, JobOf(Loaded(SmallPack()), Loaded(SmallPack("卡号"))));
  CHECK(back->figures.alerts.lost == 5);
  CHECK_FALSE(back->samples[0].gained);
}

TEST_CASE("the same range and packs give the same result on any number of threads and parts") {
  FakeHistory history;
  Fill(history);
  const auto tested = Loaded(SmallPack("卡号"));
  const auto compared = Loaded(SmallPack());
  const auto first = RunBacktest(history, JobOf(tested, compared, 1))->figures.result;
  history.part_size = 31;
  CHECK(RunBacktest(history, JobOf(tested, compared, 4))->figures.result == first);
  CHECK(RunBacktest(history, JobOf(compared, compared, 2))->figures.result != first);
}

TEST_CASE("only messages of the range are judged") {
  FakeHistory history;
  Fill(history);
  auto job = JobOf(Loaded(SmallPack()), Loaded(SmallPack()));
  job.from = kDay;
  CHECK(RunBacktest(history, job)->figures.messages == 50);
}

TEST_CASE("verdicts of people on the same message and category give the precision") {
  FakeHistory history;
  Fill(history);
  using storage::AlertState;
  history.alerts = {
      {1, 0, "private_payment", AlertState::kViolation},     {2, 10, "private_payment", AlertState::kFalsePositive},
      {3, 20, "private_payment", AlertState::kCoaching},     {4, 30, "private_payment", AlertState::kNew},
      {5, 5, "private_payment", AlertState::kFalsePositive}, {6, 40, "other", AlertState::kViolation}};
  const auto outcome = RunBacktest(history, JobOf(Loaded(SmallPack()), Loaded(SmallPack("卡号"))));
  CHECK(outcome->figures.precision.right == 2);
  CHECK(outcome->figures.precision.wrong == 1);
  CHECK(outcome->figures.precision.lost_wrong == 1);
  CHECK(outcome->figures.precision.lost_right == 0);
}

TEST_CASE("pieces of one text are judged together, as they were when they came") {
  FakeHistory history;
  for (int i = 0; i < 3; ++i) {
    Message piece = Said(i, i == 0 ? "尾款微信" : i == 1 ? "转我" : "好的");
    piece.conversation_key = "one";
    piece.sent_at = i == 2 ? 3'600'000 : 1000 + i * 5000;
    piece.from = {PartyKind::kStaff, "zhang"};
    history.Add(piece);
  }
  history.part_size = 1;
  const auto outcome = RunBacktest(history, JobOf(Loaded(SmallPack()), Loaded(SmallPack())));
  CHECK(outcome->figures.alerts.after == 1);
}

constexpr char kGroupedRule[] = R"(title: {zh: 成组, en: Grouped}
id: 0f6c6a0e-1111-4222-8333-000000000002
name: grouped
category: private_payment
level: high
status: stable
group: {by: [conversation], window: 1h}
detection:
  word: {text|contains: [青金石]}
tests:
  - {text: 青金石, expect: hit}
  - {text: 您好, expect: miss}
---
title: {zh: 三次, en: Three times}
id: 0f6c6a0e-1111-4222-8333-000000000003
category: private_payment
level: high
status: stable
correlation: {type: event_count, rules: [spoken], group-by: [employee], timespan: 1h, condition: {gte: 3}}
tests:
  - {expect: hit, events: [{at: 0s, rule: spoken, repeat: 3, every: 1m}]}
  - {expect: miss, events: [{at: 0s, rule: spoken, repeat: 2, every: 1m}]}
---
title: {zh: 信号, en: Signal}
id: 0f6c6a0e-1111-4222-8333-000000000004
name: spoken
category: private_payment
level: low
status: stable
actions: [signal]
detection:
  word: {text|contains: [孔雀石]}
tests:
  - {text: 孔雀石, expect: hit}
  - {text: 您好, expect: miss}
)";

std::shared_ptr<const rules::RuleSet> GroupedPack() {
  storage::PackFiles files = SmallPack();
  files["rules/grouped.yaml"] = kGroupedRule;
  return Loaded(files);
}

/// Messages of one employee, a text at each time in seconds.
void Tell(FakeHistory& history, const std::vector<std::pair<TimeMs, std::string>>& texts) {
  int number = 0;
  for (const auto& [at, text] : texts) {
    Message message = Said(number++, text);
    message.conversation_key = "one";
    message.from = {PartyKind::kStaff, "zhang"};
    message.sent_at = at * 1000;
    history.Add(message);
  }
}

server::studio::BacktestFigures FiguresFrom(FakeHistory& history, TimeMs from_s) {
  const auto pack = GroupedPack();
  auto job = JobOf(pack, pack);
  job.from = from_s * 1000;
  const auto outcome = RunBacktest(history, job);
  REQUIRE(outcome.ok());
  CHECK(outcome->progress.messages == outcome->figures.messages);
  return outcome->figures;
}

TEST_CASE("further hits of one behaviour are counted with their alert") {
  FakeHistory history;
  Tell(history, {{0, "青金石"}, {600, "青金石"}, {1200, "青金石"}, {9000, "青金石"}});
  const auto figures = FiguresFrom(history, 0);
  CHECK(figures.alerts.after == 2);
  CHECK(figures.hits_after == 4);
  CHECK(figures.days.at(0).after == 2);
  CHECK(figures.rules.at("0f6c6a0e-1111-4222-8333-000000000002").after == 4);
}

TEST_CASE("a range that begins in the middle is judged with what was open before it") {
  FakeHistory history;
  Tell(history, {{100'000, "孔雀石"},
                 {100'500, "孔雀石"},
                 {100'900, "青金石"},
                 {100'990, "尾款微信"},
                 {101'005, "转我"},
                 {101'300, "孔雀石"},
                 {101'500, "青金石"}});
  const auto all = FiguresFrom(history, 0);
  const auto part = FiguresFrom(history, 101'000);
  CHECK(part.messages == 3);
  CHECK(part.alerts.after == 2);  // the pieces and the third time; the last one joins the alert of 100900
  CHECK(part.hits_after == 3);
  CHECK(all.alerts.after == part.alerts.after + 1);
  CHECK(FiguresFrom(history, 101'400).alerts.after == 0);
}

TEST_CASE("a look back raises nothing for messages before its range") {
  FakeHistory history;
  Tell(history, {{100'000, "孔雀石"}, {100'500, "孔雀石"}, {100'900, "青金石"}, {101'100, "孔雀石"}});
  const auto pack = GroupedPack();
  auto job = JobOf(pack, pack);
  job.from = 101'000'000;
  std::vector<std::string> keys;
  const auto take = [&](const std::vector<server::studio::PastAlerts>& found) -> Status {
    for (const auto& one : found) keys.push_back(one.key);
    return {};
  };
  REQUIRE(FindInPast(history, job, take).ok());
  CHECK(keys == std::vector<std::string>{"m3"});
}

TEST_CASE("a back-test that is told to stop ends as cancelled") {
  FakeHistory history;
  Fill(history);
  auto job = JobOf(Loaded(SmallPack()), Loaded(SmallPack()));
  job.progress = [](const storage::BacktestProgress& progress) { return progress.done > 0; };
  const auto outcome = RunBacktest(history, job);
  CHECK(outcome->cancelled);
  CHECK(outcome->figures.messages < 100);
}

struct Service {
  ManualClock clock;
  FakePackStore store;
  FakeSwitch in_force;
  server::studio::PackService packs{store, in_force, clock};
  FakeBacktestStore backtests;
  FakeHistory history;
  FakeLookBack writer;
  server::studio::BacktestService service{
      packs, backtests, history, writer, [] { return server::studio::FactsProvider(rules::FactsOf); }, clock, 2};

  Service() {
    Fill(history);
    REQUIRE(packs.Start(SmallPack(), PackSource::kShipped).ok());
    REQUIRE(packs.Draft({1, "甲"}, 0, {{"rules/payment.yaml", SmallPack("卡号").at("rules/payment.yaml")}}, "").ok());
  }

  storage::Backtest Ended(std::uint64_t id) {
    for (int i = 0; i < 500; ++i) {
      const auto backtest = service.Get(id);
      const bool looks_back = backtest->look_back.find("\"running\"") != std::string::npos;
      if (backtest->state != JobState::kRunning && !looks_back) return *backtest;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL("the back-test does not end");
    return {};
  }
  Result<storage::Backtest> Start(std::uint64_t version) {
    auto started = service.Start({.version = version, .compare = 0, .from = 0, .until = 100 * kDay, .by = {1, "甲"}});
    for (int i = 0; i < 500 && !started && started.error().code == "backtest.running"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      started = service.Start({.version = version, .compare = 0, .from = 0, .until = 100 * kDay, .by = {1, "甲"}});
    }
    return started;
  }
};

TEST_CASE("a back-test of a draft is stored with its result and raises nothing") {
  Service s;
  const auto started = s.Start(2);
  REQUIRE(started.ok());
  const auto ended = s.Ended(started->id);
  CHECK(ended.state == JobState::kDone);
  const auto result = json::parse(ended.result);
  CHECK(result["gained"] == 5);
  CHECK(result["rules"][0]["title"]["en"] == "Private payment");
  CHECK(result["days"][0]["day"] == "1970-01-01");
  CHECK(json::parse(ended.compare)["version_id"] == "1");
  CHECK(s.writer.raised == 0);
  CHECK(s.service.StartLookBack(ended.id, {1, "甲"}, "x").error().code == "backtest.not_published");
}

TEST_CASE("a look back raises the alerts of a published version") {
  Service s;
  const auto ended = s.Ended(s.Start(1)->id);
  Result<storage::Backtest> looking = s.service.StartLookBack(ended.id, {1, "甲"}, "回看");
  for (int i = 0; i < 500 && !looking && looking.error().code == "backtest.running"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    looking = s.service.StartLookBack(ended.id, {1, "甲"}, "回看");
  }
  REQUIRE(looking.ok());
  const auto done = json::parse(s.Ended(ended.id).look_back);
  CHECK(done["state"] == "done");
  CHECK(done["created"] == 10);
  CHECK(s.writer.raised == 10);
}

TEST_CASE("a version in shadow counts what it would have done, and raises nothing") {
  Service s;
  server::studio::ShadowRunner shadow(s.packs, s.in_force, s.history, rules::FactsOf);
  REQUIRE(shadow.Tick().ok());
  const auto review = s.packs.Move({1, "甲"}, 2, 1, storage::PackState::kReview, "");
  const auto moved = s.packs.Move({2, "乙"}, 2, review->revision, storage::PackState::kShadow, "");
  REQUIRE(moved.ok());
  REQUIRE(shadow.Tick().ok());
  const auto counted = json::parse(s.store.Get(2)->shadow);
  CHECK(counted["messages"] == 100);
  CHECK(counted["gained"] == 5);
  CHECK(counted["alerts"] == 15);
  s.history.Add(Said(105, "再发我卡号"));
  REQUIRE(shadow.Tick().ok());
  CHECK(json::parse(s.store.Get(2)->shadow)["gained"] == 6);
  CHECK(json::parse(s.store.Get(2)->shadow)["messages"] == 101);
  CHECK(s.in_force.swaps == 1);
}

TEST_CASE("a pack that does not load is not back-tested, and a job that died is shown as failed") {
  Service s;
  const auto broken = s.packs.Draft({1, "甲"}, 0, {{"pack.yaml", "name: ["}}, "");
  CHECK(s.Start(broken->id).error().code == "pack.invalid");
  CHECK(s.Start(99).error().code == "pack.not_found");
  storage::Backtest running;
  running.heartbeat_at = s.clock.Now() - 120'000;
  const auto dead = s.backtests.Create(running);
  CHECK(s.service.Get(dead->id)->state == JobState::kFailed);
  CHECK(s.service.Get(dead->id)->problem == "backtest.interrupted");
}

}  // namespace
}  // namespace custos::testing
