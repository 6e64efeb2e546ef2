// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "server/customers/allocation_runner.h"
#include "storage/postgres/test_ownership.h"

namespace custos::server::customers {
namespace {

using nlohmann::json;
using namespace storage;
using storage::test::kSource;

constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kHour = 60 * kMinute;

/// The ledger, until it is told to fail: then it does what it is asked and the answer is lost, or it does nothing, or
/// it refuses.
class FrailLedger final : public OwnershipStore {
 public:
  enum class Fails { kNever, kBefore, kAfter, kRefuses };
  explicit FrailLedger(OwnershipStore& real) : real_(real) {}

  Result<std::vector<OwnershipOutcome>> Apply(const std::vector<OwnershipOrder>& orders) override {
    const Error lost{ErrorKind::kUnavailable, "db.away", "the answer is lost"};
    if (fails == Fails::kBefore && !orders.empty()) return lost;
    if (fails == Fails::kRefuses) {
      std::vector<OwnershipOutcome> refused(orders.size());
      for (OwnershipOutcome& one : refused) one.refused = Error{ErrorKind::kConflict, "ownership.full", "not now"};
      return refused;
    }
    auto outcomes = real_.Apply(orders);
    if (fails == Fails::kAfter && !orders.empty()) return lost;
    return outcomes;
  }
  Result<std::vector<OwnershipView>> Of(const std::vector<std::uint64_t>& customers) override {
    return real_.Of(customers);
  }
  Result<std::vector<OwnershipEntry>> History(std::uint64_t customer) override { return real_.History(customer); }
  Result<std::vector<ReturningCustomer>> Returning(const Scope& scope, std::size_t limit) override {
    return real_.Returning(scope, limit);
  }
  Result<std::uint64_t> Settle() override { return real_.Settle(); }

  Fails fails = Fails::kNever;

 private:
  OwnershipStore& real_;
};

/// A company of zhang, li and wang with customers whom nobody serves.
class Company : public storage::test::OwnershipFixture {
 public:
  explicit Company(int customers = 20) {
    DirectorySnapshot people = Snapshot();
    people.departments = {{1, 0, "公司"}, {2, 1, "销售部"}};
    people.employees = {{.id = "zhang", .name = "张三", .departments = {1}, .main_department = 1},
                        {.id = "li", .name = "李四", .departments = {1}, .main_department = 1},
                        {.id = "wang", .name = "王五", .departments = {2}, .main_department = 2}};
    Tell(people);
    Records(customers);
    StartRunner();
  }

  AllocationStore& store() { return storage().allocations(); }
  FrailLedger& frail() { return *frail_; }

  void StartRunner() {
    frail_.emplace(storage().ownership());
    runner_.emplace(
        AllocationRunner::Parts{.store = store(), .ledger = *frail_, .clock = clock(), .zone_minutes = 480});
  }
  static AllocationRule Rule(const std::string& name, std::vector<AllocationTaker> takers,
                             AllocationMethod method = AllocationMethod::kInTurn) {
    AllocationRule rule;
    rule.name = name;
    rule.terms.takers = std::move(takers);
    rule.terms.method = method;
    return rule;
  }
  static AllocationTaker Taker(const std::string& id, std::uint32_t weight = 1) {
    return {.employee = Employee(id), .weight = weight};
  }
  AllocationRule Make(const AllocationRule& rule) {
    auto made = store().Create(rule);
    if (!made) throw std::runtime_error(made.error().code + ": " + made.error().message);
    return *made;
  }
  void Offer(std::uint64_t first, std::uint64_t last, const std::string& line = {}) {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = first; id <= last; ++id) ids.push_back(id);
    REQUIRE(store().Offer(ids, line, 7, "陈主管"));
  }
  /// Until nothing is left.
  void Run() {
    while (true) {
      const auto done = runner_->Tick();
      if (!done) throw std::runtime_error(done.error().code + ": " + done.error().message);
      if (*done == 0) return;
    }
  }
  bool Tick() { return static_cast<bool>(runner_->Tick()); }
  std::map<std::string, int> Owners(std::uint64_t last) {
    std::map<std::string, int> owners;
    for (std::uint64_t id = 1; id <= last; ++id) ++owners[OwnerOf(id)];
    return owners;
  }
  std::vector<AllocationView> DecisionsOf(std::uint64_t customer) {
    const auto page = store().Decisions({.customer = customer});
    if (!page) throw std::runtime_error(page.error().code + ": " + page.error().message);
    return page->items;
  }
  std::map<std::string, std::uint64_t> Waiting() { return *store().CountWaiting(); }
  void CountActivity() {
    while (*storage().activity().Follow() != 0) {
    }
  }

