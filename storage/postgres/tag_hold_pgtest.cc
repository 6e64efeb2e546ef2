// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/tag_hold.h"
#include "storage/postgres/test_tag_rules.h"

namespace custos::storage {
namespace {

using test::kSource;
using test::TagRules;
using State = TagWishState;
using Texts = TagRules::Texts;

constexpr char kNotImportant[] = R"({"not":{"on":"tag","op":"any","value":["重点"]}})";
constexpr char kRich[] = R"({"on":"field","key":"amount","op":"at_least","value":100})";

}  // namespace

TEST_CASE("rules that ask for each other's tags are refused by their names, when they are set and before") {
  TagRules f;
  CHECK(f.Set({TagRules::Rule("et1", kNotImportant)}).error().message == "规则et1");
  std::vector<GradeRule> rules{TagRules::Rule("et1", R"({"on":"tag","op":"none","value":["展会"]})"),
                               TagRules::Rule("et2", kNotImportant)};
  const auto refused = f.Set(rules);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "grading.tag_circle");
  CHECK(refused.error().message == "规则et1 → 规则et2");
  CHECK(f.storage().grading().Preview(rules).error().code == "grading.tag_circle");
  rules[1].active = false;
  CHECK(f.Set(rules));
}

TEST_CASE("a rule may ask for a tag that only people put on") {
  TagRules f;
  f.Told("zhang", "wm1", {"et2"});
  REQUIRE(f.Set({TagRules::Rule("et1", R"({"on":"tag","op":"any","value":["展会"]})")}));
  f.Run();
  f.Settle(State::kDone);
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et2", "zhang:et1"});
}

TEST_CASE("rules that undo each other through a grade change a tag a few times a day, then leave it and say so") {
  TagRules f;
  f.Amount(f.one, "500");
  GradeRule grade{
      .target = GradeTarget::kGrade, .value = "A", .name = "A", .condition = *ParseCondition(kNotImportant)};
  const std::string graded = R"({"all":[{"on":"grade","op":"in","value":["A"]},)" + std::string(kRich) + "]}";
  const std::vector<GradeRule> rules{grade, TagRules::Rule("et1", graded)};
  REQUIRE(f.Set(rules));
  f.Run();
  const auto work = [&] {
    for (int i = 0; i < 2 * kMostTagChanges; ++i) {
      f.NextRound();
      f.Settle(State::kDone);
    }
  };
  f.Settle(State::kDone);
  work();
  CHECK(f.Wishes().size() == kMostTagChanges);
  REQUIRE(f.storage().grading().State()->held.size() == 1);
  const HeldTag held = f.storage().grading().State()->held[0];
  CHECK(held.source == kSource);
  CHECK(held.id == "et1");
  CHECK(held.contacts == 1);
  CHECK(f.storage().grading().Preview(rules)->moves.empty());

  f.clock().Advance(24 * TagRules::kHour);
  work();
  CHECK(f.Wishes().size() == 2 * kMostTagChanges);

  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.clock().Advance(24 * TagRules::kHour);
  f.Run();
  CHECK(f.storage().grading().State()->held.empty());
}

TEST_CASE("what people wish for a tag does not keep rules from changing it") {
  TagRules f;
  f.Amount(f.one, "5");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  for (int i = 0; i < kMostTagChanges; ++i) {
    TagOrder order;
    order.customers = {f.one};
    order.tag = {kSource, "et1"};
    order.add = i % 2 == 0;
    order.cause = "person";
    order.user_id = 7;
    order.user_name = "主管";
    REQUIRE(f.storage().tags().Wish(Scope::All(), order));
    f.Settle(State::kDone);
  }
  f.Amount(f.one, "500");
  CHECK(f.Wishes().size() == kMostTagChanges + 1);
}

}  // namespace custos::storage
