// SPDX-License-Identifier: Apache-2.0
// Who serves a customer can be made again from the evidence, whatever became of the rows.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "core/digest.h"
#include "storage/postgres/test_ownership.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;

class Ledger : public test::OwnershipFixture {
 public:
  /// Customer 1 went from zhang to li, 2 is zhang's, shared with li and lent, 3 is in a pool, 4 is in two lines of
  /// business and frozen in one, 5 went into 6.
  Ledger() {
    Records(9);
    pool = NewPool("公海");
    OwnershipOrder told = Order(1, OwnershipAct::kAssign, "zhang");
    told.actor.reason = "新客户";
    first = Do(told).entry;
    clock().Advance(kDay);
    second = Do(Order(1, OwnershipAct::kAssign, "li")).entry;
    Do(Order(2, OwnershipAct::kAssign, "zhang"));
    Do(Order(2, OwnershipAct::kShare, "li"));
    Do(Order(2, OwnershipAct::kLend, "li", 0, clock().Now() + kDay));
    pooled = Do(Order(3, OwnershipAct::kReturn, "", pool)).entry;
    Do(Order(4, OwnershipAct::kAssign, "zhang"));
    OwnershipOrder other = Order(4, OwnershipAct::kAssign, "li");
    other.line = "保险";
    Do(other);
    other.act = OwnershipAct::kFreeze;
    other.employee.reset();
    other.until = clock().Now() + 2 * kDay;
    Do(other);
    Do(Order(5, OwnershipAct::kAssign, "zhang"));
    if (!customers().Merge(Scope::All(), 6, 5, {7, "陈主管", "同一个人"})) throw std::runtime_error("not merged");
    Settle();
  }

  /// What the pages and the API answer, as one text.
  std::string Answers() {
    std::string text;
    for (std::uint64_t customer = 1; customer <= 9; ++customer) {
      const auto views = ledger().Of({customer});
      const auto history = ledger().History(customer);
      if (!views || !history) return "no answer";
      for (const OwnershipView& view : *views) {
        text += std::to_string(customer) + "|" + view.line + "|" + std::to_string(view.entry) + "|" + Name(view.owner) +
                "|" + Name(view.serving) + "|" + view.pool_name + "|" + std::to_string(view.state.since) + "|" +
                std::to_string(view.state.frozen_until) + (view.state.merged ? "|merged" : "|");
        for (const PersonView& one : view.shared) text += "+" + one.id;
        text += "\n";
      }
      for (const OwnershipEntry& entry : *history) {
        text += "  " + std::to_string(entry.entry) + "|" + entry.line + "|" + std::string(ToString(entry.act)) + "|" +
                std::to_string(entry.at) + "|" + Name(entry.employee) + "|" + Name(entry.owner) + "|" +
                entry.pool_name + "|" + entry.actor.user_name + "|" + entry.actor.cause + "|" + entry.actor.reason +
                "\n";
      }
    }
    const auto pools = storage().pools().List();
    for (const PublicPool& one : pools.value()) {
      text += one.name + " " + std::to_string(one.customers) + "\n";
    }
    return text;
  }
  /// Every row as it is stored, but for when the rules have to be asked.
  std::string Rows() {
    return Sql("SELECT concat_ws(E'\\n\\n',"
               " (SELECT string_agg((to_jsonb(o) - '{look_at,warned_at,due_at,due_pool}'::text[])::text, E'\\n'"
               "   ORDER BY customer, line) FROM ownership o),"
               " (SELECT string_agg(s::text, E'\\n' ORDER BY s::text) FROM ownership_share s),"
               " (SELECT string_agg(e::text, E'\\n' ORDER BY leaf) FROM ownership_entry e))")
        .Text(0, 0);
  }
  std::string Looks() {
    return Sql("SELECT string_agg(concat_ws(' ', customer, look_at, warned_at, due_at, due_pool), ', '"
               " ORDER BY customer) FROM ownership WHERE customer IN (1, 2)")
        .Text(0, 0);
  }
  void Reindex() {
    const auto leaves = storage().Reindex();
    if (!leaves) FAIL(leaves.error().code << ": " << leaves.error().message);
  }
  /// "code at position" of every fault; "none" without one.
  std::string Faults() {
    auto evidence = storage().OpenEvidence();
    REQUIRE(evidence.ok());
    const auto report = Verifier(**evidence, clock(), {}).Run();
    if (!report) FAIL(report.error().code << ": " << report.error().message);
    std::string text;
    for (const VerifyFault& fault : report->faults) {
      text += (text.empty() ? "" : ", ") + fault.code + " at " + std::to_string(fault.position);
    }
    return text.empty() ? "none" : text;
  }

  std::uint64_t first = 0, second = 0, pooled = 0, pool = 0;

 private:
  static std::string Name(const std::optional<PersonView>& person) { return person ? person->name : "-"; }
};

struct Interrupted {};

}  // namespace

