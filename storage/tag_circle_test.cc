// SPDX-License-Identifier: Apache-2.0
#include "storage/tag_circle.h"

#include <catch2/catch.hpp>

namespace custos::storage {
namespace {

using Places = std::vector<std::size_t>;

GradeRule Gives(const std::string& tag, const std::string& condition) {
  GradeRule rule{.target = GradeTarget::kTag, .value = tag, .name = tag, .condition = *ParseCondition(condition)};
  rule.source = "wecom:a";
  return rule;
}

GradeRule Asking(const std::string& tag, const std::string& asked) {
  return Gives(tag, R"({"all":[{"not":{"on":"tag","op":"any","value":["别的",")" + asked + R"("]}}]})");
}

Places CircleOf(const std::vector<GradeRule>& rules) {
  std::vector<std::string> names;
  for (const GradeRule& rule : rules) names.push_back("名" + rule.value);
  return TagCircle(rules, names);
}

}  // namespace

TEST_CASE("a rule that asks for the tag it gives is a circle of its own, by id and by name") {
  CHECK(CircleOf({Asking("a", "a")}) == Places{0});
  CHECK(CircleOf({Asking("b", "c"), Asking("a", "名a")}) == Places{1});
}

TEST_CASE("rules that ask for each other's tags are a circle, also through others") {
  CHECK(CircleOf({Asking("a", "b"), Asking("b", "a")}) == Places{0, 1});
  CHECK(CircleOf({Asking("x", "a"), Asking("a", "b"), Asking("c", "a"), Asking("b", "c")}) == Places{1, 3, 2});
}

TEST_CASE("several rules of one tag are one tag: what any of them asks for counts") {
  CHECK(CircleOf({Gives("a", R"({"all":[]})"), Asking("a", "b"), Asking("b", "a")}) == Places{1, 2});
}

TEST_CASE("rules that ask only for tags of other rules and of people are no circle") {
  CHECK(CircleOf({}).empty());
  CHECK(CircleOf({Asking("a", "byhand"), Asking("b", "a"), Asking("c", "a"), Asking("c", "b")}).empty());
}

TEST_CASE("rules that are switched off, and those for grades, close no circle") {
  std::vector<GradeRule> rules{Asking("a", "b"), Asking("b", "a")};
  rules[1].active = false;
  CHECK(CircleOf(rules).empty());
  rules[1].active = true;
  rules[1].target = GradeTarget::kGrade;
  CHECK(CircleOf(rules).empty());
}

}  // namespace custos::storage
