// SPDX-License-Identifier: Apache-2.0
#include "server/customers/handover_plan.h"

#include <catch2/catch.hpp>

namespace custos::server::customers {
namespace {

using storage::HandoverCandidate;
using storage::HandoverKind;

HandoverCandidate Customer(const std::string& id, std::vector<std::string> tags = {}, const std::string& grade = "",
                           const std::string& fields = "{}") {
  HandoverCandidate candidate;
  candidate.id = id;
  candidate.tags = std::move(tags);
  candidate.grade = grade;
  candidate.fields = fields;
  return candidate;
}

std::vector<HandoverCandidate> Customers(int count) {
  std::vector<HandoverCandidate> customers;
  for (int i = 0; i < count; ++i) customers.push_back(Customer("wm" + std::to_string(i)));
  return customers;
}

std::map<std::string, int> Counts(const std::vector<Move>& moves) {
  std::map<std::string, int> counts;
  for (const Move& move : moves) ++counts[move.taker.empty() ? move.reason : move.taker];
  return counts;
}

}  // namespace

TEST_CASE("customers are split so that everybody has about as many in the end") {
  CHECK(Counts(PlanMoves(Customers(10), {{"a", 0, {}}, {"b", 4, {}}}, {}, {})) ==
        std::map<std::string, int>{{"a", 7}, {"b", 3}});
  CHECK(Counts(PlanMoves(Customers(9), {{"a", 0, {}}, {"b", 0, {}}, {"c", 0, {}}}, {}, {})) ==
        std::map<std::string, int>{{"a", 3}, {"b", 3}, {"c", 3}});
}

TEST_CASE("nobody is given more than his capacity") {
  CHECK(Counts(PlanMoves(Customers(10), {{"a", 0, 2}, {"b", 0, 3}}, {}, {})) ==
        std::map<std::string, int>{{"a", 2}, {"b", 3}, {"no_capacity", 5}});
  SplitRule one;
  one.by = SplitRule::By::kOne;
  CHECK(Counts(PlanMoves(Customers(5), {{"a", 90, 3}, {"b", 0, {}}}, one, {})) ==
        std::map<std::string, int>{{"a", 3}, {"b", 2}});
}

TEST_CASE("tag, grade and field choose the taker, the rest goes by load") {
  const std::vector<HandoverCandidate> customers = {Customer("1", {"重点", "英语"}, "A", R"({"region":"华东"})"),
                                                    Customer("2", {"英语"}, "B", R"({"region":"华南"})"),
                                                    Customer("3", {}, "A", "[]"),
                                                    Customer("4", {"日语"}, "", R"({"region":7})")};
  const std::vector<Taker> takers = {{"a", 0, {}}, {"b", 0, {}}, {"c", 50, {}}};
  SplitRule rule;
  rule.by = SplitRule::By::kTag;
  rule.shares = {{"英语", {"c"}}, {"日语", {"b"}}};
  auto moves = PlanMoves(customers, takers, rule, {});
  CHECK(moves[0].taker == "c");
  CHECK(moves[1].taker == "c");
  CHECK(moves[2].taker == "a");
  CHECK(moves[3].taker == "b");
  rule.by = SplitRule::By::kGrade;
  rule.shares = {{"A", {"c"}}};
  moves = PlanMoves(customers, takers, rule, {});
  CHECK(moves[0].taker == "c");
  CHECK(moves[1].taker == "a");
  CHECK(moves[2].taker == "c");
  rule.by = SplitRule::By::kField;
  rule.field = "region";
  rule.shares = {{"华南", {"c"}}};
  moves = PlanMoves(customers, takers, rule, {});
  CHECK(moves[1].taker == "c");
  CHECK(moves[0].taker != "c");
}

TEST_CASE("a region chooses the taker by province or city, however it is written") {
  std::vector<HandoverCandidate> customers = Customers(3);
  customers[0].region = "广东省深圳市";
  customers[1].region = "浙江杭州";
  SplitRule rule;
  rule.by = SplitRule::By::kRegion;
  rule.shares = {{"深圳", {"c"}}, {"浙江省", {"b"}}};
  const auto moves = PlanMoves(customers, {{"a", 0, {}}, {"b", 50, {}}, {"c", 50, {}}}, rule, {});
  CHECK(moves[0].taker == "c");
  CHECK(moves[1].taker == "b");
  CHECK(moves[2].taker == "a");
}

TEST_CASE("who cannot be handed over is left, and says why") {
  std::vector<HandoverCandidate> customers = Customers(4);
  customers[0].stands = false;
  customers[1].handovers = 2;
  customers[2].handovers = 1;
  const auto moves = PlanMoves(customers, {{"a", 0, {}}, {"b", 0, {}}}, {}, {{"wm0", "b"}, {"wm3", ""}});
  CHECK(moves[0].reason == "no_relation");
  CHECK(moves[0].taker.empty());
  CHECK(moves[1].reason == "too_often");
  CHECK(moves[2].taker == "a");
  CHECK(moves[3].reason == "left_out");
}

TEST_CASE("what a person decided stands, and the rest is even around it") {
  const auto moves = PlanMoves(Customers(4), {{"a", 0, {}}, {"b", 0, {}}}, {}, {{"wm3", "a"}, {"wm2", "a"}});
  CHECK(moves[3].taker == "a");
  CHECK(moves[2].taker == "a");
  CHECK(moves[0].taker == "b");
  CHECK(moves[1].taker == "b");
}

TEST_CASE("groups are split by themselves and need no capacity") {
  std::vector<HandoverCandidate> candidates = Customers(1);
  for (int i = 0; i < 4; ++i) {
    HandoverCandidate group;
    group.kind = HandoverKind::kGroup;
    group.id = "wr" + std::to_string(i);
    candidates.push_back(group);
  }
  CHECK(Counts(PlanMoves(candidates, {{"a", 0, 0}, {"b", 100, {}}}, {}, {})) ==
        std::map<std::string, int>{{"a", 2}, {"b", 3}});
}

}  // namespace custos::server::customers
