// SPDX-License-Identifier: Apache-2.0
#include "core/text/fold.h"

#include <catch2/catch.hpp>
#include <random>

#include "core/text/utf8.h"

namespace custos::text {
namespace {

std::string Base(std::string_view s) { return Fold(s, kFoldBase).text; }
std::string Strip(std::string_view s) { return Fold(s, kFoldSeparators | kFoldNumerals).text; }

TEST_CASE("Full width, capitals, accents and traditional characters fold to one form") {
  CHECK(Base("ＷＸ　１２３") == "wx 123");
  CHECK(Base("wēixìn") == "weixin");
  CHECK(Base("這個帳戶轉給妳") == "这个账户转给你");
  CHECK(Base("①⑨㈠") == "19(一)");
}

TEST_CASE("Zero-width characters, variation selectors and strike-through marks vanish") {
  CHECK(Base("微\xE2\x80\x8B\xEF\xBB\xBF信\xEF\xB8\x8F") == "微信");
  CHECK(Base("微\xCC\xB6信\xCC\xB6") == "微信");
}

TEST_CASE("Symbols stuck between characters vanish, sentence punctuation stays") {
  CHECK(Strip("好.处.费") == "好处费");
  CHECK(Strip("私|单、回-扣，飞_单。") == "私单、回扣,飞单。");
  CHECK(Strip("6230 5200 0000") == "623052000000");
  CHECK(Strip("贰萬〇五") == "二万零五");
}

TEST_CASE("Decimals, links and mail addresses keep their points and slashes") {
  CHECK(Strip("年化 6.5% 见 a.example/b") == "年化6.5%见a.example/b");
  CHECK(Strip("x@y.example") == "x@y.example");
}

TEST_CASE("Emoji stay, as they may stand for words") { CHECK(Strip("给我💰") == "给我💰"); }

TEST_CASE("Any bytes fold to valid text whose pieces cover the original in order") {
  std::mt19937 random(20240501);
  for (int round = 0; round < 20000; ++round) {
    std::string input(random() % 24, '\0');
    for (auto& byte : input) byte = static_cast<char>(random() % 3 ? 0x80 + random() % 0x80 : random() % 0x80);
    for (const std::uint32_t options : {0u, 3u, 4u}) {
      const Folded folded = Fold(input, options);
      std::uint32_t last_end = 0;
      std::size_t at = 0, piece = 0;
      while (at < folded.text.size()) {
        REQUIRE(piece < folded.pieces.size());
        CHECK(folded.pieces[piece].at == at);
        CHECK(folded.pieces[piece].begin < folded.pieces[piece].end);
        CHECK(folded.pieces[piece].end >= last_end);
        last_end = folded.pieces[piece].end;
        NextChar(folded.text, &at);
        ++piece;
      }
      CHECK(last_end <= input.size());
      Folded quick;
      Fold(input, options, false, &quick);
      CHECK(quick.text == folded.text);
    }
  }
}

TEST_CASE("A span in folded text maps to whole characters of the original") {
  const std::string original = "ＡＢ微 * 信";
  const Folded folded = Fold(original, kFoldSeparators);
  REQUIRE(folded.text == "ab微信");
  const Span span = folded.Original(2, 8);
  CHECK(original.substr(span.begin, span.end - span.begin) == "微 * 信");
}

TEST_CASE("A row of numerals is a number, a few of them are words") {
  const auto fold = [](const char* s) { return Fold(s, kFoldNumerals | kFoldSeparators, false).text; };
  CHECK(fold("电话一三八零零1-2幺叁两①") == "电话13800121321");
  CHECK(fold("一三八零〇两") == "138002");
  CHECK(fold("一起三四人") == "一起三四人");
  const Folded folded = Fold("a一二三四伍六b", kFoldNumerals);
  CHECK(folded.text == "a123456b");
  const Span span = folded.Original(1, 7);
  CHECK(span == Span{1, 19});
  CHECK(folded.Original(2, 3) == Span{4, 7});
}

TEST_CASE("An ideograph many times in a row stands there once, twice stays, digits stay") {
  const auto fold = [](const char* s) { return Fold(s, kFoldRepeats, false).text; };
  CHECK(fold("加微微微信信信信") == "加微信");
  CHECK(fold("谢谢 111 www") == "谢谢 111 www");
  const Folded folded = Fold("微微微信", kFoldRepeats);
  CHECK(folded.text == "微信");
  CHECK(folded.Original(0, 3) == Span{0, 9});
  CHECK(folded.Original(3, 6) == Span{9, 12});
}

}  // namespace
}  // namespace custos::text
