// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <tuple>

#include "rules/matcher/digits.h"
#include "rules/matcher/literal_finder.h"
#include "rules/matcher/variants.h"

namespace custos::rules {
namespace {

using Hits = std::set<std::tuple<std::uint32_t, std::size_t, std::size_t>>;

std::string RandomText(std::mt19937* random, std::size_t most) {
  static const char* const kCharacters[] = {"微", "信", "转", "我", "a", "b", "1", "é", "💰", "户"};
  std::string text;
  for (std::size_t n = (*random)() % (most + 1); n > 0; --n) text += kCharacters[(*random)() % 10];
  return text;
}

TEST_CASE("The finder sees every occurrence of every word, as a plain search does") {
  std::mt19937 random(42);
  for (int round = 0; round < 3000; ++round) {
    std::vector<LiteralFinder::Literal> words;
    for (std::uint32_t i = 0, n = random() % 12; i < n; ++i) {
      if (auto word = RandomText(&random, 4); !word.empty()) words.push_back({std::move(word), i});
    }
    const LiteralFinder finder(words);
    for (int t = 0; t < 5; ++t) {
      const std::string text = RandomText(&random, 30);
      Hits expected, found;
      for (const auto& word : words) {
        for (auto at = text.find(word.text); at != std::string::npos; at = text.find(word.text, at + 1)) {
          expected.emplace(word.payload, at, at + word.text.size());
        }
      }
      const std::string padded = text + std::string(LiteralFinder::kPadding, 'a');
      finder.Find(std::string_view(padded).substr(0, text.size()),
                  [&](std::uint32_t id, std::size_t begin, std::size_t end) { found.emplace(id, begin, end); });
      REQUIRE(found == expected);
    }
  }
}

TEST_CASE("Variants become their words, the longest first, and lead back to what was written") {
  const VariantRewriter rewriter({{"薇信", "微信"}, {"薇", "微"}, {"zhuanzhang", "转账"}, {"zz", "转账"}});
  auto folded = text::Fold("加薇信，zhuanzhang给我", text::kFoldSeparators);
  rewriter.Apply(&folded);
  CHECK(folded.text == "加微信,转账给我");
  const auto at = folded.text.find("转账");
  const Span span = folded.Original(at, at + 6);
  CHECK(span.begin == 12);
  CHECK(span.end == 22);
  auto pizza = text::Fold("pizza zz", text::kFoldBase);
  rewriter.Apply(&pizza);
  CHECK(pizza.text == "pizza 转账");
}

TEST_CASE("Identity and card numbers prove themselves by their check digits") {
  CHECK(FindDigits(DigitKind::kIdentityCard, "号11010119900307803x,", 0));
  CHECK_FALSE(FindDigits(DigitKind::kIdentityCard, "110101199003078031", 0));
  CHECK_FALSE(FindDigits(DigitKind::kIdentityCard, "11010119900307803x9", 0));
  CHECK(FindDigits(DigitKind::kBankCard, "6222021234567894", 0));
  CHECK_FALSE(FindDigits(DigitKind::kBankCard, "6222021234567895", 0));
  CHECK_FALSE(FindDigits(DigitKind::kBankCard, "16222021234567894", 0));
}

}  // namespace
}  // namespace custos::rules
