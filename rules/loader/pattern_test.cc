// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/pattern.h"

#include <catch2/catch.hpp>

#include "rules/loader/required_literals.h"

namespace custos::rules {
namespace {

TEST_CASE("Word lists and gaps become regular expressions") {
  std::string fault;
  const WordLists words{{"pay", {"转", "打"}}};
  CHECK(ExpandPattern("<pay>~3我", words, &fault) == "(?:转|打)[^。!?;\\n]{0,3}?我");
  CHECK(ExpandPattern("a\\<b", words, &fault) == "a\\<b");
  CHECK_FALSE(ExpandPattern("<none>", words, &fault));
  CHECK(fault.find("none") != std::string::npos);
  CHECK_FALSE(ExpandPattern("a~99b", words, &fault));
}

TEST_CASE("Two notions beside each other match in either order") {
  std::string fault;
  CHECK(ExpandPattern("转~~4我|卡", {}, &fault) ==
        "(?:(?:转)[^。!?;\\n]{0,4}?(?:我|卡)|(?:我|卡)[^。!?;\\n]{0,4}?(?:转))");
  CHECK_FALSE(ExpandPattern("转~~99我", {}, &fault));
}

TEST_CASE("Characters of an expression fold like text, its syntax stays") {
  CHECK(FoldRegex("轉帳[（(]ABC\\D", false) == "转账[\\((]abc\\D");
  CHECK(FoldRegex("贰", true) == "二");
  CHECK(FoldRegex("？", false) == "\\?");
}

TEST_CASE("Required literals are words without which an expression cannot match") {
  CHECK(RequiredLiterals("稳赚不赔") == LiteralSet{"稳赚不赔"});
  CHECK(RequiredLiterals("(?:转|打).{0,3}我卡上") == LiteralSet{"我卡上"});
  CHECK(RequiredLiterals("a(?:bc|de)?f").has_value());
  CHECK(RequiredLiterals("(?:回扣)+\\d") == LiteralSet{"回扣"});
  CHECK(RequiredLiterals("飞(?:个|一)?单") == LiteralSet{"飞一单", "飞个单", "飞单"});
}

TEST_CASE("An expression that can match without any fixed word has no required literals") {
  for (const char* regex : {"\\d{11}", ".*", "(?:微信)?", "a*", "微信|\\d+", "(?i)abc", "[^a]", "x{0,3}"}) {
    CHECK_FALSE(RequiredLiterals(regex));
  }
}

}  // namespace
}  // namespace custos::rules