TEST_CASE("Whatever was done to the rows of the ledger, they come out of the evidence as they were") {
  Ledger f;
  const std::string first = std::to_string(f.first), second = std::to_string(f.second);
  const std::string damage = GENERATE_REF(values<std::string>({
      "UPDATE ownership SET owner_id = 'zhang' WHERE customer = 1",
      "UPDATE ownership SET entry = " + first + ", owner_id = 'zhang' WHERE customer = 1",
      "UPDATE ownership SET pool = 0, owner_id = 'li', owner_source = 1 WHERE customer = 3",
      "UPDATE ownership SET frozen = false, since = 1, merged = NOT merged",
      "DELETE FROM ownership WHERE customer = 3",
      "DELETE FROM ownership",
      "DELETE FROM ownership_share",
      "INSERT INTO ownership_share VALUES (1, '', 1, 'zhang')",
      "INSERT INTO ownership (customer, line, entry, owner_id, since) VALUES (9, '', 999, 'li', 1)",
      "UPDATE ownership_entry SET at = at + 1 WHERE leaf = " + first,
      "UPDATE ownership_entry SET employee_id = 'li' WHERE leaf = " + first,
      "UPDATE ownership_entry SET content = '' WHERE leaf = " + first,
      "DELETE FROM ownership_entry WHERE leaf = " + first,
      "DELETE FROM ownership_entry WHERE leaf = " + second,
      "INSERT INTO ownership_entry SELECT 999, customer, line, leaf, act, at, employee_source, employee_id, content"
      " FROM ownership_entry WHERE leaf = " +
          std::to_string(f.pooled),
      "TRUNCATE ownership, ownership_share, ownership_entry",
  }));
  INFO(damage);
  const std::string answers = f.Answers(), rows = f.Rows();
  f.Sql(damage);
  REQUIRE(f.Faults() != "none");
  f.Reindex();
  CHECK(f.Faults() == "none");
  CHECK(f.Rows() == rows);
  CHECK(f.Answers() == answers);
}

TEST_CASE("Orders and merges go on after a reindex as if there had been none") {
  Ledger f;
  f.Sql("TRUNCATE ownership, ownership_share, ownership_entry");
  f.Reindex();
  const std::int64_t settled = f.Sql("SELECT event FROM ownership_progress").Int(0, 0);
  f.Settle();
  CHECK(f.Sql("SELECT event FROM ownership_progress").Int(0, 0) == settled);
  CHECK(f.Acts(5) == "assign merge_away");
  OwnershipOrder order = Ledger::Order(1, OwnershipAct::kAssign, "zhang");
  order.seen = static_cast<std::int64_t>(f.second);
  CHECK(f.Code(order) == "done");
  CHECK(f.Code(Ledger::Order(3, OwnershipAct::kClaim, "zhang")) == "done");
  CHECK(f.Code(Ledger::Order(5, OwnershipAct::kAssign, "li")) == "ownership.merged");
  f.clock().Advance(kDay);
  f.Settle();
  CHECK(f.Acts(2) == "assign share lend end_lending");
  CHECK(f.Faults() == "none");
  const std::string rows = f.Rows();
  f.Reindex();
  CHECK(f.Rows() == rows);
}

TEST_CASE("When the rules of the pools are asked stays, and an owner who was not the owner is looked at again") {
  Ledger f;
  const std::string looks = " 1900000000000 1700000000001 1800000000001 " + std::to_string(f.pool);
  f.Sql("UPDATE ownership SET look_at = 1900000000000, warned_at = 1700000000001, due_at = 1800000000001, due_pool = " +
        std::to_string(f.pool));
  f.Sql("UPDATE ownership SET entry = " + std::to_string(f.first) + ", owner_id = 'zhang' WHERE customer = 1");
  f.Reindex();
  CHECK(f.Looks() == "1 1 0 0 0, 2" + looks);
  f.Settle();
  CHECK(f.Sql("SELECT look_at FROM ownership WHERE customer = 1").Int(0, 0) == f.clock().Now() + kDay);
  CHECK(f.Faults() == "none");
}

TEST_CASE("An order that comes when everything is ready to be put in place is not lost") {
  Ledger f;
  f.Sql("DELETE FROM ownership WHERE customer = 2");
  std::vector<const char*> orders{"zhang", "li", "zhang"};
  const auto leaves = f.storage().Reindex([&](const ReindexProgress& progress) {
    if (progress.position != progress.end || orders.empty()) return;
    f.Do(Ledger::Order(1, OwnershipAct::kAssign, orders.back()));
    orders.pop_back();
  });
  REQUIRE(leaves.ok());
  CHECK(orders.empty());
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.Acts(1) == "assign assign assign assign assign");
  CHECK(f.OwnerOf(2) == "zhang");
  CHECK(f.Faults() == "none");
}

