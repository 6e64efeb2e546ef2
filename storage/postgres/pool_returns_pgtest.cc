// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/pool_returns.h"
#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;

/// zhang has wm1, who is customer 1; the pool takes back whoever was not talked to for 15 days, warned 3 days before.
class Company : public test::OwnershipFixture {
 public:
  Company() {
    Contact("zhang", "wm1", "王女士");
    Follow();
    customer = IdOf("wm1");
    PublicPool wanted;
    wanted.name = "公海";
    wanted.returns = {.idle_days = 15, .no_deal_days = 0, .warn_days = 3, .grades = {}, .deal_stages = {}};
    pool = *storage().pools().Create(wanted);
    Do(Order(customer, OwnershipAct::kAssign, "zhang"));
    taken = clock().Now();
  }
  void Talk() {
    Message message = test::ChatMessage(++seq, "您好", "zhang", "wm1");
    message.sent_at = clock().Now();
    CommitMessages({message});
  }
  /// An order of the day after he was taken, as the shop tells it now.
  void Bought(OrderStatus status) {
    const OrderWrite order{
        .source = "shop",
        .number = "1",
        .status = status,
        .ordered_at = taken + kDay,
        .amount = {100, "CNY"},
        .contact_source = test::kSource,
        .detail = R"({"contact":{"source":"test:one","id":"wm1"},"status":")" + std::string(ToString(status)) + "\"}"};
    if (!storage().orders().Take({order}, "shop")) throw std::runtime_error("the order was refused");
    Follow();
  }
  /// The time of day `days` after the customer was taken.
  void At(TimeMs days) {
    clock().Advance(taken + days * kDay - clock().Now());
    Settle();
  }
  std::vector<ReturningCustomer> Returning(const Scope& scope = Scope::All()) {
    return *storage().ownership().Returning(scope, 10);
  }
  std::uint64_t customer = 0;
  PublicPool pool;
  TimeMs taken = 0;
  std::uint64_t seq = 0;
};

}  // namespace

TEST_CASE("A customer whom nobody talked to comes back after a warning, and the ledger says why") {
  Company f;
  f.At(11);
  CHECK(f.Returning().empty());
  f.At(12);
  REQUIRE(f.Returning().size() == 1);
  CHECK(f.Returning()[0].customer == f.customer);
  CHECK(f.Returning()[0].owner.name == "张三");
  CHECK(f.Returning()[0].due_at == f.taken + 15 * kDay);
  CHECK(f.Returning(Company::Own("zhang")).size() == 1);
  CHECK(f.Returning(Company::Own("li")).empty());
  CHECK(f.OwnerOf(f.customer) == "zhang");
  f.At(15);
  CHECK(f.OwnerOf(f.customer).empty());
  CHECK(f.Of(f.customer).pool_name == "公海");
  CHECK(f.Returning().empty());
  const OwnershipEntry last = f.ledger().History(f.customer)->back();
  CHECK(last.actor.cause == "pool:" + std::to_string(f.pool.id));
  CHECK(last.actor.reason == "idle");
}

TEST_CASE("A word with the customer moves the date and takes the warning back") {
  Company f;
  f.At(12);
  REQUIRE(f.Returning().size() == 1);
  f.Talk();
  f.At(15);
  CHECK(f.OwnerOf(f.customer) == "zhang");
  CHECK(f.Returning().empty());
  f.At(24);
  REQUIRE(f.Returning().size() == 1);
  CHECK(f.Returning()[0].due_at == f.taken + 27 * kDay);
  f.At(27);
  CHECK(f.OwnerOf(f.customer).empty());
}

TEST_CASE("A frozen customer stays, and goes when he is free again") {
  Company f;
  REQUIRE(f.Code(Company::Order(f.customer, OwnershipAct::kFreeze)) == "done");
  f.At(16);
  CHECK(f.OwnerOf(f.customer) == "zhang");
  REQUIRE(f.Code(Company::Order(f.customer, OwnershipAct::kUnfreeze)) == "done");
  f.At(18);
  CHECK(f.OwnerOf(f.customer).empty());
}

