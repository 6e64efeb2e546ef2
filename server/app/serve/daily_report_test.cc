// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/daily_report.h"

#include <catch2/catch.hpp>
#include <map>

#include "server/report/days.h"
#include "tests/support/fakes/fake_activity.h"

namespace custos::app {
namespace {

class HandClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  TimeMs now = 0;
};

class Slow final : public testing::FakeActivity {
 public:
  Result<std::uint64_t> Behind() override { return behind; }
  std::uint64_t behind = 0;
};

/// Keeps what is put, each subject once for a channel.
class KeptOutbox final : public storage::Outbox {
 public:
  Status Put(const std::vector<storage::OutboxItem>& more) override {
    for (const storage::OutboxItem& item : more) items.try_emplace({item.channel, item.subject}, item);
    return {};
  }
  Result<std::vector<storage::OutboxItem>> Due(const std::string&, TimeMs, std::size_t) override {
    return std::vector<storage::OutboxItem>{};
  }
  Status Sent(const std::vector<storage::OutboxItem>&, TimeMs) override { return {}; }
  Status PutOff(const std::vector<storage::OutboxItem>&, TimeMs, const std::string&) override { return {}; }
  Result<std::uint64_t> Expire(TimeMs, TimeMs, TimeMs) override { return std::uint64_t{0}; }
  Result<std::vector<storage::OutboxDepth>> Depths() override { return std::vector<storage::OutboxDepth>{}; }
  Result<std::string> Note(const std::string&, const std::string&) override { return note; }
  Status SetNote(const std::string&, const std::string&, const std::string& value, TimeMs) override {
    if (broken) return Error{ErrorKind::kUnavailable, "storage.away", "away"};
    note = value;
    return {};
  }

  std::map<std::pair<std::string, std::string>, storage::OutboxItem> items;
  std::string note;
  bool broken = false;
};

struct Fixture {
  Fixture() { At("2026-11-22", 10 * 60); }
  void At(const std::string& day, int minutes) {
    clock.now = server::report::StartOf(*server::report::ParseDay(day), 480) + minutes * 60'000LL;
  }
  /// As a server that has just started would.
  Status Tick() {
    return DailyReport({.activity = activity,
                        .outbox = outbox,
                        .clock = clock,
                        .settings = {.at_minutes = 18 * 60 + 30, .channels = {"group"}},
                        .zone_minutes = 480,
                        .targets = {{"report:group", true, 4'096}}})
        .Tick();
  }

  Slow activity;
  KeptOutbox outbox;
  HandClock clock;
};

}  // namespace

TEST_CASE("a report goes out once at its hour, and a new archive owes none of the past") {
  Fixture f;
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.empty());
  f.At("2026-11-22", 18 * 60 + 29);
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.empty());
  f.At("2026-11-22", 18 * 60 + 30);
  REQUIRE(f.Tick());
  REQUIRE(f.outbox.items.size() == 1);
  const storage::OutboxItem& item = f.outbox.items.begin()->second;
  CHECK(item.channel == "report:group");
  CHECK(item.subject == "report:2026-11-22");
  CHECK(item.title == "## 业绩日报 2026-11-22（截至 18:30）");
  CHECK(f.activity.asked.from_day == f.activity.asked.until_day);
  f.At("2026-11-22", 23 * 60);
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.size() == 1);
}

TEST_CASE("whoever was down for days sends the newest report that is due") {
  Fixture f;
  f.outbox.note = "2026-11-18";
  REQUIRE(f.Tick());
  REQUIRE(f.outbox.items.size() == 1);
  CHECK(f.outbox.items.begin()->second.subject == "report:2026-11-21");
  CHECK(f.outbox.items.begin()->second.title == "## 业绩日报 2026-11-21（截至 24:00）");
}

TEST_CASE("a report that was put but not noted before a crash is put no second time") {
  Fixture f;
  f.outbox.note = "2026-11-20";
  f.outbox.broken = true;
  CHECK_FALSE(f.Tick());
  f.outbox.broken = false;
  f.clock.now += 60'000;
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.size() == 1);
  CHECK(f.outbox.note == "2026-11-21");
}

TEST_CASE("what is not counted yet is awaited, but not for ever") {
  Fixture f;
  f.outbox.note = "2026-11-21";
  f.activity.behind = 9;
  f.At("2026-11-22", 18 * 60 + 35);
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.empty());
  f.At("2026-11-22", 18 * 60 + 40);
  REQUIRE(f.Tick());
  CHECK(f.outbox.items.size() == 1);
}

}  // namespace custos::app
