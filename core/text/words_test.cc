// SPDX-License-Identifier: Apache-2.0
#include "core/text/words.h"

#include <catch2/catch.hpp>
#include <string>

namespace custos::text {
namespace {

bool Touches(const std::string& text, const std::string& part) {
  const auto at = text.find(part);
  REQUIRE(at != std::string::npos);
  return TouchesWord(text, at, at + part.size());
}

TEST_CASE("A dictionary word is told from characters that only stand side by side") {
  CHECK(Touches("我们去饭店吃", "饭店"));
  CHECK(Touches("这笔保险金到账", "险金"));
  CHECK_FALSE(Touches("加我薇信吧", "薇信"));
  CHECK_FALSE(Touches("名丹发我", "名丹"));
}

TEST_CASE("Any bytes may be looked at") {
  const std::string broken = "\xE5\x8D\xFF薇信\xE5";
  CHECK_FALSE(TouchesWord(broken, 3, 9));
  CHECK_FALSE(TouchesWord("", 0, 0));
  CHECK_FALSE(TouchesWord(std::string(1 << 20, 'a'), 5, 9));
}

}  // namespace
}  // namespace custos::text
