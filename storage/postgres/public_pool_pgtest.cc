// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

using Company = test::OwnershipFixture;

}  // namespace

TEST_CASE("A pool keeps what it was told, and an outdated change is refused") {
  Company f;
  PublicPool pool;
  pool.name = "新客公海";
  pool.line = "保险";
  pool.departments = {{test::kSource, 1}};
  pool.limits = {.per_day = 5, .held = 100, .cool_off_days = 3};
  pool.returns = {.idle_days = 15, .no_deal_days = 60, .warn_days = 3, .grades = {"B", "C"}, .deal_stages = {"成交"}};
  const auto made = f.storage().pools().Create(pool);
  REQUIRE(made);
  const PublicPool read = f.storage().pools().List()->front();
  CHECK(read.name == "新客公海");
  CHECK(read.line == "保险");
  REQUIRE(read.departments.size() == 1);
  CHECK(read.departments[0].id == 1);
  CHECK(read.limits.per_day == 5);
  CHECK(read.limits.held == 100);
  CHECK(read.limits.cool_off_days == 3);
  CHECK(read.returns.idle_days == 15);
  CHECK(read.returns.no_deal_days == 60);
  CHECK(read.returns.warn_days == 3);
  CHECK(read.returns.grades == std::vector<std::string>{"B", "C"});
  CHECK(read.returns.deal_stages == std::vector<std::string>{"成交"});
  PublicPool change = read;
  change.name = "老客公海";
  REQUIRE(f.storage().pools().Update(change));
  CHECK(f.storage().pools().Update(change).error().code == "pool.changed");
  change.id = 77;
  CHECK(f.storage().pools().Update(change).error().code == "pool.not_found");
  PublicPool twin;
  twin.name = "老客公海";
  CHECK(f.storage().pools().Create(twin).error().code == "pool.name_taken");
}

TEST_CASE("A pool's customers come in pages, each once, who came last first") {
  Company f;
  f.Records(7);
  const std::uint64_t pool = f.NewPool("公海");
  const std::uint64_t other = f.NewPool("另一个");
  for (std::uint64_t n = 1; n <= 7; ++n) {
    REQUIRE(f.Code(Company::Order(n, OwnershipAct::kReturn, "", n == 4 ? other : pool)) == "done");
    if (n % 2 == 0) f.clock().Advance(1000);
  }
  REQUIRE(f.Code(Company::Order(2, OwnershipAct::kClaim, "zhang")) == "done");
  std::vector<std::uint64_t> seen;
  std::string cursor;
  do {
    const auto page = f.storage().pools().Customers(pool, cursor, 2);
    REQUIRE(page);
    for (const PoolCustomer& one : page->items) seen.push_back(one.customer);
    cursor = page->next_cursor;
  } while (!cursor.empty());
  CHECK(seen == std::vector<std::uint64_t>{7, 6, 5, 3, 1});
  CHECK(f.storage().pools().Customers(999, "", 2).error().code == "pool.not_found");
}

TEST_CASE("What somebody claimed today and owns is counted as the ledger counts it, and who lost a customer is known") {
  Company f;
  f.Records(3);
  const std::uint64_t pool = f.NewPool("公海");
  const auto claims = [&](const std::string& id, TimeMs since) {
    const auto made = f.storage().pools().Claims({test::kSource, id}, since);
    REQUIRE(made);
    return *made;
  };
  for (std::uint64_t n = 1; n <= 3; ++n) {
    REQUIRE(f.Code(Company::Order(n, OwnershipAct::kReturn, "", pool)) == "done");
  }
  CHECK_FALSE(f.storage().pools().Customers(pool, "", 10)->items[0].last_owner);
  REQUIRE(f.Code(Company::Order(1, OwnershipAct::kClaim, "zhang")) == "done");
  REQUIRE(f.Code(Company::Order(2, OwnershipAct::kClaim, "zhang")) == "done");
  const TimeMs now = f.clock().Now();
  CHECK(claims("zhang", now - 1000).today == 2);
  CHECK(claims("zhang", now + 1000).today == 0);
  CHECK(claims("zhang", now).held.at("") == 2);
  CHECK(claims("li", 0).today == 0);
  CHECK(claims("nobody", 0).held.empty());
  f.clock().Advance(1000);
  REQUIRE(f.Code(Company::Order(1, OwnershipAct::kReturn, "", pool)) == "done");
  CHECK(claims("zhang", now - 1000).today == 2);
  CHECK(claims("zhang", now).held.at("") == 1);
  const auto page = f.storage().pools().Customers(pool, "", 10);
  REQUIRE(page);
  const auto back =
      std::find_if(page->items.begin(), page->items.end(), [](const auto& one) { return one.customer == 1; });
  REQUIRE(back != page->items.end());
  REQUIRE(back->last_owner);
  CHECK(back->last_owner->id == "zhang");
  CHECK(back->last_owner->source == test::kSource);
  CHECK(back->lost_at == now + 1000);
}

}  // namespace custos::storage
