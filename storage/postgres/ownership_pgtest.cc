// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

using Ledger = test::OwnershipFixture;
constexpr TimeMs kDay = 86'400'000;
const CustomerActor kActor{7, "陈主管", "同一个人"};

}  // namespace

TEST_CASE("Every change of an owner is an entry and a leaf, and says who ordered it and why") {
  Ledger f;
  f.Records(2);
  const std::uint64_t before = f.storage().GetInfo()->tree_size;
  OwnershipOrder order = Ledger::Order(1, OwnershipAct::kAssign, "zhang");
  order.actor.reason = "新客户";
  const OwnershipOutcome outcome = f.Do(order);
  CHECK_FALSE(outcome.refused);
  CHECK(outcome.entry == before);
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.Of(1).owner->name == "张三");
  CHECK(f.OwnerOf(2).empty());
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "li")) == "done");
  const auto history = *f.ledger().History(1);
  REQUIRE(history.size() == 2);
  CHECK(history[0].actor.reason == "新客户");
  CHECK(history[0].actor.user_name == "陈主管");
  CHECK(history[1].owner->id == "li");
  CHECK(history[1].state.last_owner->employee.id == "zhang");
  CHECK(f.Count("ownership WHERE customer = 1") == 1);
  CHECK(f.storage().GetInfo()->tree_size == before + 2);
}

TEST_CASE("What stands already makes no entry, and a bad order costs its neighbours nothing") {
  Ledger f;
  f.Records(3);
  const auto outcomes = *f.ledger().Apply(
      {Ledger::Order(1, OwnershipAct::kAssign, "zhang"), Ledger::Order(1, OwnershipAct::kAssign, "zhang"),
       Ledger::Order(999, OwnershipAct::kAssign, "zhang"), Ledger::Order(2, OwnershipAct::kAssign, "nobody"),
       Ledger::Order(2, OwnershipAct::kReturn, "", 44), Ledger::Order(3, OwnershipAct::kAssign, "li")});
  REQUIRE(outcomes.size() == 6);
  CHECK(outcomes[1].entry == outcomes[0].entry);
  CHECK(outcomes[2].refused->code == "customer.not_found");
  CHECK(outcomes[3].refused->code == "employee.not_found");
  CHECK(outcomes[4].refused->code == "pool.not_found");
  CHECK_FALSE(outcomes[5].refused);
  CHECK(f.Acts(1) == "assign");
  CHECK(f.Count("ownership_entry") == 2);
}

TEST_CASE("An order on what somebody changed meanwhile is refused") {
  Ledger f;
  f.Records(1);
  OwnershipOrder first = Ledger::Order(1, OwnershipAct::kAssign, "zhang");
  first.seen = kNoEntry;
  const auto entry = static_cast<std::int64_t>(f.Do(first).entry);
  CHECK(f.Code(first) == "ownership.changed");
  OwnershipOrder second = Ledger::Order(1, OwnershipAct::kAssign, "li");
  second.seen = entry;
  CHECK(f.Code(second) == "done");
  CHECK(f.Code(second) == "ownership.changed");
}

TEST_CASE("Lines of business have owners of their own") {
  Ledger f;
  f.Records(1);
  OwnershipOrder other = Ledger::Order(1, OwnershipAct::kAssign, "li");
  other.line = "保险";
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(other) == "done");
  const auto views = *f.ledger().Of({1});
  REQUIRE(views.size() == 2);
  CHECK(views[0].owner->id == "zhang");
  CHECK(views[1].owner->id == "li");
  const std::uint64_t pool = f.NewPool("保险公海", {}, "保险");
  CHECK(f.Code(Ledger::Order(1, OwnershipAct::kReturn, "", pool)) == "pool.not_found");
}

