// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/condition.h"

#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

std::optional<Expression> Parse(std::string_view text, std::string* fault) {
  const auto lookup = [](std::string_view name) -> std::optional<std::size_t> {
    if (name.size() == 1 && name[0] >= 'a' && name[0] <= 'd') return static_cast<std::size_t>(name[0] - 'a');
    return std::nullopt;
  };
  return ParseCondition(text, 4, lookup, fault);
}

bool Evaluate(const Expression& e, unsigned truth) {
  std::size_t holds = 0;
  for (const auto& child : e.children) holds += Evaluate(child, truth);
  switch (e.op) {
    case Expression::Op::kSelection: return truth >> e.selection & 1;
    case Expression::Op::kAnd: return holds == e.children.size();
    case Expression::Op::kOr: return holds > 0;
    case Expression::Op::kNot: return holds == 0;
    case Expression::Op::kAtLeast: return holds >= e.count;
  }
  return false;
}

TEST_CASE("not binds tighter than and, and tighter than or") {
  std::string fault;
  const auto parsed = Parse("a or not b and (c or d)", &fault);
  REQUIRE(parsed);
  for (unsigned t = 0; t < 16; ++t) {
    const bool a = t & 1, b = t >> 1 & 1, c = t >> 2 & 1, d = t >> 3 & 1;
    CHECK(Evaluate(*parsed, t) == (a || (!b && (c || d))));
  }
}

TEST_CASE("Counts ask for that many of the named selections") {
  std::string fault;
  const auto two = Parse("2 of (a, b, c)", &fault);
  REQUIRE(two);
  CHECK(Evaluate(*two, 0b101));
  CHECK_FALSE(Evaluate(*two, 0b1001));
  CHECK(Evaluate(*Parse("any of them", &fault), 0b1000));
  CHECK_FALSE(Evaluate(*Parse("all of them", &fault), 0b0111));
}

TEST_CASE("A broken condition is refused with a reason") {
  for (const char* text :
       {"", "a and", "a b", "(a", "e", "0 of them", "5 of them", "x of them", "2 of a", "not", "a )"}) {
    std::string fault;
    CHECK_FALSE(Parse(text, &fault));
    CHECK_FALSE(fault.empty());
  }
  std::string fault;
  CHECK_FALSE(Parse(std::string(1000, '(') + "a", &fault));
}

}  // namespace
}  // namespace custos::rules
