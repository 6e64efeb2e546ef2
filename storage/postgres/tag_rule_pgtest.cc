// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_tag_rules.h"

namespace custos::storage {
namespace {

using test::kSource;
using test::TagRules;
using State = TagWishState;
using Texts = TagRules::Texts;

constexpr char kRich[] = R"({"on":"field","key":"amount","op":"at_least","value":100})";

}  // namespace

TEST_CASE("whoever fits a rule has its tag, whoever fits no more loses it, and nobody is asked twice") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich), TagRules::Rule("et2", R"({"all":[]})")}));
  f.Run();
  REQUIRE(f.Wishes().size() == 3);
  CHECK(f.Wishes()[0].cause == "rule");
  CHECK(f.Wishes()[0].user_name == "规则et1");
  f.Settle(State::kDone);
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et1", "zhang:et2"});
  CHECK(f.TagsOf(f.two) == Texts{"zhang:et2"});
  f.NextRound();
  CHECK(f.Wishes().size() == 3);
  f.Amount(f.one, "5");
  REQUIRE(f.Wishes().size() == 4);
  CHECK_FALSE(f.Wishes()[3].add);
  f.Settle(State::kDone);
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et2"});
  f.NextRound();
  CHECK(f.Wishes().size() == 4);
  f.Amount(f.one, "500");
  CHECK(f.Wishes().size() == 5);
}

TEST_CASE("a customer who fits no more before the tag was written never gets it") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Amount(f.one, "5");
  REQUIRE(f.Wishes().size() == 1);
  CHECK(f.Wishes()[0].state == State::kReplaced);
  CHECK(f.storage().tags().Due(kSource, 10)->empty());
}

TEST_CASE("a tag that a person or the platform had set stays when the rule holds no more") {
  TagRules f;
  f.Told("zhang", "wm1", {"et1"});
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  CHECK(f.Wishes().empty());
  f.Amount(f.one, "5");
  f.NextRound();
  CHECK(f.Wishes().empty());
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et1"});
}

TEST_CASE("a tag that somebody took off is not put back, and is his once he puts it on again") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kDone);
  f.Told("zhang", "wm1", {});
  f.NextRound();
  CHECK(f.Wishes().size() == 1);
  CHECK(f.TagsOf(f.one).empty());
  f.Told("zhang", "wm1", {"et1"});
  f.Amount(f.one, "5");
  CHECK(f.Wishes().size() == 1);
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et1"});
}

TEST_CASE("a person's wish that waits comes before the rule's") {
  TagRules f;
  f.Told("zhang", "wm1", {"et1"});
  TagOrder off;
  off.customers = {f.one};
  off.tag = {kSource, "et1"};
  off.add = false;
  off.cause = "person";
  off.user_id = 7;
  off.user_name = "主管";
  REQUIRE(f.storage().tags().Wish(Scope::All(), off));
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kDone);
  CHECK(f.Wishes().size() == 1);
  CHECK(f.TagsOf(f.one).empty());
  f.NextRound();
  CHECK(f.Wishes().size() == 1);
}

TEST_CASE("a wish that the platform refused is not wished again while the customer fits") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kRefused, "tag.too_many");
  f.NextRound();
  f.NextRound();
  REQUIRE(f.Wishes().size() == 1);
  CHECK(f.Wishes()[0].state == State::kRefused);
}

TEST_CASE("what rules gave is known after a merge") {
  TagRules f;
  f.Contact("li", "wm3", "客户三");
  f.Follow();
  const std::uint64_t three = f.IdOf("wm3");
  f.Amount(three, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kDone);
  CHECK(f.TagsOf(three) == Texts{"li:et1"});
  REQUIRE(f.customers().Merge(Scope::All(), f.one, three, {7, "主管", "同一人"}));
  f.Run();
  f.Amount(f.one, "5");
  f.NextRound();
  f.Settle(State::kDone);
  CHECK(f.TagsOf(f.one).empty());
}

TEST_CASE("a preview counts who would gain and who would lose a tag, and writes nothing") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kDone);
  const auto preview =
      f.storage().grading().Preview({TagRules::Rule("et1", R"({"any":[]})"), TagRules::Rule("et2", R"({"all":[]})")});
  REQUIRE(preview);
  REQUIRE(preview->moves.size() == 2);
  CHECK(preview->moves[0].to == "et2");
  CHECK(preview->moves[0].source == kSource);
  CHECK(preview->moves[0].customers == 2);
  CHECK(preview->moves[1].from == "et1");
  CHECK(preview->moves[1].examples == std::vector<std::uint64_t>{f.one});
  CHECK(f.Wishes().size() == 1);
}

TEST_CASE("a rule may give only tags that stand") {
  TagRules f;
  CHECK(f.Set({TagRules::Rule("et9", kRich)}).error().message == "items[0].value: no such tag");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  REQUIRE(f.storage().tags().PutCatalogue(kSource, {}, f.clock().Now() + 1));
  f.Amount(f.one, "500");
  CHECK(f.Wishes().empty());
  CHECK(f.Set(f.storage().grading().Rules()->rules));
}

TEST_CASE("tags stay where they are when their rule is switched off") {
  TagRules f;
  f.Amount(f.one, "500");
  REQUIRE(f.Set({TagRules::Rule("et1", kRich)}));
  f.Run();
  f.Settle(State::kDone);
  std::vector<GradeRule> rules = f.storage().grading().Rules()->rules;
  rules[0].active = false;
  REQUIRE(f.Set(rules));
  f.Amount(f.one, "5");
  f.NextRound();
  CHECK(f.TagsOf(f.one) == Texts{"zhang:et1"});
  rules[0].active = true;
  REQUIRE(f.Set(rules));
  f.Run();
  f.Settle(State::kDone);
  CHECK(f.TagsOf(f.one).empty());
}

}  // namespace custos::storage