 private:
  std::optional<FrailLedger> frail_;
  std::optional<AllocationRunner> runner_;
};

using Counts = std::map<std::string, int>;

}  // namespace

TEST_CASE("A rule keeps what it was told, and an outdated change is refused") {
  Company f;
  AllocationRule rule = Company::Rule("华东", {Company::Taker("zhang", 5)}, AllocationMethod::kWeighted);
  rule.line = "保险";
  rule.terms.takers[0].owned = 100;
  rule.terms.takers[0].per_day = 5;
  rule.terms.takers[0].away = true;
  rule.terms.conditions = {.regions = {"浙江"},
                           .tags = {"复购"},
                           .grades = {"A"},
                           .stages = {"报价"},
                           .intakes = {"lead:shop"},
                           .channels = {"官网"},
                           .fields = {{"行业", {"医药", "教育"}}}};
  rule.terms.departments = {{kSource, 2}};
  rule.terms.department_owned = 7;
  rule.terms.department_per_day = 8;
  rule.terms.hours = {.weekdays = {1, 2}, .from_minutes = 540, .to_minutes = 1'080};
  rule.terms.anyway = true;
  rule.terms.time_out_minutes = 30;
  rule.terms.max_moves = 2;
  rule.terms.fallback_pool = 3;
  const AllocationRule made = f.Make(rule);
  f.Make(Company::Rule("其余", {Company::Taker("li")}));
  const AllocationRule read = f.store().Rules()->front();
  CHECK(read.id == made.id);
  CHECK(read.line == "保险");
  CHECK(AllocationTermsText(read.terms) == AllocationTermsText(rule.terms));
  AllocationRule change = read;
  change.name = "华东一区";
  REQUIRE(f.store().Update(change));
  CHECK(f.store().Update(change).error().code == "allocation.changed");
  change.version = 2;
  change.name = "其余";
  CHECK(f.store().Update(change).error().code == "allocation.name_taken");
  change.id = 99;
  CHECK(f.store().Update(change).error().code == "allocation.not_found");
  CHECK(f.store().Create(rule).ok());
  CHECK(f.store().Create(rule).error().code == "allocation.name_taken");
  const auto rules = *f.store().Rules();
  CHECK(f.store().Reorder({rules[0].id}).error().code == "allocation.changed");
  REQUIRE(f.store().Reorder({rules[2].id, rules[0].id, rules[1].id}));
  CHECK(f.store().Rules()->front().id == rules[2].id);
  CHECK(f.store().Remove(rules[2].id, 7).error().code == "allocation.changed");
  REQUIRE(f.store().Remove(rules[2].id, 1));
  CHECK(f.store().Rules()->size() == 2);
}

TEST_CASE("The calendar is what was set last") {
  Company f;
  REQUIRE(f.store().SetCalendar({{20'362, false, "国庆节"}, {20'374, true, "调休"}}));
  REQUIRE(f.store().SetCalendar({{20'363, false, "国庆节"}}));
  const auto days = f.store().Calendar();
  REQUIRE(days);
  REQUIRE(days->size() == 1);
  CHECK((*days)[0].day == 20'363);
  CHECK_FALSE((*days)[0].works);
  CHECK((*days)[0].note == "国庆节");
}

TEST_CASE("Customers who are offered get owners by weight, with an entry of the ledger and a reason each") {
  Company f;
  const AllocationRule rule =
      f.Make(Company::Rule("默认", {Company::Taker("zhang", 3), Company::Taker("li", 1)}, AllocationMethod::kWeighted));
  f.Offer(1, 8);
  f.Run();
  CHECK(f.Owners(8) == Counts{{"zhang", 6}, {"li", 2}});
  const auto entries = f.ledger().History(1);
  CHECK(entries->front().actor.cause == "allocation:" + std::to_string(rule.id));
  CHECK(entries->front().actor.user_name == "陈主管");
  const auto decisions = f.DecisionsOf(1);
  REQUIRE(decisions.size() == 1);
  CHECK(decisions[0].decision.state == AllocationState::kDone);
  CHECK(decisions[0].decision.entry == static_cast<std::int64_t>(entries->front().entry));
  CHECK(decisions[0].taker->name == "张三");
  CHECK(json::parse(decisions[0].decision.why)["takers"][0]["verdict"] == "chosen");
  CHECK(f.Waiting().empty());
}

TEST_CASE("The turn goes on over a restart, and is each rule's own") {
  Company f;
  AllocationRule graded = Company::Rule("一", {Company::Taker("zhang"), Company::Taker("li"), Company::Taker("wang")});
  graded.terms.conditions.grades = {"A"};
  f.Make(graded);
  f.Make(Company::Rule("二", {Company::Taker("zhang"), Company::Taker("li")}));
  f.Sql("UPDATE customer_record SET grade = 'A' WHERE id % 2 = 0");
  f.Offer(1, 2);
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.OwnerOf(2) == "zhang");
  f.Reopen();
  f.StartRunner();
  f.Offer(3, 6);
  f.Run();
  CHECK(f.OwnerOf(3) == "li");
  CHECK(f.OwnerOf(4) == "li");
  CHECK(f.OwnerOf(5) == "zhang");
  CHECK(f.OwnerOf(6) == "wang");
}

TEST_CASE("An owner keeps his customer, and a customer in a pool is given only when a person asks") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("li")}));
  const std::uint64_t pool = f.NewPool("公海");
  REQUIRE(f.Code(Company::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(Company::Order(2, OwnershipAct::kReturn, "", pool)) == "done");
  f.Offer(1, 2);
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.OwnerOf(2) == "li");
  const auto kept = f.DecisionsOf(1);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].decision.act == AllocationAct::kKept);
  CHECK(kept[0].taker->id == "zhang");
  CHECK(f.Waiting().empty());
}

