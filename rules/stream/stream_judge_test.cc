// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/stream_judge.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "rules/stream/testing/stream_kit.h"

namespace custos::rules {
namespace {

using namespace testing;

std::vector<std::string> RulesOf(const std::vector<Told>& told) {
  std::vector<std::string> rules;
  for (const Told& one : told) rules.push_back(std::get<0>(one));
  return rules;
}

std::size_t Count(const std::vector<Told>& told, const std::string& rule) {
  const auto rules = RulesOf(told);
  return static_cast<std::size_t>(std::count(rules.begin(), rules.end(), rule));
}

TEST_CASE("A word in two messages of one speaker is found, at the last of them") {
  const auto told = Judged({{"回", 0}, {"扣", 10}});
  CHECK(told == std::vector<Told>{{"01", "m1", {"m0"}}});
}

TEST_CASE("A text in pieces covers every piece with its own spans") {
  StreamJudge judge(LoadStreamPack());
  const Message one = MessageOf({"我的好处", 0}, 0), two = MessageOf({"费拿", 5}, 1),
                three = MessageOf({"走，谢", 9}, 2);
  CHECK(judge.Judge(one, FactsFor(one)).findings.empty());
  CHECK(judge.Judge(two, FactsFor(two)).findings.empty());
  const auto findings = judge.Judge(three, FactsFor(three)).findings;
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].spans == std::vector<Span>{{0, 3}});
  CHECK(findings[0].parts == std::vector<FindingPart>{{"chat", "m0", {{6, 12}}}, {"chat", "m1", {{0, 6}}}});
}

TEST_CASE("Words that end one message and begin the next form no other word") {
  CHECK(Judged({{"我查一下，明天给您回", 0}, {"扣款短信先别删", 10}}).empty());
}

TEST_CASE("Pieces are not joined across somebody else, too long a time, or another conversation") {
  CHECK(Judged({{"回", 0}, {"嗯", 5, "customer"}, {"扣", 10}}).empty());
  CHECK(Judged({{"回", 0}, {"扣", 61}}).empty());
  CHECK(Judged({{"回", 0}, {"扣", 10, "rep", "other"}}).empty());
  CHECK(Judged({{"回", 0}, {"扣", 10, "rep", "customer", "sms"}}).empty());
}

TEST_CASE("A rule that fired on a piece does not fire again for the pieces together") {
  CHECK(Judged({{"给你回扣", 0}, {"回", 10}, {"扣", 20}}) == std::vector<Told>{{"01", "m0", {}}});
}

TEST_CASE("Pieces that arrive in the wrong order are read in the order of their times") {
  CHECK(Judged({{"扣", 10}, {"回", 5}}) == std::vector<Told>{{"01", "m1", {"m0"}}});
}

TEST_CASE("Enough hits within the timespan are one finding that names them all") {
  const auto told = Judged({{"删除联系人", 0, "rep", "a"},
                            {"删除联系人", 600, "rep", "b"},
                            {"删除联系人", 1200, "rep", "c"},
                            {"删除联系人", 1800, "rep", "d"}});
  REQUIRE(Count(told, "c1") == 1);
  CHECK(told.back() == Told{"02", "m3", {}});
  CHECK(std::find(told.begin(), told.end(), Told{"c1", "m2", {"m0", "m1"}}) != told.end());
}

TEST_CASE("A hit that arrives late counts at its own time") {
  CHECK(
      Count(Judged({{"删除联系人", 0, "rep", "a"}, {"删除联系人", 2400, "rep", "b"}, {"删除联系人", 600, "rep", "c"}}),
            "c1") == 1);
  CHECK(
      Count(Judged({{"删除联系人", 0, "rep", "a"}, {"删除联系人", 7200, "rep", "b"}, {"删除联系人", 600, "rep", "c"}}),
            "c1") == 0);
}

TEST_CASE("A number by SMS and a deletion in the chat are one story when they come in that order") {
  CHECK(Count(Judged({{"我的私人号码", 0, "rep", "a", "sms"}, {"删除联系人", 3600, "rep", "a"}}), "c3") == 1);
  CHECK(Count(Judged({{"删除联系人", 0, "rep", "a"}, {"我的私人号码", 3600, "rep", "a", "sms"}}), "c3") == 0);
}