TEST_CASE("Whoever orders while a reindex runs finds all his orders carried out, once") {
  Ledger f;
  f.Sql("UPDATE ownership SET owner_id = 'li' WHERE customer = 2");
  std::atomic<bool> over{false};
  std::vector<std::uint64_t> told;
  std::string refused;
  std::thread actor([&] {
    for (int n = 0; !over; ++n) {
      const auto outcomes = f.ledger().Apply({Ledger::Order(8, OwnershipAct::kAssign, n % 2 == 0 ? "li" : "zhang")});
      if (!outcomes || outcomes->front().refused) {
        refused = outcomes ? outcomes->front().refused->code : outcomes.error().code;
        return;
      }
      told.push_back(outcomes->front().entry);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const auto leaves = f.storage().Reindex();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  over = true;
  actor.join();
  if (!leaves) FAIL(leaves.error().code << ": " << leaves.error().message);
  CHECK(refused.empty());
  std::vector<std::uint64_t> found;
  const auto history = f.ledger().History(8);
  REQUIRE(history.ok());
  for (const OwnershipEntry& entry : *history) found.push_back(entry.entry);
  CHECK(told.size() > 10);
  CHECK(found == told);
  CHECK(f.OwnerOf(2) == "zhang");
  CHECK(f.Faults() == "none");
}

TEST_CASE("A reindex that is killed in the middle is continued by the next") {
  Ledger f;
  for (std::uint64_t seq = 1; seq <= 4; ++seq) {  // each more than is read in one transaction
    Message message = test::ChatMessage(seq, "你好");
    message.raw = RandomBytes(1'200'000);
    f.CommitMessages({std::move(message)});
    f.Do(Ledger::Order(7, OwnershipAct::kAssign, seq % 2 == 0 ? "li" : "zhang"));
  }
  const std::string answers = f.Answers(), rows = f.Rows();
  const std::int64_t entries = f.Count("ownership_entry");
  f.Sql("TRUNCATE ownership, ownership_share, ownership_entry");
  int steps = 0;
  const auto killed = f.storage().Reindex([&](const ReindexProgress& progress) {
    if (progress.position == progress.end || ++steps != 3) return;
    f.Sql(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        " AND (classid::bigint << 32 | objid::bigint) = 7301928465"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
  });
  REQUIRE_FALSE(killed.ok());
  CHECK(f.Count("ownership") == 0);
  const std::int64_t made = f.Count("reindex.ownership_entry");
  CHECK(made > 0);
  CHECK(made < entries);
  f.Do(Ledger::Order(9, OwnershipAct::kAssign, "li"));
  const auto leaves = f.storage().Reindex();
  if (!leaves) FAIL(leaves.error().code << ": " << leaves.error().message);
  CHECK(*leaves < f.storage().GetInfo()->tree_size);
  CHECK(f.OwnerOf(9) == "li");
  CHECK(f.Acts(9) == "assign");
  f.Sql("DELETE FROM ownership WHERE customer = 9");
  f.Sql("DELETE FROM ownership_entry WHERE customer = 9");
  CHECK(f.Rows() == rows);
  CHECK(f.Answers() == answers);
  f.Reindex();
  CHECK(f.Faults() == "none");
}

// The next order finds nothing to follow. Both are in the evidence for good: nothing is taken back, and it is named.
TEST_CASE("Orders on a customer whose ledger had been taken away are kept beside what it said") {
  Ledger f;
  f.Sql("DELETE FROM ownership WHERE customer = 1");
  f.Sql("DELETE FROM ownership_entry WHERE customer = 1");
  const std::uint64_t fork = f.Do(Ledger::Order(1, OwnershipAct::kReturn, "", f.pool)).entry;
  f.Do(Ledger::Order(1, OwnershipAct::kClaim, "zhang"));
  f.Reindex();
  CHECK(f.OwnerOf(1) == "zhang");
  CHECK(f.Acts(1) == "assign assign return claim");
  CHECK(f.Faults() == "ownership_forked at " + std::to_string(fork));
  CHECK(f.Code(Ledger::Order(1, OwnershipAct::kAssign, "li")) == "done");
  const std::string rows = f.Rows();
  f.Reindex();
  CHECK(f.Rows() == rows);
  CHECK(f.Faults() == "ownership_forked at " + std::to_string(fork));
}

TEST_CASE("A long ledger is made again piece by piece") {
  Ledger f;
  f.Sql("INSERT INTO customer_record (name, created_at) SELECT '客户' || n, 1 FROM generate_series(10, 7000) n");
  std::vector<OwnershipOrder> orders;
  for (const char* employee : {"zhang", "li"}) {
    for (std::uint64_t n = 10; n <= 7'000; ++n) orders.push_back(Ledger::Order(n, OwnershipAct::kAssign, employee));
  }
  REQUIRE(f.ledger().Apply(orders).ok());
  const std::string rows = f.Rows();
  f.Sql("TRUNCATE ownership, ownership_share, ownership_entry");
  f.Reindex();
  CHECK(f.Rows() == rows);
  CHECK(f.Faults() == "none");
}

}  // namespace custos::storage
