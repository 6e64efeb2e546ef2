// SPDX-License-Identifier: Apache-2.0
#include "server/customers/allocation_choice.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace custos::server::customers {
namespace {

using nlohmann::json;
using storage::AllocationCase;
using storage::AllocationMethod;
using storage::AllocationRule;
using storage::EmployeeRef;
using storage::TakerStanding;

constexpr TimeMs kNow = 1'760'000'000'000;  // Thursday 2025-10-09, 16:53 in the zone

AllocationRule Rule(std::uint64_t id, AllocationMethod method = AllocationMethod::kInTurn) {
  AllocationRule rule;
  rule.id = id;
  rule.name = "规则" + std::to_string(id);
  rule.terms.method = method;
  return rule;
}

TakerStanding Taker(const std::string& id, std::uint32_t weight = 1, std::uint64_t owned = 0) {
  TakerStanding one;
  one.taker.employee = {"wecom:test", id};
  one.taker.weight = weight;
  one.name = id;
  one.known = true;
  one.active = true;
  one.owned = owned;
  return one;
}

AllocationCase Customer(std::uint64_t id = 1) {
  AllocationCase one;
  one.customer = id;
  one.exists = true;
  return one;
}

AllocationChooser Chooser(std::vector<AllocationRule> rules, std::vector<std::vector<TakerStanding>> standing,
                          TimeMs now = kNow) {
  return {std::move(rules), std::move(standing), WorkCalendar({}, 480), now};
}

std::string TakerOf(const AllocationChoice& choice) { return choice.taker ? choice.taker->id : choice.reason; }

/// Ids of the takers of so many customers, in their order.
std::vector<std::string> Given(AllocationChooser& chooser, int count) {
  std::vector<std::string> takers;
  for (int i = 0; i < count; ++i) takers.push_back(TakerOf(chooser.Choose(Customer())));
  return takers;
}

/// What a store gives back after the turns were written.
std::vector<TakerStanding> Later(const AllocationChooser& chooser, std::vector<TakerStanding> standing) {
  for (const auto& turn : chooser.Turns()) {
    for (TakerStanding& one : standing) {
      if (one.taker.employee.id != turn.employee.id) continue;
      one.credit = turn.credit;
      one.last = turn.last;
    }
  }
  return standing;
}

}  // namespace

