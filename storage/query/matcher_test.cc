// SPDX-License-Identifier: Apache-2.0
#include "storage/query/matcher.h"

#include <catch2/catch.hpp>

#include "storage/query/parser.h"

namespace custos::storage::query {
namespace {

class Asked {
 public:
  explicit Asked(std::string_view query) : parsed_(Parse(query, 0)), matcher_(parsed_.tree) {
    REQUIRE_FALSE(parsed_.fault.has_value());
  }
  bool Finds(const std::string& text, const std::string& quote = {}) const {
    return matcher_.Match(Parts(text, quote), [](const Condition& c) { return c.field == Field::kType; });
  }
  /// What is marked, part by part, with | between.
  std::string Marked(const std::string& text, const std::string& quote = {}) const {
    std::string marked;
    for (const PartHits& hits : matcher_.Hits(Parts(text, quote))) {
      marked += std::string(ToString(hits.part)) + ":";
      for (const Span& span : hits.spans) marked += hits.text.substr(span.begin, span.end - span.begin) + "|";
    }
    return marked;
  }

 private:
  static std::vector<TextPart> Parts(const std::string& text, const std::string& quote) {
    std::vector<TextPart> parts = {{SearchPart::kText, {}, text}};
    if (!quote.empty()) parts.push_back({SearchPart::kQuote, {}, quote});
    return parts;
  }
  Parsed parsed_;
  Matcher matcher_;
};

}  // namespace

TEST_CASE("A word is found in every way of writing, a phrase only as it is written") {
  CHECK(Asked("微信").Finds("加 微 信 聊"));
  CHECK(Asked("abc").Finds("ＡＢＣ"));
  CHECK(Asked("请加").Finds("請加我"));
  CHECK(Asked("\"ABC\"").Finds("x ABC y"));
  CHECK_FALSE(Asked("\"ABC\"").Finds("abc"));
  CHECK_FALSE(Asked("\"ABC\"").Finds("ＡＢＣ"));
  CHECK_FALSE(Asked("\"请加\"").Finds("請加"));
}

TEST_CASE("AND, OR and NOT mean what they say, over all parts together") {
  CHECK(Asked("a b").Finds("a", "b"));
  CHECK_FALSE(Asked("a b").Finds("a", "c"));
  CHECK(Asked("a OR b").Finds("xb"));
  CHECK_FALSE(Asked("-b").Finds("a", "b"));
  CHECK(Asked("-b").Finds("a", "c"));
  CHECK(Asked("a -b").Finds("a"));
  CHECK(Asked("x OR type:text").Finds("a"));
  CHECK_FALSE(Asked("x OR channel:sms").Finds("a"));
}

TEST_CASE("NEAR counts the characters between, in either order, within one part") {
  CHECK(Asked("微信 NEAR/3 转账").Finds("微信里再转账"));
  CHECK(Asked("微信 NEAR/2 转账").Finds("转账用微信"));
  CHECK_FALSE(Asked("微信 NEAR/2 转账").Finds("微信里再次转账"));
  CHECK(Asked("微信 NEAR/0 转账").Finds("微信转账"));
  CHECK_FALSE(Asked("微信 NEAR/5 转账").Finds("微信", "转账"));
  CHECK_FALSE(Asked("aa NEAR/5 aab").Finds("aab"));
  CHECK(Asked("(支付宝 OR 微信) NEAR/2 \"QQ\"").Finds("微信或QQ"));
}

TEST_CASE("Marks lie in the original text, joined where they touch, and name their part") {
  CHECK(Asked("微信号 加").Marked("請加 微 信 號") == "text:加|微 信 號|");
  CHECK(Asked("ab bc").Marked("xABCx") == "text:ABC|");
  CHECK(Asked("便宜").Marked("可以", "能便宜吗") == "quote:便宜|");
  CHECK(Asked("a -b").Marked("a b") == "text:a|");
  CHECK(Asked("微信 NEAR/1 转账").Marked("微信转账，以后再说微信") == "text:微信转账|");
  CHECK(Asked("type:text").Marked("text").empty());
}

TEST_CASE("A text full of matches is marked up to a bound") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "ab ";
  CHECK(Asked("ab").Marked(text).size() == 5 + 1'000 * 3);
}

}  // namespace custos::storage::query