TEST_CASE("What waits for an answer is told once time has passed, at the message that waits") {
  CHECK(Judged({{"请问在吗", 0, "customer"}, {"早", 7201, "rep", "other"}}).size() == 2);
  CHECK(Count(Judged({{"请问在吗", 0, "customer"}, {"早", 7200, "rep", "other"}}), "c5") == 0);
  const auto told = Judged({{"请问在吗", 0, "customer"}, {"请问人呢", 600, "customer"}, {"早", 9000, "rep", "x"}});
  CHECK(std::find(told.begin(), told.end(), Told{"c5", "m0", {}}) != told.end());
  CHECK(Count(told, "c5") == 1);
}

TEST_CASE("A source that lags behind raises nothing before its own time has passed") {
  CHECK(
      Count(
          Judged(
              {{"早", 90000, "rep", "x", "sms"}, {"请问在吗", 0, "customer"}, {"您好", 60}, {"早", 9000, "rep", "y"}}),
          "c5") == 0);
}

TEST_CASE("A page that was refused leaves nothing behind") {
  StoredStream stream(LoadStreamPack());
  stream.Page({MessageOf({"删除联系人", 0, "rep", "a"}, 0)});
  stream.Refused({MessageOf({"删除联系人", 10, "rep", "b"}, 1), MessageOf({"删除联系人", 20, "rep", "c"}, 2),
                  MessageOf({"请问在吗", 30, "customer"}, 3), MessageOf({"回", 40}, 4)});
  stream.Page({MessageOf({"删除联系人", 50, "rep", "d"}, 5), MessageOf({"扣", 60}, 6),
               MessageOf({"早", 90000, "rep", "e"}, 7)});
  CHECK(RulesOf(stream.told()) == std::vector<std::string>{"02", "02"});
}

TEST_CASE("What is remembered is bounded by event time") {
  StoredStream stream(LoadStreamPack());
  for (int hour = 0; hour < 24 * 40; ++hour) {
    std::vector<Message> page;
    for (int i = 0; i < 40; ++i) {
      const auto number = static_cast<std::size_t>(hour * 40 + i);
      page.push_back(
          MessageOf({"删除联系人", hour * 3600 + i, "rep" + std::to_string(i), std::to_string(number)}, number));
    }
    stream.Page(page);
  }
  CHECK(stream.judge().remembered() < 40 * 24 * 7 + 3 * 4096);
}

// A stream with everything in it: pieces, late messages, several people and sources, quiet days.
std::vector<Message> RandomStream(std::mt19937* random, std::size_t count) {
  const auto upto = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(*random); };
  constexpr const char* kTexts[] = {"回",       "扣",   "给你回扣", "删除联系人", "我的私人号码",
                                    "请问在吗", "您好", "早",       "好处",       "费拿走"};
  std::vector<Message> stream;
  TimeMs now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    constexpr int kSteps[] = {0, 1, 5, 30, 70, 900, 3700, 90000};
    now += kSteps[upto(upto(20) == 0 ? 8 : 6)];
    const TimeMs late = upto(8) == 0 ? upto(upto(3) == 0 ? 9000 : 60) : 0;
    const std::string with = "c" + std::to_string(upto(3));
    const std::string who = upto(3) == 0 ? with : "rep" + std::to_string(upto(2));
    stream.push_back(MessageOf({kTexts[upto(10)], now - late, who, with, upto(4) == 0 ? "sms" : "chat"}, i));
  }
  return stream;
}

TEST_CASE("Any split into pages and runs, and pages sent again, give the same findings as one run") {
  const auto rules = LoadStreamPack();
  std::size_t told = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    std::mt19937 random(seed);
    INFO("seed " << seed);
    const std::vector<Message> stream = RandomStream(&random, 300);
    StoredStream whole(rules), split(rules);
    whole.Page(stream);
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 40, stream.size() - at);
      const std::size_t again = std::min<std::size_t>(at, random() % 3 == 0 ? random() % 60 : 0);
      const auto begin = stream.begin() + static_cast<std::ptrdiff_t>(at);
      if (random() % 4 == 0) split.Refused({begin, begin + static_cast<std::ptrdiff_t>(size)});
      split.Page({begin - static_cast<std::ptrdiff_t>(again), begin + static_cast<std::ptrdiff_t>(size)});
      at += size;
      if (random() % 3 == 0) split.Restart();
    }
    REQUIRE(split.told() == whole.told());
    told += whole.told().size();
  }
  CHECK(told > 10000);
}

}  // namespace
}  // namespace custos::rules