TEST_CASE("Whom nobody can take waits with the reason, and is looked at again when rules change") {
  Company f;
  f.Offer(1, 2);
  f.Run();
  CHECK(f.Waiting() == std::map<std::string, std::uint64_t>{{"no_rule", 2}});
  AllocationRule rule = Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("gone")});
  rule.terms.takers[0].owned = 1;
  rule = f.Make(rule);
  f.Run();
  CHECK(f.Owners(2) == Counts{{"zhang", 1}, {"", 1}});
  CHECK(f.Waiting() == std::map<std::string, std::uint64_t>{{"nobody_free", 1}});
  rule.terms.takers[0].owned = 2;
  REQUIRE(f.store().Update(rule));
  f.Run();
  CHECK(f.Owners(2) == Counts{{"zhang", 2}});
}

TEST_CASE("A limit of a day ends at midnight of the company's zone") {
  Company f;
  AllocationRule rule = Company::Rule("默认", {Company::Taker("zhang")});
  rule.terms.takers[0].per_day = 2;
  f.Make(rule);
  f.Offer(1, 5);
  f.Run();
  CHECK(f.Owners(5)["zhang"] == 2);
  f.clock().Advance(7 * kHour);  // 23:53
  f.Run();
  CHECK(f.Owners(5)["zhang"] == 2);
  f.clock().Advance(kHour);
  f.Run();
  CHECK(f.Owners(5)["zhang"] == 4);
}

