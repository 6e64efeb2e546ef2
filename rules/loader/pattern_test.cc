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

std::vector<LiteralSet> Required(const char* regex) {
  const auto tree = ParseRegex(regex);
  return tree ? RequiredLiterals(*tree) : std::vector<LiteralSet>{};
}

TEST_CASE("Required literals are words without which an expression cannot match, rarest first") {
  CHECK(Required("稳赚不赔") == std::vector<LiteralSet>{{"稳赚不赔"}});
  CHECK(Required("(?:转|打).{0,3}我卡上") == std::vector<LiteralSet>{{"我卡上"}, {"打", "转"}});
  CHECK(Required("a(?:bc|de)?f") == std::vector<LiteralSet>{{"abcf", "adef", "af"}});
  CHECK(Required("(?:回扣)+\\d").front() == LiteralSet{"回扣"});
  CHECK(Required("飞(?:个|一)?单") == std::vector<LiteralSet>{{"飞一单", "飞个单", "飞单"}});
}

TEST_CASE("Two notions in either order are both required") {
  CHECK(Required("(?:转账.{0,4}奖金|奖金.{0,4}转账)") == std::vector<LiteralSet>{{"奖金"}, {"转账"}});
}

TEST_CASE("An expression that can match without any fixed word has no required literals") {
  for (const char* regex : {"\\w{11}", ".*", "(?:微信)?", "a*", "微信|\\w+", "(?i)abc", "[^a]", "x{0,3}"}) {
    CHECK(Required(regex).empty());
  }
}

}  // namespace
}  // namespace custos::rules
