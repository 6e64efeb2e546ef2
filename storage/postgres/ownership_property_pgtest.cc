// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "storage/format/ownership.h"
#include "storage/ownership_rules.h"
#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

using Ledger = test::OwnershipFixture;
using std::chrono::steady_clock;

constexpr int kActors = 64;
constexpr std::uint32_t kHeldLimit = 40;

/// How long it goes on: so many seconds, and on a slow machine until enough was done to tell anything.
struct Course {
  steady_clock::time_point end;
  steady_clock::time_point latest_end;
  std::atomic<std::uint64_t> told{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> settled{0};

  bool Enough() const { return told > 1'000 && refused > 100 && settled > 10; }
  bool Over() const {
    const auto now = steady_clock::now();
    return now >= latest_end || (now >= end && Enough());
  }
};

/// What one actor was told he has done.
struct Told {
  std::uint64_t entry = 0;
  std::uint64_t customer = 0;
  OwnershipAct act = OwnershipAct::kAssign;
  std::string employee;
};

/// One of many who claim, assign, return, share, lend, merge and take apart without knowing of each other.
class Actor {
 public:
  Actor(Ledger& f, int number, int customers, const std::vector<std::uint64_t>& pools)
      : f_(f),
        random_(static_cast<unsigned>(number)),
        name_("rep" + std::to_string(number)),
        customers_(customers),
        pools_(pools) {}

  void Run(Course& course) {
    while (!course.Over()) {
      const int dice = static_cast<int>(random_() % 100);
      if (dice < 2) {
        Merge();
      } else {
        Order(dice, course);
      }
    }
  }

  std::vector<Told> told;
  std::vector<std::string> failures;

 private:
  std::uint64_t Customer() { return random_() % static_cast<unsigned>(customers_) + 1; }

  void Order(int dice, Course& course) {
    OwnershipOrder order = Ledger::Order(Customer(), OwnershipAct::kClaim, name_);
    if (dice < 25) {
      order.act = OwnershipAct::kAssign;
      order.employee = Ledger::Employee("rep" + std::to_string(random_() % kActors));
    } else if (dice < 55) {
      order = Ledger::Order(Customer(), OwnershipAct::kReturn, "", pools_[random_() % pools_.size()]);
    } else if (dice < 60) {
      order.act = OwnershipAct::kShare;
    } else if (dice < 63) {
      order.act = OwnershipAct::kLend;
      order.until = f_.clock().Now() + 1'000'000;
    }
    const auto outcomes = f_.ledger().Apply({order});
    if (!outcomes) return failures.push_back(outcomes.error().code);
    const OwnershipOutcome& outcome = outcomes->front();
    if (outcome.refused) {
      ++course.refused;
    } else {
      ++course.told;
      told.push_back({outcome.entry, order.customer, order.act, order.employee ? order.employee->id : ""});
    }
  }

  void Merge() {
    const CustomerActor actor{1, name_, "同一个人"};
    if (merges_.empty() || random_() % 3 != 0) {
      const auto merge = f_.customers().Merge(Scope::All(), Customer(), Customer(), actor);
      if (merge) merges_.push_back(merge->id);
      if (!merge && merge.error().code != "customer.same") failures.push_back(merge.error().code);
      return;
    }
    const auto undone = f_.customers().Unmerge(Scope::All(), merges_.back(), actor);
    if (!undone) failures.push_back(undone.error().code);
    merges_.pop_back();
  }

  Ledger& f_;
  std::mt19937 random_;
  const std::string name_;
  const int customers_;
  const std::vector<std::uint64_t>& pools_;
  std::vector<std::uint64_t> merges_;
};

/// The ledger played again from its leaves, with nothing of the tables of what stands.
struct Replay {
  std::map<std::uint64_t, OwnershipState> states;
  std::map<std::uint64_t, std::uint64_t> newest;
  std::map<std::uint64_t, Told> entries;
  std::uint64_t faults = 0;
  std::uint64_t most_held = 0;
};

Replay PlayAgain(Ledger& f) {
  Replay replay;
  std::map<std::string, std::uint64_t> held;
  const db::Rows rows =
      f.Sql("SELECT leaf, customer, previous, act, at, employee_id, content FROM ownership_entry ORDER BY leaf");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t leaf = rows.Id(i, 0), customer = rows.Id(i, 1);
    const auto act = static_cast<OwnershipAct>(rows.Int(i, 3));
    const auto content = DecodeOwnership(rows.Bytes(i, 6));
    if (!content) {
      ++replay.faults;
      continue;
    }
    OwnershipState& state = replay.states[customer];
    const auto before = replay.newest.find(customer);
    const std::int64_t previous = before == replay.newest.end() ? -1 : static_cast<std::int64_t>(before->second);
    if (rows.Int(i, 2) != previous) ++replay.faults;  // a fork or a hole
    if (act < OwnershipAct::kMergeAway) {
      OwnershipOrder order;
      order.act = act;
      order.employee = content->employee;
      order.pool = act == OwnershipAct::kReturn ? content->state.pool : 0;
      order.until = content->state.borrower ? content->state.borrower->at : 0;
      const auto next = Ordered(state, order, rows.Int(i, 4));
      if (!next || !SameOwnership(*next, content->state)) ++replay.faults;
    }
    const auto counted = [](const OwnershipState& one) { return one.owner && !one.merged; };
    if (counted(state)) --held[state.owner->id];
    if (counted(content->state)) ++held[content->state.owner->id];
    if (act == OwnershipAct::kClaim) replay.most_held = std::max(replay.most_held, held[content->state.owner->id]);
    state = content->state;
    replay.newest[customer] = leaf;
    replay.entries[leaf] = {leaf, customer, act, rows.Text(i, 5)};
  }
  return replay;
}

/// What stands in the tables is what the ledger leads to.
std::uint64_t Differences(Ledger& f, const Replay& replay, int customers) {
  std::uint64_t differences = 0, rows = 0;
  std::vector<std::uint64_t> ids;
  for (int n = 1; n <= customers; ++n) ids.push_back(static_cast<std::uint64_t>(n));
  const auto views = *f.ledger().Of(ids);
  for (const OwnershipView& view : views) {
    ++rows;
    const auto state = replay.states.find(view.customer);
    if (state == replay.states.end() || !SameOwnership(state->second, view.state)) ++differences;
  }
  return differences + (rows == replay.states.size() ? 0 : 1);
}

}  // namespace