TEST_CASE("Employees of a department take too, and whoever leaves gets none") {
  Company f;
  AllocationRule rule = Company::Rule("销售部", {});
  rule.terms.departments = {{kSource, 1}};
  f.Make(rule);
  f.Offer(1, 6);
  f.Run();
  CHECK(f.Owners(6) == Counts{{"zhang", 2}, {"li", 2}, {"wang", 2}});
  f.Sql("UPDATE employee SET active = false WHERE id = 'li'");
  f.Offer(7, 10);
  f.Run();
  CHECK(f.Owners(10) == Counts{{"zhang", 4}, {"li", 2}, {"wang", 4}});
}

TEST_CASE("After a crash before or after the ledger nobody is lost, given twice or counted twice") {
  for (const auto fails : {FrailLedger::Fails::kBefore, FrailLedger::Fails::kAfter}) {
    Company f;
    f.Make(Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li")}));
    f.Offer(1, 10);
    f.frail().fails = fails;
    CHECK_FALSE(f.Tick());
    CHECK(f.Count("allocation_decision WHERE state = 0") == 10);
    f.Reopen();
    f.StartRunner();
    f.Run();
    CHECK(f.Owners(10) == Counts{{"zhang", 5}, {"li", 5}});
    CHECK(f.Count("ownership_entry") == 10);
    CHECK(f.Count("allocation_decision WHERE state = 1 AND entry >= 0") == 10);
    CHECK(f.Count("allocation_decision") == 10);
    CHECK(f.Waiting().empty());
  }
}

TEST_CASE("Whom somebody else took meanwhile stays his, and the decision says that it was refused") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("li")}));
  f.Offer(1, 1);
  f.frail().fails = FrailLedger::Fails::kBefore;
  CHECK_FALSE(f.Tick());
  f.frail().fails = FrailLedger::Fails::kNever;
  REQUIRE(f.Code(Company::Order(1, OwnershipAct::kAssign, "zhang")) == "done");
  f.Run();
  f.clock().Advance(kHour);
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  const auto decisions = f.DecisionsOf(1);
  REQUIRE(decisions.size() == 2);
  CHECK(decisions[1].decision.state == AllocationState::kRefused);
  CHECK(decisions[1].decision.code == "ownership.changed");
  CHECK(decisions[0].decision.act == AllocationAct::kKept);
  CHECK(f.Waiting().empty());
}

TEST_CASE("Whom the ledger refuses costs his taker no turn, now or after a restart") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li"), Company::Taker("wang")}));
  f.Offer(1, 1);
  f.frail().fails = FrailLedger::Fails::kRefuses;
  REQUIRE(f.Tick());
  CHECK(f.DecisionsOf(1)[0].decision.state == AllocationState::kRefused);
  CHECK(f.DecisionsOf(1)[0].taker->id == "zhang");
  f.frail().fails = FrailLedger::Fails::kNever;
  f.StartRunner();
  f.Offer(2, 2);
  f.Run();
  CHECK(f.OwnerOf(2) == "zhang");
  f.clock().Advance(kMinute);
  f.Run();
  CHECK(f.OwnerOf(1) == "li");
}

TEST_CASE("Whoever is taken off the list waits no more, in that line only") {
  Company f;
  f.Offer(1, 3);
  f.Offer(1, 1, "保险");
  CHECK(f.store().TakeOff({1, 2, 9}, "").value() == 2);
  f.Make(Company::Rule("默认", {Company::Taker("li")}));
  f.Run();
  CHECK(f.Owners(3) == Counts{{"", 2}, {"li", 1}});
  CHECK(f.Waiting() == std::map<std::string, std::uint64_t>{{"no_rule", 1}});
}