TEST_CASE("Ten thousand customers over the weights 5, 3 and 2 come out within one, at every moment") {
  auto chooser = Chooser({Rule(1, AllocationMethod::kWeighted)}, {{Taker("a", 5), Taker("b", 3), Taker("c", 2)}});
  std::map<std::string, double> got;
  for (int n = 1; n <= 10'000; ++n) {
    ++got[TakerOf(chooser.Choose(Customer()))];
    REQUIRE(std::abs(got["a"] - n * 0.5) <= 1);
    REQUIRE(std::abs(got["b"] - n * 0.3) <= 1);
    REQUIRE(std::abs(got["c"] - n * 0.2) <= 1);
  }
  CHECK(got["a"] == 5'000);
  CHECK(got["b"] == 3'000);
  CHECK(got["c"] == 2'000);
}

TEST_CASE("A weighted turn goes on where it stood after a restart") {
  const std::vector<TakerStanding> takers{Taker("a", 5), Taker("b", 3), Taker("c", 2)};
  auto whole = Chooser({Rule(1, AllocationMethod::kWeighted)}, {takers});
  const auto expected = Given(whole, 13);
  auto first = Chooser({Rule(1, AllocationMethod::kWeighted)}, {takers});
  auto given = Given(first, 6);
  auto second = Chooser({Rule(1, AllocationMethod::kWeighted)}, {Later(first, takers)});
  for (const std::string& one : Given(second, 7)) given.push_back(one);
  CHECK(given == expected);
}

TEST_CASE("What was refused costs nobody his turn, whichever way the rule gives") {
  for (const auto method : {AllocationMethod::kInTurn, AllocationMethod::kWeighted, AllocationMethod::kLeastLoad}) {
    const auto make = [&] { return Chooser({Rule(1, method)}, {{Taker("a", 5), Taker("b", 3), Taker("c", 2)}}); };
    auto smooth = make(), refused = make();
    for (int n = 0; n < 50; ++n) {
      const AllocationChoice lost = refused.Choose(Customer());
      refused.TakeBack(lost.receipt);
      CHECK(TakerOf(refused.Choose(Customer())) == TakerOf(smooth.Choose(Customer())));
    }
  }
}

TEST_CASE("Who got another meanwhile is not before the others because the first was refused") {
  auto chooser = Chooser({Rule(1)}, {{Taker("a"), Taker("b")}});
  const AllocationChoice lost = chooser.Choose(Customer(1));
  CHECK(Given(chooser, 2) == std::vector<std::string>{"b", "a"});
  chooser.TakeBack(lost.receipt);
  CHECK(Given(chooser, 1) == std::vector<std::string>{"b"});
}

TEST_CASE("In turn, whoever waited longest is next, whoever comes and goes") {
  std::vector<TakerStanding> takers{Taker("a"), Taker("b"), Taker("c")};
  auto first = Chooser({Rule(1)}, {takers});
  CHECK(Given(first, 4) == std::vector<std::string>{"a", "b", "c", "a"});
  takers = Later(first, takers);
  takers.erase(takers.begin() + 1);
  takers.push_back(Taker("d"));
  auto second = Chooser({Rule(1)}, {takers});
  CHECK(Given(second, 5) == std::vector<std::string>{"d", "c", "a", "d", "c"});
}

TEST_CASE("By load, whoever has fewest for his weight is next") {
  auto chooser =
      Chooser({Rule(1, AllocationMethod::kLeastLoad)}, {{Taker("a", 1, 4), Taker("b", 1, 2), Taker("c", 2, 6)}});
  CHECK(Given(chooser, 6) == std::vector<std::string>{"b", "c", "b", "c", "a", "b"});
}

TEST_CASE("The first rule that fits decides, and those passed over are named with what did not fit") {
  AllocationRule region = Rule(1), grade = Rule(2), rest = Rule(3), other_line = Rule(4);
  region.terms.conditions.regions = {"浙江", "上海"};
  grade.terms.conditions.grades = {"A"};
  grade.terms.conditions.fields = {{"行业", {"医药"}}};
  other_line.line = "保险";
  auto chooser = Chooser({other_line, region, grade, rest}, {{Taker("x")}, {Taker("a")}, {Taker("b")}, {Taker("c")}});
  AllocationCase customer = Customer();
  customer.region = "浙江省杭州市";
  CHECK(TakerOf(chooser.Choose(customer)) == "a");
  customer.region = "江苏";
  customer.grade = "A";
  customer.fields["行业"] = "医药";
  CHECK(TakerOf(chooser.Choose(customer)) == "b");
  customer.fields["行业"] = "教育";
  const AllocationChoice choice = chooser.Choose(customer);
  CHECK(TakerOf(choice) == "c");
  const json why = json::parse(choice.why);
  REQUIRE(why["passed"].size() == 2);
  CHECK(why["passed"][0]["misfit"] == "regions");
  CHECK(why["passed"][1]["misfit"] == "field:行业");
  CHECK(why["facts"]["grade"] == "A");
}

TEST_CASE("Tags, stages, intakes and channels are conditions, any of a list") {
  storage::AllocationConditions conditions;
  AllocationCase customer = Customer();
  conditions.tags = {"高意向", "复购"};
  CHECK(FirstMisfit(conditions, customer) == "tags");
  customer.tags = {"新", "复购"};
  CHECK(FirstMisfit(conditions, customer).empty());
  conditions.stages = {"报价"};
  CHECK(FirstMisfit(conditions, customer) == "stages");
  customer.stage = "报价";
  conditions.intakes = {"lead:shop"};
  CHECK(FirstMisfit(conditions, customer) == "intakes");
  customer.intake = "lead:shop";
  conditions.channels = {"官网"};
  CHECK(FirstMisfit(conditions, customer) == "channels");
  customer.channel = "官网";
  CHECK(FirstMisfit(conditions, customer).empty());
}

TEST_CASE("Who left, is away or full is passed over with the reason, and nobody gets more than his limits") {
  TakerStanding left = Taker("left"), unknown = Taker("unknown"), away = Taker("away"), full = Taker("full", 1, 10),
                today = Taker("today"), free = Taker("free");
  left.active = false;
  unknown.known = false;
  away.taker.away = true;
  full.taker.owned = 10;
  today.taker.per_day = 2;
  today.today = 2;
  free.taker.per_day = 2;
  auto chooser = Chooser({Rule(1)}, {{left, unknown, away, full, today, free}});
  const AllocationChoice choice = chooser.Choose(Customer());
  CHECK(TakerOf(choice) == "free");
  std::map<std::string, std::string> verdicts;
  const json why = json::parse(choice.why);
  for (const auto& one : why["takers"]) verdicts[one["id"].get<std::string>()] = one["verdict"].get<std::string>();
  CHECK(why["takers"][0]["id"] == "free");
  CHECK(verdicts == std::map<std::string, std::string>{{"left", "left"},
                                                       {"unknown", "unknown"},
                                                       {"away", "away"},
                                                       {"full", "full"},
                                                       {"today", "full_today"},
                                                       {"free", "chosen"}});
  CHECK(Given(chooser, 2) == std::vector<std::string>{"free", "nobody_free"});
  auto nobody = Chooser({Rule(1)}, {{left, unknown}});
  CHECK(TakerOf(nobody.Choose(Customer())) == "no_takers");
}

TEST_CASE("What one rule gives counts for the limits of the others of its line") {
  TakerStanding one = Taker("a");
  one.taker.owned = 1;
  AllocationRule first = Rule(1), second = Rule(2);
  first.terms.conditions.grades = {"A"};
  auto chooser = Chooser({first, second}, {{one}, {one}});
  AllocationCase graded = Customer();
  graded.grade = "A";
  CHECK(TakerOf(chooser.Choose(graded)) == "a");
  CHECK(TakerOf(chooser.Choose(Customer())) == "nobody_free");
}

TEST_CASE("Outside the hours customers wait, unless the rule says anyway") {
  AllocationRule rule = Rule(1);
  rule.terms.hours = {.weekdays = {1, 2, 3, 4, 5}, .from_minutes = 540, .to_minutes = 1'080};
  auto open = Chooser({rule}, {{Taker("a")}});
  CHECK(TakerOf(open.Choose(Customer())) == "a");
  constexpr TimeMs kTwoHours = 7'200'000;
  auto closed = Chooser({rule}, {{Taker("a")}}, kNow + kTwoHours);
  CHECK(TakerOf(closed.Choose(Customer())) == "off_hours");
  rule.terms.anyway = true;
  auto anyway = Chooser({rule}, {{Taker("a")}}, kNow + kTwoHours);
  CHECK(TakerOf(anyway.Choose(Customer())) == "a");
}

TEST_CASE("A customer who moves on goes to nobody who had him") {
  auto chooser = Chooser({Rule(1)}, {{Taker("a"), Taker("b")}});
  const AllocationRule& rule = *chooser.Find(1);
  CHECK(TakerOf(chooser.MoveOn(rule, Customer(), {{"wecom:test", "a"}})) == "b");
  CHECK(TakerOf(chooser.MoveOn(rule, Customer(), {{"wecom:test", "a"}, {"wecom:test", "b"}})) == "nobody_left");
}

TEST_CASE("Of a large department the chosen one and some others are named, the rest counted") {
  std::vector<TakerStanding> takers;
  for (int i = 0; i < 300; ++i) takers.push_back(Taker("e" + std::to_string(i)));
  for (TakerStanding& one : takers) one.last = 1;
  takers.back().last = 0;
  auto chooser = Chooser({Rule(1)}, {takers});
  const json why = json::parse(chooser.Choose(Customer()).why);
  CHECK(why["takers"].size() == 20);
  CHECK(why["takers"][0]["id"] == "e299");
  CHECK(why["others"]["later"] == 280);
}

}  // namespace custos::server::customers
