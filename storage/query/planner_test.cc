// SPDX-License-Identifier: Apache-2.0
#include "storage/query/planner.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/text/bigrams.h"
#include "storage/query/matcher.h"
#include "storage/query/parser.h"

namespace custos::storage::query {
namespace {

using Kind = GramCondition::Kind;

GramCondition Grams(std::string_view text) { return MakeGrams(Parse(text, 0).tree); }

bool Holds(const GramCondition& grams, const std::vector<std::int32_t>& codes) {
  const auto has = [&](std::int32_t code) { return std::binary_search(codes.begin(), codes.end(), code); };
  const auto holds = [&](const GramCondition& part) { return Holds(part, codes); };
  if (grams.kind == Kind::kAny) return true;
  if (grams.kind == Kind::kAll) {
    return std::all_of(grams.codes.begin(), grams.codes.end(), has) &&
           std::all_of(grams.parts.begin(), grams.parts.end(), holds);
  }
  return std::any_of(grams.codes.begin(), grams.codes.end(), has) ||
         std::any_of(grams.parts.begin(), grams.parts.end(), holds);
}

}  // namespace

TEST_CASE("Words joined by AND ask for one set of codes") {
  const GramCondition grams = Grams("微信号 转账");
  CHECK(grams.kind == Kind::kAll);
  CHECK(grams.codes.size() == 3);
  CHECK(grams.parts.empty());
  CHECK(std::is_sorted(grams.codes.begin(), grams.codes.end()));
}

TEST_CASE("OR of short words is one list of codes, of longer ones a list of sets") {
  CHECK(Grams("微信 OR 转账").kind == Kind::kSome);
  CHECK(Grams("微信 OR 转账").codes.size() == 2);
  CHECK(Grams("微信号 OR 转账").parts.size() == 1);
  CHECK(Grams("合同 (微信 OR 转账)").parts.size() == 1);
}

TEST_CASE("What is only excluded, or may be anything, asks for no codes") {
  CHECK(Grams("-微信").kind == Kind::kAny);
  CHECK(Grams("type:image").kind == Kind::kAny);
  CHECK(Grams("微信 OR type:image").kind == Kind::kAny);
  CHECK(Grams("微信 -转账").codes.size() == 1);
  CHECK(Grams("-(-微信)").codes.size() == 1);
}

TEST_CASE("Conditions at the top hold for everything, those under OR and NOT do not") {
  const Parsed parsed = Parse("a type:image (in:g channel:sms) (from:x OR b) -rule:r", 0);
  const auto top = TopConditions(parsed.tree);
  REQUIRE(top.size() == 3);
  CHECK(top[0]->field == Field::kType);
  CHECK(top[1]->field == Field::kConversation);
  CHECK(top[2]->field == Field::kChannel);
  const TimeBounds bounds = BoundsOf(Parse("after:2026-01-01 before:2026-02-01 on:2026-01-15", 0).tree);
  CHECK(bounds.until - bounds.from == 86'400'000);
  CHECK(BoundsOf(Parse("a OR after:2026", 0).tree).from == 0);
}

TEST_CASE("No match is ever let out by the codes") {
  const std::vector<std::string> texts = {
      "加我微信转账吧", "WeChat ＡＢＣ 转 账", "微信", "无关", "a b", "請加我微信號", ""};
  const std::vector<std::string> words = {"微信",   "转账", "\"ABC\"", "a",     "abc",
                                          "微信号", "我",   "\"a b\"", "-微信", "-a"};
  const Matcher::Truth none = [](const Condition&) { return false; };
  std::size_t matches = 0;
  for (const std::string& x : words) {
    for (const std::string& y : words) {
      for (const char* joint : {" ", " OR ", " NOT "}) {
        for (const char* shape : {"", "-("}) {
          const std::string query = std::string(shape) + x + joint + y + (*shape == '-' ? ")" : "");
          const Parsed parsed = Parse(query, 0);
          REQUIRE_FALSE(parsed.fault.has_value());
          const Matcher matcher(parsed.tree);
          const GramCondition grams = MakeGrams(parsed.tree);
          for (const std::string& text : texts) {
            if (!matcher.Match({{SearchPart::kText, {}, text}}, none)) continue;
            ++matches;
            INFO(query << " in " << text);
            CHECK(Holds(grams, text::Bigrams(text)));
          }
        }
      }
    }
  }
  CHECK(matches > 500);
}

}  // namespace custos::storage::query