TEST_CASE("Whoever is taken off while it is decided who gets him is given to nobody, and costs nobody a turn") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li"), Company::Taker("wang")}));
  f.Offer(1, 1);
  db::Connection other(f.database());
  db::Transaction transaction(other);
  other.Query("DELETE FROM allocation_due");
  std::atomic<bool> ended{false};
  bool went = false;
  std::jthread runner([&] {
    went = f.Tick();
    ended = true;
  });
  const auto waits = [&] { return f.Count("pg_locks WHERE NOT granted") > 0; };
  while (!ended && !waits()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  transaction.Commit();
  runner.join();
  CHECK(went);
  CHECK(f.OwnerOf(1).empty());
  CHECK(f.DecisionsOf(1).empty());
  f.StartRunner();
  f.Offer(2, 2);
  f.Run();
  CHECK(f.OwnerOf(2) == "zhang");
}

TEST_CASE("Decisions are found by who got the customer, by outcome and by time") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li")}));
  f.Offer(1, 2);
  f.Run();
  const TimeMs first = f.clock().Now();
  f.clock().Advance(kHour);
  f.Offer(1, 1);
  f.Run();
  const auto found = [&](const AllocationFilter& filter) { return f.store().Decisions(filter).value().items.size(); };
  CHECK(found({}) == 3);
  CHECK(found({.taker = f.Employee("li")}) == 1);
  CHECK(found({.act = AllocationAct::kKept}) == 1);
  CHECK(found({.act = AllocationAct::kGiven, .state = AllocationState::kDone}) == 2);
  CHECK(found({.state = AllocationState::kRefused}) == 0);
  CHECK(found({.from = first + 1}) == 1);
  CHECK(found({.until = first + 1}) == 2);
}

TEST_CASE("A customer nobody speaks with moves on, at most so often, then goes into the pool") {
  Company f;
  AllocationRule rule = Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li"), Company::Taker("wang")});
  rule.terms.time_out_minutes = 30;
  rule.terms.max_moves = 1;
  rule.terms.fallback_pool = f.NewPool("公海");
  f.Make(rule);
  f.Offer(1, 1);
  f.Run();
  f.clock().Advance(29 * kMinute);
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  f.clock().Advance(kMinute);
  f.Run();
  CHECK(f.OwnerOf(1) == "li");
  f.clock().Advance(30 * kMinute);
  f.Run();
  CHECK(f.OwnerOf(1).empty());
  CHECK(f.Of(1).pool_name == "公海");
  CHECK(f.Acts(1) == "assign assign return");
  const auto decisions = f.DecisionsOf(1);
  REQUIRE(decisions.size() == 3);
  CHECK(decisions[2].decision.watch == AllocationWatch::kMovedOn);
  CHECK(decisions[1].decision.act == AllocationAct::kMovedOn);
  CHECK(decisions[1].moved_from->id == "zhang");
  CHECK(decisions[0].decision.act == AllocationAct::kToPool);
  CHECK(f.ledger().History(1)->back().actor.reason == "time_out");
}

TEST_CASE("Whoever has written to his customer in time keeps him") {
  Company f(0);
  f.Contact("zhang", "wm1", "客户一");
  f.Follow();
  const std::uint64_t customer = f.IdOf("wm1");
  AllocationRule rule = Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li")});
  rule.terms.time_out_minutes = 30;
  rule.terms.max_moves = 3;
  f.Make(rule);
  f.Offer(customer, customer);
  f.Run();
  REQUIRE(f.OwnerOf(customer) == "zhang");
  Message message = storage::test::ChatMessage(1, "您好", "zhang", "wm1");
  message.sent_at = f.clock().Now() + 10 * kMinute;
  f.CommitMessages({message});
  f.CountActivity();
  f.clock().Advance(31 * kMinute);
  f.Run();
  CHECK(f.OwnerOf(customer) == "zhang");
  CHECK(f.DecisionsOf(customer)[0].decision.watch == AllocationWatch::kSpoken);
}

