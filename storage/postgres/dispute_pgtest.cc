// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

class Disputing : public test::OwnershipFixture {
 public:
  Disputing() {
    Records(3);
    Do(Order(1, OwnershipAct::kAssign, "zhang"));
  }

  Result<Dispute> Open(std::uint64_t customer, const std::string& employee, TimeMs protected_for = 0) {
    return storage().disputes().Open({.customer = customer,
                                      .line = "",
                                      .claimant = Employee(employee),
                                      .statement = "先联系的是我",
                                      .user_id = 3,
                                      .user_name = "李四",
                                      .protected_for = protected_for});
  }
  std::string Code(std::uint64_t customer, const std::string& employee, TimeMs protected_for = 0) {
    const auto opened = Open(customer, employee, protected_for);
    return opened ? "done" : opened.error().code;
  }
};

}  // namespace

TEST_CASE("Only a customer whom somebody else serves is disputed, by somebody who works here") {
  Disputing f;
  CHECK(f.Code(9, "li") == "customer.not_found");
  CHECK(f.Code(1, "nobody") == "employee.not_found");
  CHECK(f.Code(2, "li") == "dispute.not_owned");
  CHECK(f.Code(1, "zhang") == "dispute.own");
  CHECK(f.Code(1, "li", 86'400'000) == "dispute.protected");
  const auto opened = f.Open(1, "li");
  REQUIRE(opened);
  CHECK(opened->claimant.id == "li");
  CHECK(opened->owner->name == "张三");
  CHECK(f.Code(1, "li") == "dispute.open");
}

TEST_CASE("A dispute ends once, and another may be opened then") {
  Disputing f;
  const std::uint64_t id = f.Open(1, "li")->id;
  const auto decided = f.storage().disputes().Decide(
      id, {.outcome = DisputeOutcome::kKeep, .note = "张三先联系", .user_name = "陈主管", .entry = 0});
  REQUIRE(decided);
  CHECK(decided->state == DisputeState::kDecided);
  CHECK(decided->decided_by == "陈主管");
  CHECK(f.storage().disputes().Withdraw(id, "李四").error().code == "dispute.ended");
  CHECK(f.storage().disputes().Get(id)->outcome == DisputeOutcome::kKeep);
  CHECK(f.storage().disputes().Withdraw(99, "x").error().code == "dispute.not_found");
  CHECK(f.Open(1, "li"));
}

TEST_CASE("Disputes are listed page by page, by state, and for the two whom they are about") {
  Disputing f;
  f.Do(test::OwnershipFixture::Order(2, OwnershipAct::kAssign, "zhang"));
  f.Do(test::OwnershipFixture::Order(3, OwnershipAct::kAssign, "li"));
  const std::uint64_t first = f.Open(1, "li")->id;
  REQUIRE(f.Open(2, "li"));
  REQUIRE(f.Open(3, "zhang"));
  REQUIRE(f.storage().disputes().Withdraw(first, "李四"));
  const auto page = f.storage().disputes().List({.limit = 2});
  REQUIRE(page->items.size() == 2);
  const auto rest = f.storage().disputes().List({.cursor = page->next_cursor, .limit = 2});
  REQUIRE(rest->items.size() == 1);
  CHECK(rest->items[0].id == first);
  CHECK(f.storage().disputes().List({.state = DisputeState::kOpen})->items.size() == 2);
  const auto of = [&](const std::string& id) {
    return f.storage()
        .disputes()
        .List({.accounts = std::vector<EmployeeRef>{test::OwnershipFixture::Employee(id)}})
        ->items.size();
  };
  CHECK(of("li") == 3);
  CHECK(of("wang") == 0);
  CHECK(f.storage().disputes().List({.accounts = std::vector<EmployeeRef>{}})->items.empty());
  CHECK(f.storage().disputes().List({.cursor = "nonsense"}).error().code == "cursor.invalid");
}

TEST_CASE("What each of the two had to do with the customer is told apart") {
  Disputing f;
  f.Sql(
      "INSERT INTO customer_identity (kind, scope, value, customer, reason, confidence, source_id, since) SELECT 1,"
      " source_id, 'wm1', 1, 'contact', 100, source_id, 1 FROM source WHERE name = '" +
      std::string(test::kSource) + "'");
  f.CommitMessages({test::ChatMessage(1, "您好", "zhang", "wm1"), test::ChatMessage(2, "在吗", "zhang", "wm1"),
                    test::ChatMessage(3, "您好", "li", "wm1")});
  const auto zhang = f.storage().disputes().SideOf(1, test::OwnershipFixture::Employee("zhang"));
  REQUIRE(zhang);
  CHECK(zhang->messages == 2);
  CHECK(zhang->first_at < zhang->last_at);
  CHECK(f.storage().disputes().SideOf(1, test::OwnershipFixture::Employee("li"))->messages == 1);
  CHECK(f.storage().disputes().SideOf(1, test::OwnershipFixture::Employee("nobody"))->messages == 0);
  CHECK(f.storage().disputes().SideOf(2, test::OwnershipFixture::Employee("zhang"))->messages == 0);
}

}  // namespace custos::storage