TEST_CASE("A rule that comes later is found within a day") {
  Company f;
  PublicPool change = f.pool;
  change.returns.idle_days = 0;
  change = *f.storage().pools().Update(change);
  f.At(40);
  CHECK(f.OwnerOf(f.customer) == "zhang");
  change.returns.idle_days = 15;
  REQUIRE(f.storage().pools().Update(change));
  f.At(41);
  CHECK(f.OwnerOf(f.customer).empty());
}

TEST_CASE("A paid order after he was taken is a deal, and one that was cancelled is none") {
  Company f;
  PublicPool change = f.pool;
  change.returns = {.idle_days = 0, .no_deal_days = 10, .warn_days = 0, .grades = {}, .deal_stages = {}};
  REQUIRE(f.storage().pools().Update(change));
  f.Bought(OrderStatus::kPaid);
  f.At(20);
  CHECK(f.OwnerOf(f.customer) == "zhang");
  f.Bought(OrderStatus::kCancelled);
  f.At(22);
  CHECK(f.OwnerOf(f.customer).empty());
}

TEST_CASE("A paid order takes the warning back when it comes, and cancelled it is warned of again") {
  Company f;
  PublicPool change = f.pool;
  change.returns = {.idle_days = 0, .no_deal_days = 10, .warn_days = 3, .grades = {}, .deal_stages = {}};
  REQUIRE(f.storage().pools().Update(change));
  f.At(8);
  REQUIRE(f.Returning().size() == 1);
  f.Bought(OrderStatus::kPaid);
  f.Settle();
  CHECK(f.Returning().empty());
  f.Bought(OrderStatus::kCancelled);
  f.Settle();
  REQUIRE(f.Returning().size() == 1);
  CHECK(f.Returning()[0].due_at == f.taken + 10 * kDay);
  CHECK(f.OwnerOf(f.customer) == "zhang");
  CHECK(f.Count("return_due") == 0);
}

TEST_CASE("An order of somebody whom nobody owns asks for no look") {
  Company f;
  REQUIRE(f.Code(Company::Order(f.customer, OwnershipAct::kReturn, "", f.pool.id)) == "done");
  f.Bought(OrderStatus::kPaid);
  CHECK(f.Count("return_due") == 0);
}

TEST_CASE("A date follows from the last word, the grade and the stage") {
  PublicPool pool;
  pool.id = 4;
  pool.returns = {.idle_days = 10, .no_deal_days = 30, .warn_days = 2, .grades = {"B"}, .deal_stages = {"成交"}};
  const TimeMs start = 1'758'000'000'000;
  CHECK_FALSE(ReturnDateOf(pool, {.since = start, .contact = 0, .grade = "A", .stage = ""}));
  CHECK(ReturnDateOf(pool, {.since = start, .contact = 0, .grade = "B", .stage = ""})->due == start + 10 * kDay);
  CHECK(ReturnDateOf(pool, {.since = start, .contact = 0, .grade = "B", .stage = ""})->warn == start + 8 * kDay);
  CHECK(ReturnDateOf(pool, {.since = start, .contact = start + 5 * kDay, .grade = "B", .stage = ""})->due ==
        start + 15 * kDay);
  CHECK(ReturnDateOf(pool, {.since = start, .contact = start + 25 * kDay, .grade = "B", .stage = ""})->due ==
        start + 30 * kDay);
  CHECK(ReturnDateOf(pool, {.since = start, .contact = start + 25 * kDay, .grade = "B", .stage = ""})->reason ==
        "no_deal");
  CHECK(ReturnDateOf(pool, {.since = start, .contact = start + 25 * kDay, .grade = "B", .stage = "成交"})->due ==
        start + 35 * kDay);
  pool.returns.idle_days = 0;
  const auto due = [&](TimeMs deal) { return ReturnDateOf(pool, {.since = start, .deal = deal, .grade = "B"}); };
  CHECK(due(0)->due == start + 30 * kDay);
  CHECK(due(start - kDay)->due == start + 30 * kDay);
  CHECK_FALSE(due(start + kDay));
  pool.returns = {};
  CHECK_FALSE(ReturnDateOf(pool, {.since = start, .contact = 0, .grade = "B", .stage = ""}));
}

}  // namespace custos::storage