TEST_CASE("A time-out runs in the rule's hours only, and a day off that is set later counts") {
  Company f;
  AllocationRule rule = Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li")});
  rule.terms.hours = {.weekdays = {1, 2, 3, 4, 5}, .from_minutes = 540, .to_minutes = 1'080};
  rule.terms.time_out_minutes = 120;
  rule.terms.max_moves = 1;
  f.Make(rule);
  f.Offer(1, 1);
  f.Run();  // Thursday 2025-10-09 16:53
  CHECK(f.OwnerOf(1) == "zhang");
  REQUIRE(f.store().SetCalendar({{20'371, false, "放假"}}));  // Friday
  f.clock().Advance(20 * kHour);                              // Friday 12:53
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  f.clock().Advance(3 * 24 * kHour);  // Monday 12:53
  f.Run();
  CHECK(f.OwnerOf(1) == "li");
}

TEST_CASE("A lead's customer is offered once, by his region, even when leads are linked out of order") {
  Company f;
  AllocationRule rule = Company::Rule("浙江", {Company::Taker("zhang")});
  rule.terms.conditions.regions = {"浙江"};
  f.Make(rule);
  f.Make(Company::Rule("其余", {Company::Taker("li")}));
  f.Sql(
      "INSERT INTO lead (lead_id, source_id, key, sent_at, who, detail, linked, customer) VALUES"
      " (100, 1, 'a', 1, '', '{\"region\":\"浙江杭州\"}', true, 1), (101, 1, 'b', 1, '', '{}', false, 0),"
      " (102, 1, 'c', 1, '', '{\"region\":\"上海\"}', true, 2), (103, 1, 'd', 1, '', '{}', true, 0)");
  f.Run();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.OwnerOf(2) == "li");
  f.Sql("UPDATE lead SET linked = true, customer = 3 WHERE lead_id = 101");
  f.Run();
  CHECK(f.OwnerOf(3) == "li");
  f.Sql("DELETE FROM ownership");
  f.Run();
  CHECK(f.Count("allocation_decision") == 3);
  CHECK(f.Count("allocation_lead") == 0);
  CHECK(f.Sql("SELECT lead FROM allocation_progress").Int(0, 0) == 103);
}

TEST_CASE("A record that was merged gives way to the one that stands") {
  Company f;
  f.Offer(1, 1);
  f.Sql("UPDATE customer_record SET merged_into = 2 WHERE id = 1");
  f.Make(Company::Rule("默认", {Company::Taker("li")}));
  f.Run();
  CHECK(f.OwnerOf(2) == "li");
  CHECK(f.Waiting().empty());
}

TEST_CASE("A preview names the taker each would get, and changes nothing") {
  Company f;
  f.Make(Company::Rule("默认", {Company::Taker("zhang"), Company::Taker("li")}));
  REQUIRE(f.Code(Company::Order(3, OwnershipAct::kAssign, "wang")) == "done");
  const auto chooser = MakeChooser(f.store(), f.clock().Now(), 480);
  REQUIRE(chooser);
  const auto previews = PreviewAllocation(f.store(), **chooser, {2, 3, 1}, "");
  REQUIRE(previews);
  CHECK(previews->at(0).choice.taker->id == "zhang");
  CHECK(previews->at(1).kept);
  CHECK(previews->at(2).choice.taker->id == "li");
  CHECK(f.Count("allocation_decision") + f.Count("allocation_due") + f.Count("allocation_turn") == 0);
}

TEST_CASE("Ten thousand waiting customers are given out fairly", "[.speed]") {
  constexpr int kCustomers = 10'000;
  Company f(kCustomers);
  f.Make(Company::Rule("默认", {Company::Taker("zhang", 5), Company::Taker("li", 3), Company::Taker("wang", 2)},
                       AllocationMethod::kWeighted));
  f.Offer(1, kCustomers);
  const auto begin = std::chrono::steady_clock::now();
  f.Run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << kCustomers << " customers in " << took.count() << " s, " << kCustomers / took.count() << " a second\n";
  CHECK(f.Count("ownership WHERE owner_id = 'zhang'") == 5'000);
  CHECK(f.Count("ownership WHERE owner_id = 'li'") == 3'000);
  CHECK(f.Count("ownership WHERE owner_id = 'wang'") == 2'000);
}

}  // namespace custos::server::customers
