// SPDX-License-Identifier: Apache-2.0
#include "storage/suggested_rules.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace custos::storage {
namespace {

bool AsksOnlyForOrders(const CustomerCondition& condition) {
  if (condition.join != CustomerCondition::Join::kLeaf) {
    return !condition.parts.empty() && std::all_of(condition.parts.begin(), condition.parts.end(), AsksOnlyForOrders);
  }
  return condition.on == ConditionSubject::kOrders || condition.on == ConditionSubject::kOrderValue ||
         condition.on == ConditionSubject::kLastOrder;
}

}  // namespace

TEST_CASE("suggested rules are the same in both languages, can be set, and do nothing until switched on") {
  const auto field = [](bool english) { return SuggestedRules(english, "amount"); };
  const auto no_field = [](bool english) { return SuggestedRules(english, ""); };
  for (const auto& [zh, en] : {std::pair(field(false), field(true)), std::pair(no_field(false), no_field(true)),
                               std::pair(SuggestedOrderRules(false), SuggestedOrderRules(true))}) {
    CHECK(CheckGradeRules(zh));
    CHECK(CheckGradeRules(en));
    REQUIRE(zh.size() == en.size());
    for (std::size_t i = 0; i < zh.size(); ++i) {
      CHECK_FALSE(zh[i].active);
      CHECK(zh[i].condition == en[i].condition);
      CHECK(zh[i].name != en[i].name);
    }
  }
}

TEST_CASE("amounts are those of the company's own field, of orders where it has none") {
  const auto worth = [](const std::string& field) { return SuggestedRules(false, field)[0].condition.parts.at(0); };
  CHECK(worth("amount").on == ConditionSubject::kField);
  CHECK(worth("").on == ConditionSubject::kOrderValue);
  CHECK(SuggestedRules(false, "")[5].condition.on == ConditionSubject::kOrderValue);
}

TEST_CASE("the rules by orders ask for orders and nothing else") {
  for (const GradeRule& rule : SuggestedOrderRules(false)) CHECK(AsksOnlyForOrders(rule.condition));
}

}  // namespace custos::storage