TEST_CASE("Claims keep the limits of a pool: by day, in total, cooling off, department") {
  Ledger f;
  f.Records(9);
  const std::uint64_t pool = f.NewPool("公海", {.per_day = 2, .held = 3, .cool_off_days = 7});
  for (std::uint64_t customer = 1; customer <= 9; ++customer) {
    REQUIRE(f.Code(Ledger::Order(customer, OwnershipAct::kReturn, "", pool)) == "done");
  }
  CHECK(f.storage().pools().List()->front().customers == 9);
  const auto claim = [&](std::uint64_t customer, const char* employee) {
    return f.Code(Ledger::Order(customer, OwnershipAct::kClaim, employee));
  };
  CHECK(claim(1, "zhang") == "done");
  CHECK(claim(1, "li") == "ownership.not_in_pool");
  CHECK(claim(2, "zhang") == "done");
  CHECK(claim(3, "zhang") == "pool.daily_limit");
  CHECK(claim(3, "li") == "done");
  f.clock().Advance(kDay);
  CHECK(claim(4, "zhang") == "done");
  CHECK(claim(5, "zhang") == "pool.held_limit");
  REQUIRE(f.Code(Ledger::Order(4, OwnershipAct::kReturn, "", pool)) == "done");
  CHECK(claim(4, "zhang") == "pool.cooling_off");
  CHECK(claim(5, "zhang") == "done");
  f.clock().Advance(7 * kDay);
  CHECK(claim(4, "zhang") == "pool.held_limit");
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kReturn, "", pool)) == "done");
  CHECK(claim(4, "zhang") == "done");
}

TEST_CASE("Limits are counted on within one call") {
  Ledger f;
  f.Records(4);
  const std::uint64_t pool = f.NewPool("公海", {.per_day = 2});
  std::vector<OwnershipOrder> orders;
  for (std::uint64_t n = 1; n <= 4; ++n) orders.push_back(Ledger::Order(n, OwnershipAct::kReturn, "", pool));
  for (std::uint64_t n = 1; n <= 4; ++n) orders.push_back(Ledger::Order(n, OwnershipAct::kClaim, "zhang"));
  const auto outcomes = *f.ledger().Apply(orders);
  CHECK_FALSE(outcomes[5].refused);
  REQUIRE(outcomes[6].refused);
  CHECK(outcomes[6].refused->code == "pool.daily_limit");
}

TEST_CASE("A pool of some departments is closed to the others, and a closed one to all") {
  Ledger f;
  DirectorySnapshot people = f.Snapshot();
  people.departments = {{1, 0, "公司"}, {2, 1, "一部"}, {3, 2, "一组"}, {4, 1, "二部"}};
  people.employees = {{.id = "zhang", .name = "张三", .departments = {3}, .main_department = 3},
                      {.id = "li", .name = "李四", .departments = {4}, .main_department = 4}};
  f.Tell(people);
  f.Records(2);
  PublicPool pool;
  pool.name = "一部公海";
  pool.departments = {{test::kSource, 2}};
  pool = *f.storage().pools().Create(pool);
  for (std::uint64_t n = 1; n <= 2; ++n)
    REQUIRE(f.Code(Ledger::Order(n, OwnershipAct::kReturn, "", pool.id)) == "done");
  CHECK(f.Code(Ledger::Order(1, OwnershipAct::kClaim, "li")) == "pool.not_theirs");
  CHECK(f.Code(Ledger::Order(1, OwnershipAct::kClaim, "zhang")) == "done");
  pool.open = false;
  REQUIRE(f.storage().pools().Update(pool));
  CHECK(f.Code(Ledger::Order(2, OwnershipAct::kClaim, "zhang")) == "pool.not_theirs");
}

TEST_CASE("A lending ends by itself on its date") {
  Ledger f;
  f.Records(1);
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kLend, "li", 0, f.clock().Now() + kDay)) == "done");
  CHECK(f.Of(1).serving->id == "li");
  CHECK(f.OwnerOf(1) == "zhang");
  f.Settle();
  CHECK(f.Acts(1) == "assign lend");
  f.clock().Advance(kDay);
  CHECK(f.Of(1).serving->id == "zhang");
  f.Settle();
  CHECK(f.Acts(1) == "assign lend end_lending");
  CHECK(f.ledger().History(1)->back().actor.cause == "date");
}

