// SPDX-License-Identifier: Apache-2.0
#include "storage/query/parser.h"

#include <catch2/catch.hpp>

namespace custos::storage::query {
namespace {

constexpr TimeMs kNow = 1'767'600'000'000;  // 2026-01-05T16:00 in Shanghai

/// The tree in brackets, so that a test reads like the grammar.
std::string Drawn(const Node& node) {
  std::string drawn;
  const auto list = [&](const std::string& name) {
    drawn = "(" + name;
    for (const Node& child : node.children) drawn += " " + Drawn(child);
    return drawn + ")";
  };
  switch (node.kind) {
    case Node::Kind::kAll: return "all";
    case Node::Kind::kTerm: return node.text;
    case Node::Kind::kPhrase: return "'" + node.text + "'";
    case Node::Kind::kNear: return list("near" + std::to_string(node.distance));
    case Node::Kind::kNot: return list("not");
    case Node::Kind::kAnd: return list("and");
    case Node::Kind::kOr: return list("or");
    case Node::Kind::kCondition: break;
  }
  drawn = "{" + std::to_string(static_cast<int>(node.condition.field));
  for (const std::string& value : node.condition.values) drawn += " " + value;
  return drawn + "}";
}

std::string Tree(std::string_view text) {
  const Parsed parsed = Parse(text, kNow);
  return parsed.fault ? parsed.fault->code : Drawn(parsed.tree);
}

std::string Where(std::string_view text) {
  const Parsed parsed = Parse(text, kNow);
  if (!parsed.fault) return "no fault";
  return parsed.fault->code + " " + std::to_string(parsed.fault->place.column) + "+" +
         std::to_string(parsed.fault->place.length) + " " + parsed.fault->hint;
}

Condition Asked(std::string_view text) {
  const Parsed parsed = Parse(text, kNow);
  REQUIRE_FALSE(parsed.fault.has_value());
  REQUIRE(parsed.tree.kind == Node::Kind::kCondition);
  return parsed.tree.condition;
}

}  // namespace

TEST_CASE("Words beside each other must all occur, whatever kind of space parts them") {
  CHECK(Tree("") == "all");
  CHECK(Tree("  ") == "all");
  CHECK(Tree("微信") == "微信");
  CHECK(Tree("微信　转账\tabc") == "(and 微信 转账 abc)");
  CHECK(Tree("微信 AND 转账") == "(and 微信 转账)");
}

TEST_CASE("OR binds weaker than words beside each other, NOT stronger, and parentheses decide") {
  CHECK(Tree("a b OR c") == "(or (and a b) c)");
  CHECK(Tree("a (b OR c)") == "(and a (or b c))");
  CHECK(Tree("a （b OR c） d") == "(and a (or b c) d)");
  CHECK(Tree("-a b") == "(and (not a) b)");
  CHECK(Tree("NOT a") == "(not a)");
  CHECK(Tree("NOT NOT a") == "(not (not a))");
  CHECK(Tree("-(a OR b)") == "(not (or a b))");
  CHECK(Tree("or and not") == "(and or and not)");
  CHECK(Tree("a-b - c") == "(and a-b - c)");
}

TEST_CASE("Phrases keep their spaces, in the quotation marks of any keyboard") {
  CHECK(Tree("\"a b\" c") == "(and 'a b' c)");
  CHECK(Tree("“加 微信”") == "'加 微信'");
  CHECK(Tree("-\"a\"") == "(not 'a')");
}

TEST_CASE("NEAR joins words, phrases and alternatives") {
  CHECK(Tree("a NEAR/5 b") == "(near5 a b)");
  CHECK(Tree("a NEAR \"b c\" d") == "(and (near10 a 'b c') d)");
  CHECK(Tree("(a OR b) NEAR/3 c") == "(near3 (or a b) c)");
  CHECK(Where("a NEAR/900 b") == "search.near_distance 3+8 200");
  CHECK(Where("a NEAR/x b") == "search.near_distance 3+6 200");
  CHECK(Where("-a NEAR/5 type:text") == "search.near_operand 11+9 ");
  CHECK(Where("a NEAR/5 b NEAR/5 c") == "search.near_operand 1+10 ");
  CHECK(Where("a NEAR/5") == "search.operand_missing 9+0 ");
}

TEST_CASE("Field tokens are read with lists, quotes and wide colons") {
  CHECK(Tree("type:image,voice 合同") == "(and {8 image voice} 合同)");
  CHECK(Tree("from:\"Li Lei\"") == "{0 Li Lei}");
  CHECK(Tree("FROM：张三，李四") == "{0 张三 李四}");
  CHECK(Tree("https://example.com/a") == "https://example.com/a");
  CHECK(Tree("has:link,image") == "(or {9 image} {8 link})");
  CHECK(Asked("channel:sms").numbers == std::vector<std::int64_t>{2});
  CHECK(Asked("direction:in,out").numbers == std::vector<std::int64_t>{2, 1});
  CHECK(Asked("verdict:false_positive").numbers == std::vector<std::int64_t>{4});
  CHECK_FALSE(Asked("recalled:no").flag);
  CHECK(Asked("customer:wm1").kind == PartyKind::kExternal);
}

TEST_CASE("Times are days, months, minutes or counted back from now, in the company's zone") {
  constexpr TimeMs kFifth = 1'767'542'400'000;  // 2026-01-05T00:00+08:00
  constexpr TimeMs kDay = 86'400'000;
  CHECK(Asked("after:2026-01-05").from == kFifth);
  CHECK(Asked("after:2026-01-05").until == 0);
  CHECK(Asked("before:2026-01-05").until == kFifth);
  CHECK(Asked("on:2026-01-05").until == kFifth + kDay);
  CHECK(Asked("on:2026-01").until - Asked("on:2026-01").from == 31 * kDay);
  CHECK(Asked("on:2024").until - Asked("on:2024").from == 366 * kDay);
  CHECK(Asked("after:2026-01-05T10:30").from == kFifth + 630 * 60'000);
  CHECK(Asked("after:7d").from == kNow - 7 * kDay);
  CHECK(Asked("on:yesterday").from == kFifth - kDay);
  CHECK(Where("before:2026-02-30").starts_with("search.field_value 1+17 2026-01-05"));
  CHECK(Where("on:soon").starts_with("search.field_value 1+7 "));
}

TEST_CASE("A fault names the column in characters, a code and a hint") {
  CHECK(Where("微信 \"转账") == "search.quote_open 4+3 \"");
  CHECK(Where("微信 (转账") == "search.paren_open 4+1 ");
  CHECK(Where("微信) 转账") == "search.paren_close 3+1 ");
  CHECK(Where("()") == "search.operand_missing 1+2 ()");
  CHECK(Where("a OR") == "search.operand_missing 5+0 ");
  CHECK(Where("OR a") == "search.operand_missing 1+2 OR");
  CHECK(Where("a AND OR b") == "search.operand_missing 7+2 AND");
  CHECK(Where("a -") == "no fault");
  CHECK(Where("NOT") == "search.operand_missing 4+0 ");
  CHECK(Where("微信 form:li") == "search.field_unknown 4+5 from");
  CHECK(Where("nonsense:li") == "search.field_unknown 1+9 ");
  CHECK(Where("type: image") == "search.field_empty 1+5 type");
  CHECK(Where("channel:pigeon") == "search.field_value 1+14 chat, sms, call, event");
  CHECK(Where("has:wings").starts_with("search.field_value 1+9 attachment, image"));
  CHECK(Where("\"\"") == "search.term_empty 1+2 ");
  CHECK(Where("a \xE2\x80\x8B b") == "search.term_empty 3+1 ");
}

TEST_CASE("A query beyond the bounds is refused, not cut") {
  std::string terms, deep, nots;
  for (std::size_t i = 0; i <= kMostTerms; ++i) terms += "a ";
  for (std::size_t i = 0; i <= kMostDepth; ++i) deep += "(", nots += "NOT ";
  CHECK(Where(terms) == "search.too_many_terms 65+1 32");
  CHECK(Where(deep + "a").starts_with("search.too_deep"));
  CHECK(Where(nots + "a").starts_with("search.too_deep"));
  CHECK(Where(std::string(401, 'a')) == "search.too_long 401+1 400");
  CHECK(Tree(std::string(400, 'a')) == std::string(400, 'a'));
}

TEST_CASE("Any bytes are read to the end") {
  std::string bytes;
  unsigned state = 7;
  for (int round = 0; round < 20'000; ++round) {
    bytes.clear();
    for (int i = 0; i < 24; ++i) {
      state = state * 1'664'525u + 1'013'904'223u;
      constexpr std::string_view kUsed = "ab \"()-:,/ORNEAT5in";
      const unsigned pick = state >> 24;
      bytes += pick < 200 ? kUsed[pick % kUsed.size()] : static_cast<char>(pick);
    }
    const Parsed parsed = Parse(bytes, kNow);
    if (parsed.fault) CHECK(parsed.fault->place.column >= 1);
  }
}

TEST_CASE("The chips of a query are the parts at its top") {
  const Parsed parsed = Parse("微信 (a OR b) -type:image", kNow);
  const std::vector<Place> places = TopPlaces(parsed.tree);
  REQUIRE(places.size() == 3);
  CHECK(places[0].column == 1);
  CHECK(places[1].column == 4);
  CHECK(places[1].length == 8);
  CHECK(places[2].column == 13);
  CHECK(places[2].length == 11);
  CHECK(TopPlaces(Parse("a OR b", kNow).tree).size() == 1);
  CHECK(TopPlaces(Parse("", kNow).tree).empty());
}

}  // namespace custos::storage::query