// CUSTOS_PROPERTY_SECONDS and CUSTOS_PROPERTY_CUSTOMERS make it longer and larger.
TEST_CASE("Whatever many do at once, a customer has one owner, and the ledger leads to what stands") {
  const auto number = [](const char* name, int usual) {
    const char* text = std::getenv(name);
    return text == nullptr ? usual : std::atoi(text);
  };
  const int seconds = number("CUSTOS_PROPERTY_SECONDS", 6);
  const int customers = number("CUSTOS_PROPERTY_CUSTOMERS", 2'000);
  Ledger f;
  DirectorySnapshot people = f.Snapshot();
  people.employees.emplace();
  for (int n = 0; n < kActors; ++n) {
    people.employees->push_back(
        {.id = "rep" + std::to_string(n), .name = "员工", .departments = {1}, .main_department = 1});
  }
  f.Tell(people);
  f.Records(customers);
  const std::vector<std::uint64_t> pools{f.NewPool("甲"), f.NewPool("乙", {.held = kHeldLimit})};
  f.Sql("UPDATE customer_pool SET held = " + std::to_string(kHeldLimit));
  std::vector<OwnershipOrder> all;
  for (int n = 1; n <= customers; ++n) {
    all.push_back(Ledger::Order(static_cast<std::uint64_t>(n), OwnershipAct::kReturn, "", pools[n % 2]));
  }
  REQUIRE(f.ledger().Apply(all));

  std::vector<Actor> actors;
  for (int n = 0; n < kActors; ++n) actors.emplace_back(f, n, customers, pools);
  const auto end = steady_clock::now() + std::chrono::seconds(seconds);
  Course course{.end = end, .latest_end = end + std::chrono::minutes(2)};
  std::atomic<std::uint64_t> unsettled{0};
  std::vector<std::thread> threads;
  for (Actor& actor : actors) threads.emplace_back([&actor, &course] { actor.Run(course); });
  threads.emplace_back([&] {
    while (!course.Over()) {
      if (!f.ledger().Settle()) ++unsettled;
      ++course.settled;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  for (std::thread& thread : threads) thread.join();
  f.Settle();

  CHECK(unsettled == 0);
  CHECK(course.Enough());
  // One person has one serving employee: of the records that are him, only the standing one is not at rest.
  CHECK(f.Count(
            "ownership o JOIN customer_record r ON r.id = o.customer WHERE (r.merged_into IS NOT NULL) <> o.merged") ==
        0);
  const Replay replay = PlayAgain(f);
  CHECK(replay.faults == 0);
  CHECK(replay.most_held <= kHeldLimit);
  CHECK(Differences(f, replay, customers) == 0);
  std::uint64_t wrong = 0;
  std::map<std::uint64_t, int> claimed;
  for (const Actor& actor : actors) {
    CHECK(actor.failures == std::vector<std::string>());
    for (const Told& one : actor.told) {
      const auto entry = replay.entries.find(one.entry);
      // What stood already is answered with the entry that made it so.
      if (entry == replay.entries.end() || entry->second.customer != one.customer) ++wrong;
      if (one.act == OwnershipAct::kClaim) {
        if (entry->second.act != one.act || entry->second.employee != one.employee) ++wrong;
        if (++claimed[one.entry] > 1) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
  WARN(course.told << " carried out, " << course.refused << " refused, " << replay.entries.size()
                   << " entries, most held by claim " << replay.most_held);
}

}  // namespace custos::storage
