// SPDX-License-Identifier: Apache-2.0
#include "core/text/syllables.h"

#include <catch2/catch.hpp>
#include <string>

namespace custos::text {
namespace {

std::string Ends(std::string_view letters) {
  std::string out;
  for (const auto& part : ReadPinyin(letters)) out += std::to_string(part.end) + ' ';
  return out;
}

TEST_CASE("Characters that sound alike share a syllable") {
  CHECK(SyllableOf(U'微') == SyllableOf(U'薇'));
  CHECK(SyllableOf(U'微') == SyllableNamed("wei"));
  CHECK(SyllableOf(U'信') == SyllableOf(U'星'));  // xin and xing
  CHECK(SyllableOf(U'账') == SyllableNamed("zang"));
  CHECK(SyllableOf(U'女') == SyllableNamed("nv"));
  CHECK(SyllableOf(U'微') != SyllableOf(U'信'));
  for (const char32_t other : {U'a', U'あ', U'。', U'\0'}) CHECK(SyllableOf(other) == kNoSyllable);
}

TEST_CASE("A run of letters is read as pinyin only when it can be read to its end") {
  CHECK(Ends("zhuanzhang") == "5 10 ");
  CHECK(Ends("weixin") == "3 6 ");
  CHECK(Ends("xianguo") == "4 7 ");
  CHECK(Ends("wechat") == "");
  CHECK(Ends("v") == "");
  CHECK(Ends(std::string(1000000, 'a')) == "");
  CHECK(Ends(std::string(39, 'a') + "b") == "");
}

TEST_CASE("Every syllable is below the limit") {
  for (char32_t c = 0x4E00; c < 0x9FA6; ++c) CHECK_FALSE(SyllableOf(c) >= kSyllableLimit);
}

}  // namespace
}  // namespace custos::text
