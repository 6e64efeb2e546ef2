// SPDX-License-Identifier: Apache-2.0
#include "core/text/bigrams.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace custos::text {
namespace {

bool Contains(std::string_view text, std::string_view query) {
  const auto have = Bigrams(text), want = QueryBigrams(query);
  return std::includes(have.begin(), have.end(), want.begin(), want.end());
}

TEST_CASE("Bigrams hold every character and every pair of neighbours once, sorted") {
  const auto codes = Bigrams("客户客户");
  REQUIRE(codes.size() == 4);  // 客 户 客户 户客
  CHECK(std::is_sorted(codes.begin(), codes.end()));
  CHECK(std::count_if(codes.begin(), codes.end(), [](int c) { return c < 0; }) == 2);
  CHECK(std::count(codes.begin(), codes.end(), 0x5BA2) == 1);
}

TEST_CASE("Bigram codes are stored and therefore stay what they are") {
  CHECK(Bigrams("ab") == std::vector<std::int32_t>{-1018724311, 97, 98});
}

TEST_CASE("A query is found whatever the width, case or script of the text") {
  CHECK(Contains("請加我ＷｅＣｈａｔ", "wechat"));
  CHECK(Contains("請轉帳到這個戶口", "转账"));
  CHECK(Contains("微\xE2\x80\x8B信", "微信"));
  CHECK(Contains("微 信", "微信"));
  CHECK_FALSE(Contains("微软可信", "微信"));
}

TEST_CASE("A query of one character and one with a space are found") {
  CHECK(Contains("定金已付", "金"));
  CHECK_FALSE(Contains("定金已付", "银"));
  CHECK(Contains("see you at 8", "you at"));
  CHECK(QueryBigrams("a b").size() == 2);
}

TEST_CASE("An empty text and a text of spaces have no codes") {
  CHECK(Bigrams("").empty());
  CHECK(Bigrams(" \n\t").empty());
  CHECK(QueryBigrams("  ").empty());
}

TEST_CASE("No pair reaches across a space between words") { CHECK_FALSE(Contains("ab cd", "bc")); }

TEST_CASE("A match in folded text leads back to the bytes of the original") {
  const std::string original = "加\xE2\x80\x8B微　信";
  const auto folded = FoldForSearch(original);
  CHECK(folded.text == "加微信");
  const auto at = folded.text.find("微信");
  const Span span = folded.Original(at, at + 6);
  CHECK(original.substr(span.begin, span.end - span.begin) == "微　信");
}

}  // namespace
}  // namespace custos::text
