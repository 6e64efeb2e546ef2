// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/keyword_finder.h"

#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

KeywordFinder Finder() {
  return KeywordFinder({{"微信", "转账", "返点", "现金", "回扣", "银行卡", "私单"},
                        {{"v", "微"}, {"威", "微"}, {"❤", "信"}, {"车专", "转"}, {"徽", "微"}},
                        {{"行", "hang"}},
                        {"私蛋"}});
}

// What is found, as "written=word", in order.
std::string Found(const std::string& text) {
  static const KeywordFinder finder = Finder();
  std::vector<KeywordFinder::Hit> hits;
  finder.Find(text, &hits);
  std::string out;
  for (const auto& hit : hits)
    out += text.substr(hit.begin, hit.end - hit.begin) + "=" + finder.words()[hit.word] + " ";
  return out;
}

TEST_CASE("A keyword is found by other characters of the same sound") {
  CHECK(Found("加我薇芯吧") == "薇芯=微信 ");
  CHECK(Found("给你泛电") == "泛电=返点 ");
  CHECK(Found("办张吟航咖") == "吟航咖=银行卡 ");
}

TEST_CASE("A keyword is found in pinyin, whole or in part, and by stand-ins") {
  CHECK(Found("zhuanzhang给我") == "zhuanzhang=转账 ");
  CHECK(Found("转zhang给我") == "转zhang=转账 ");
  CHECK(Found("加v信") == "v信=微信 ");
  CHECK(Found("加v芯") == "v芯=微信 ");
  CHECK(Found("加威❤") == "威❤=微信 ");
  CHECK(Found("加徽信") == "徽信=微信 ");
}

TEST_CASE("A keyword is found with its characters taken apart or repeated") {
  CHECK(Found("车专账给我") == "车专账=转账 ");
  CHECK(Found("微微信信") == "微微信信=微信 ");
}

TEST_CASE("The keyword itself, ordinary words and words across a border are left alone") {
  for (const char* text : {"加我微信", "我们去饭店", "保险金到账", "系统会扣款", "四单一起发", "先进个人", "一颗私蛋",
                           "wechat转账", "live信号", "威信很高"}) {
    CHECK(Found(text) == "");
  }
}

TEST_CASE("Any text is read to its end") {
  CHECK(Found("") == "");
  CHECK(Found("微") == "");
  CHECK(Found("\xE5薇\xFF信") == "");
  CHECK(Found(std::string(1 << 20, 'a') + "薇芯") == "薇芯=微信 ");
}

}  // namespace
}  // namespace custos::rules
