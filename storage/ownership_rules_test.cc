// SPDX-License-Identifier: Apache-2.0
#include "storage/ownership_rules.h"

#include <catch2/catch.hpp>

namespace custos::storage {
namespace {

constexpr TimeMs kNow = 1'758'000'000'000;
constexpr TimeMs kDay = 86'400'000;
const EmployeeRef kZhang{"s", "zhang"}, kLi{"s", "li"}, kWang{"s", "wang"};

OwnershipOrder Order(OwnershipAct act, const std::optional<EmployeeRef>& employee = std::nullopt,
                     std::uint64_t pool = 0, TimeMs until = 0) {
  OwnershipOrder order;
  order.customer = 1;
  order.act = act;
  order.employee = employee;
  order.pool = pool;
  order.until = until;
  return order;
}

OwnershipState After(const OwnershipState& state, const OwnershipOrder& order, TimeMs now = kNow) {
  const auto next = Ordered(state, order, now);
  if (!next) throw std::runtime_error(next.error().code);
  return *next;
}

std::string Refused(const OwnershipState& state, const OwnershipOrder& order, TimeMs now = kNow,
                    const ClaimTerms& terms = {}) {
  const auto next = Ordered(state, order, now, terms);
  return next ? "done" : next.error().code;
}

OwnershipState OwnedBy(const EmployeeRef& employee) { return After({}, Order(OwnershipAct::kAssign, employee)); }
OwnershipState InPool(std::uint64_t pool) { return After({}, Order(OwnershipAct::kReturn, std::nullopt, pool)); }

}  // namespace

TEST_CASE("An owner gives way to the next, is remembered, and what he shared stays shared") {
  OwnershipState state = After(OwnedBy(kZhang), Order(OwnershipAct::kShare, kLi));
  state = After(state, Order(OwnershipAct::kShare, kWang));
  state = After(state, Order(OwnershipAct::kAssign, kLi), kNow + 5);
  CHECK(state.owner->id == "li");
  CHECK(state.since == kNow + 5);
  CHECK(state.last_owner->employee.id == "zhang");
  CHECK(state.last_owner->at == kNow + 5);
  REQUIRE(state.shared.size() == 1);
  CHECK(state.shared[0].id == "wang");
  CHECK(SameOwnership(After(state, Order(OwnershipAct::kAssign, kLi), kNow + 9), state));
}

TEST_CASE("A claim takes out of a pool within its limits only") {
  OwnershipState state = InPool(4);
  CHECK(After(state, Order(OwnershipAct::kClaim, kZhang)).owner->id == "zhang");
  CHECK(After(state, Order(OwnershipAct::kClaim, kZhang)).pool == 0);
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang, 5)) == "ownership.not_in_pool");
  CHECK(Refused(OwnedBy(kLi), Order(OwnershipAct::kClaim, kZhang)) == "ownership.not_in_pool");
  CHECK(Refused({}, Order(OwnershipAct::kClaim, kZhang)) == "ownership.not_in_pool");
  ClaimTerms terms;
  terms.limits = {.per_day = 3, .held = 10, .cool_off_days = 7};
  terms.claims_today = 2;
  terms.held = 9;
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow, terms) == "done");
  terms.claims_today = 3;
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow, terms) == "pool.daily_limit");
  terms.claims_today = 0;
  terms.held = 10;
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow, terms) == "pool.held_limit");
  terms.held = 0;
  terms.theirs = false;
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow, terms) == "pool.not_theirs");
}

TEST_CASE("Whoever lost a customer waits before he may claim him again, others do not") {
  const OwnershipState state = After(OwnedBy(kZhang), Order(OwnershipAct::kReturn, std::nullopt, 4));
  ClaimTerms terms;
  terms.limits.cool_off_days = 7;
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow + 7 * kDay - 1, terms) == "pool.cooling_off");
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kZhang), kNow + 7 * kDay, terms) == "done");
  CHECK(Refused(state, Order(OwnershipAct::kClaim, kLi), kNow, terms) == "done");
}

TEST_CASE("A lent customer is served by the borrower until the date, then by the owner") {
  const OwnershipState lent = After(OwnedBy(kZhang), Order(OwnershipAct::kLend, kLi, 0, kNow + kDay));
  CHECK(lent.owner->id == "zhang");
  CHECK(ServingEmployee(lent, kNow + kDay - 1)->id == "li");
  CHECK(ServingEmployee(lent, kNow + kDay)->id == "zhang");
  CHECK_FALSE(After(lent, Order(OwnershipAct::kEndLending)).borrower);
  CHECK(Refused(OwnedBy(kZhang), Order(OwnershipAct::kEndLending)) == "ownership.not_lent");
  CHECK(Refused(OwnedBy(kZhang), Order(OwnershipAct::kLend, kLi, 0, kNow)) == "ownership.invalid");
  CHECK(Refused(OwnedBy(kZhang), Order(OwnershipAct::kLend, kZhang, 0, kNow + 1)) == "ownership.invalid");
  CHECK(Refused({}, Order(OwnershipAct::kLend, kLi, 0, kNow + 1)) == "ownership.not_owned");
}

TEST_CASE("A frozen customer stays where he is until the date or until somebody takes it off") {
  const OwnershipState frozen = After(OwnedBy(kZhang), Order(OwnershipAct::kFreeze, std::nullopt, 0, kNow + kDay));
  for (const OwnershipOrder& order :
       {Order(OwnershipAct::kAssign, kLi), Order(OwnershipAct::kReturn, std::nullopt, 4),
        Order(OwnershipAct::kShare, kLi), Order(OwnershipAct::kLend, kLi, 0, kNow + 2 * kDay)}) {
    CHECK(Refused(frozen, order) == "ownership.frozen");
    CHECK(Refused(frozen, order, kNow + kDay) == "done");
    CHECK(Refused(After(frozen, Order(OwnershipAct::kUnfreeze)), order) == "done");
  }
}

TEST_CASE("A merged record keeps what it had, at rest; the one that stands has one owner") {
  const OwnershipState gone = MergedAway(OwnedBy(kZhang));
  CHECK(gone.owner->id == "zhang");
  CHECK_FALSE(ServingEmployee(gone, kNow));
  CHECK(Refused(gone, Order(OwnershipAct::kAssign, kLi)) == "ownership.merged");
  CHECK(MergedIn({}, gone).owner->id == "zhang");
  CHECK_FALSE(MergedIn({}, gone).merged);
  CHECK(MergedIn(OwnedBy(kLi), gone).owner->id == "li");
  CHECK(MergedIn(InPool(3), gone).owner->id == "zhang");
  CHECK(MergedIn(InPool(3), MergedAway(InPool(4))).pool == 3);
  CHECK(MergedIn({}, MergedAway(InPool(4))).pool == 4);
}

TEST_CASE("An order without what it needs is refused") {
  CHECK(Refused({}, Order(OwnershipAct::kAssign)) == "ownership.invalid");
  CHECK(Refused({}, Order(OwnershipAct::kReturn)) == "ownership.invalid");
  CHECK(Refused({}, Order(OwnershipAct::kMergeIn, kZhang)) == "ownership.invalid");
  CHECK(Refused(OwnedBy(kZhang), Order(OwnershipAct::kUnshare, kLi)) == "ownership.not_shared");
  CHECK(Refused({}, Order(OwnershipAct::kFreeze, std::nullopt, 0, kNow)) == "ownership.invalid");
}

}  // namespace custos::storage