TEST_CASE("A merged customer keeps one owner, and gets back what it had when it is taken apart") {
  Ledger f;
  f.Records(3);
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(Ledger::Order(2, OwnershipAct::kAssign, "li")) == "done");
  const auto both = f.customers().Merge(Scope::All(), 1, 2, kActor);
  REQUIRE(both);
  CHECK(f.Code(Ledger::Order(2, OwnershipAct::kAssign, "zhang")) == "ownership.merged");
  f.Settle();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK_FALSE(f.Of(2).serving);
  const auto none = f.customers().Merge(Scope::All(), 3, 1, kActor);
  REQUIRE(none);
  f.Settle();
  CHECK(f.OwnerOf(3) == "zhang");
  CHECK(f.Acts(3) == "merge_in");
  REQUIRE(f.customers().Unmerge(Scope::All(), none->id, kActor));
  REQUIRE(f.customers().Unmerge(Scope::All(), both->id, kActor));
  f.Settle();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.OwnerOf(2) == "li");
  CHECK(f.Of(2).serving);
  CHECK(f.OwnerOf(3).empty());
  CHECK(f.Acts(1) == "assign merge_away take_apart");
  CHECK(f.Acts(3) == "merge_in take_apart");
}

TEST_CASE("What happened to the standing record since the merge stays when it is taken apart") {
  Ledger f;
  f.Records(2);
  REQUIRE(f.Code(Ledger::Order(2, OwnershipAct::kAssign, "li")) == "done");
  const auto merge = f.customers().Merge(Scope::All(), 1, 2, kActor);
  f.Settle();
  REQUIRE(f.OwnerOf(1) == "li");
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.customers().Unmerge(Scope::All(), merge->id, kActor));
  f.Settle();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.OwnerOf(2) == "li");
}

TEST_CASE("The database itself refuses a second owner, a pool beside an owner, and a fork in the ledger") {
  Ledger f;
  f.Records(1);
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  CHECK_THROWS(f.Sql("INSERT INTO ownership (customer, line, entry, owner_id, since) VALUES (1, '', 99, 'li', 1)"));
  CHECK_THROWS(f.Sql("UPDATE ownership SET pool = 3 WHERE customer = 1"));
  CHECK_THROWS(
      f.Sql("INSERT INTO ownership_entry (leaf, customer, line, previous, act, at, content)"
            " SELECT 99, customer, line, previous, act, at, content FROM ownership_entry"));
}

TEST_CASE("A customer whom nobody served becomes the first contact's who still works here, once") {
  Ledger f;
  DirectorySnapshot contacts = f.Snapshot();
  contacts.customers = {{.id = "wm1", .name = "王女士"}, {.id = "wm2", .name = "李先生"}};
  contacts.relations = {{.employee_id = "li", .customer_id = "wm1", .added_at = 2'000},
                        {.employee_id = "zhang", .customer_id = "wm1", .added_at = 1'000},
                        {.employee_id = "gone", .customer_id = "wm2", .added_at = 1'000}};
  f.Tell(contacts);
  f.Follow();
  f.Settle();
  const std::uint64_t customer = f.IdOf("wm1");
  CHECK(f.OwnerOf(customer) == "zhang");
  CHECK(f.ledger().History(customer)->front().actor.cause == "first_contact");
  CHECK(f.Acts(f.IdOf("wm2")).empty());
  REQUIRE(f.Code(Ledger::Order(customer, OwnershipAct::kReturn, "", f.NewPool("公海"))) == "done");
  f.Contact("li", "wm1", "王女士");
  f.Follow();
  f.Settle();
  CHECK(f.Acts(customer) == "assign return");
  CHECK(f.Count("ownership_due") == 0);
}

// Who merges holds several records in an order of his own: an order that waited for them could be waited for by him.
TEST_CASE("An order waits for nobody who is merging, and goes along when the record is merged") {
  Ledger f;
  f.Records(2);
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  {
    db::Connection other(f.database());
    db::Transaction merging(other);
    other.Query("UPDATE customer_record SET merged_into = 2, version = version + 1 WHERE id = 1");
    CHECK(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "li")) == "done");
  }
  REQUIRE(f.customers().Merge(Scope::All(), 2, 1, {1, "陈主管", "同一个人"}));
  f.Settle();
  CHECK(f.OwnerOf(2) == "li");
  CHECK(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "ownership.merged");
}

TEST_CASE("The ledger is there after a restart") {
  Ledger f;
  f.Records(1);
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(Ledger::Order(1, OwnershipAct::kShare, "li")) == "done");
  f.Reopen();
  CHECK(f.OwnerOf(1) == "zhang");
  REQUIRE(f.Of(1).shared.size() == 1);
  CHECK(f.Of(1).shared[0].name == "李四");
}

}  // namespace custos::storage
