// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_ownership_store.h"

#include "storage/format/ownership.h"
#include "storage/postgres/ownership_adopt.h"
#include "storage/postgres/ownership_orders.h"
#include "storage/postgres/ownership_settle.h"
#include "storage/postgres/people.h"
#include "storage/postgres/pool_returns.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostInCommit = 5'000;

constexpr char kLines[] = "SELECT customer, line FROM ownership WHERE customer = ANY($1::bigint[]) ORDER BY 1, 2";
constexpr char kHistory[] =
    "SELECT leaf, line, act, at, content FROM ownership_entry WHERE customer = $1 ORDER BY leaf";
constexpr char kReturning[] =
    "SELECT o.customer, o.line, o.owner_source, o.owner_id, o.due_pool, p.name, o.warned_at, o.due_at"
    " FROM ownership o JOIN customer_pool p ON p.id = o.due_pool";
constexpr char kPoolNames[] = "SELECT id, name FROM customer_pool";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::map<std::uint64_t, std::string> PoolNames(db::Connection& connection) {
  const db::Rows rows = connection.Query(kPoolNames);
  std::map<std::uint64_t, std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names[rows.Id(i, 0)] = rows.Text(i, 1);
  return names;
}

/// Names of employees, all of an answer at once.
class Names {
 public:
  Names(db::Connection& connection, Sources& sources)
      : connection_(connection), sources_(sources), people_(connection, sources) {}

  void Want(const std::optional<EmployeeRef>& employee) {
    if (employee) people_.Want(NumberOf(*employee), PartyKind::kStaff, employee->id);
  }
  void Want(const OwnershipState& state) {
    Want(state.owner);
    for (const EmployeeRef& one : state.shared) Want(one);
    if (state.borrower) Want(state.borrower->employee);
  }
  void Load() { people_.Load(); }
  std::optional<PersonView> Of(const std::optional<EmployeeRef>& employee) const {
    if (!employee) return std::nullopt;
    return people_.Get(NumberOf(*employee), PartyKind::kStaff, employee->id);
  }

 private:
  int NumberOf(const EmployeeRef& employee) const { return sources_.Find(connection_, employee.source); }

  db::Connection& connection_;
  Sources& sources_;
  People people_;
};

}  // namespace

/// Whoever comes while a commit runs waits, and the next commit takes all who wait: under load one flush serves many.
Result<std::vector<OwnershipOutcome>> PostgresOwnershipStore::Apply(const std::vector<OwnershipOrder>& orders) {
  if (orders.empty()) return std::vector<OwnershipOutcome>();
  Call call{.orders = orders};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&call);
  while (!call.finished) {
    turn_.wait(lock, [&] { return call.finished || !committing_; });
    if (!call.finished) CommitWaiting(lock);
  }
  if (!call.done) return call.done.error();
  return std::move(call.outcomes);
}

void PostgresOwnershipStore::CommitWaiting(std::unique_lock<std::mutex>& lock) {
  committing_ = true;
  std::vector<Call*> calls;
  std::size_t size = 0;
  while (!waiting_.empty() && (calls.empty() || size + waiting_.front()->orders.size() <= kMostInCommit)) {
    size += waiting_.front()->orders.size();
    calls.push_back(waiting_.front());
    waiting_.pop_front();
  }
  lock.unlock();
  CommitEach(calls);
  lock.lock();
  for (Call* call : calls) call->finished = true;
  committing_ = false;
  turn_.notify_all();
}

/// What spoils a commit is found by carrying its calls out one by one: it costs nobody else anything.
void PostgresOwnershipStore::CommitEach(const std::vector<Call*>& calls) {
  const Status all = Commit(calls);
  if (all || calls.size() == 1 || all.error().kind == ErrorKind::kUnavailable) {
    for (Call* call : calls) call->done = all;
    return;
  }
  for (Call* call : calls) call->done = Commit({call});
}

Status PostgresOwnershipStore::Commit(const std::vector<Call*>& calls) {
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    OwnershipBook book(connection, sources_, builder);
    OwnershipOrders orders(book, zone_minutes_);
    std::vector<const OwnershipOrder*> all;
    for (const Call* call : calls) {
      for (const OwnershipOrder& order : call->orders) all.push_back(&order);
    }
    orders.Prepare(all);
    for (Call* call : calls) {
      call->outcomes.clear();
      for (const OwnershipOrder& order : call->orders) call->outcomes.push_back(orders.CarryOut(order));
    }
    book.Write();
  });
  if (!size) return size.error();
  return {};
}

Result<std::vector<OwnershipView>> PostgresOwnershipStore::Of(const std::vector<std::uint64_t>& customers) {
  return db::Guard([&] {
    std::vector<std::int64_t> ids;
    for (const std::uint64_t id : customers) ids.push_back(Signed(id));
    auto lease = readers_.Acquire();
    db::Transaction snapshot(*lease, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const db::Rows rows = lease->Query(kLines, db::Params().IntArray(ids));
    std::vector<OwnershipBook::Key> keys;
    for (std::size_t i = 0; i < rows.size(); ++i) keys.emplace_back(rows.Id(i, 0), rows.Text(i, 1));
    auto held = LoadOwnership(*lease, sources_, keys);
    Names names(*lease, sources_);
    for (const auto& [key, one] : held) names.Want(one.state);
    names.Load();
    const auto pools = PoolNames(*lease);
    std::vector<OwnershipView> views;
    for (auto& [key, one] : held) {
      OwnershipView& view = views.emplace_back();
      view.customer = key.first;
      view.line = key.second;
      view.entry = one.entry.value_or(0);
      view.owner = names.Of(one.state.owner);
      view.serving = names.Of(ServingEmployee(one.state, log_.clock().Now()));
      for (const EmployeeRef& sharer : one.state.shared) view.shared.push_back(*names.Of(sharer));
      if (const auto pool = pools.find(one.state.pool); pool != pools.end()) view.pool_name = pool->second;
      view.state = std::move(one.state);
    }
    return views;
  });
}

Result<std::vector<OwnershipEntry>> PostgresOwnershipStore::History(std::uint64_t customer) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kHistory, db::Params().Int(Signed(customer)));
    std::vector<OwnershipContent> contents;
    Names names(*lease, sources_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto content = DecodeOwnership(rows.Bytes(i, 4));
      if (!content) throw db::Failure(content.error());
      names.Want(content->state);
      names.Want(content->employee);
      contents.push_back(std::move(*content));
    }
    names.Load();
    const auto pools = PoolNames(*lease);
    std::vector<OwnershipEntry> entries;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      OwnershipContent& content = contents[i];
      const auto pool = pools.find(content.state.pool);
      entries.push_back({.entry = rows.Id(i, 0),
                         .customer = customer,
                         .line = rows.Text(i, 1),
                         .act = static_cast<OwnershipAct>(rows.Int(i, 2)),
                         .at = rows.Int(i, 3),
                         .state = content.state,
                         .employee = names.Of(content.employee),
                         .owner = names.Of(content.state.owner),
                         .pool_name = pool == pools.end() ? std::string() : pool->second,
                         .actor = std::move(content.actor)});
    }
    return entries;
  });
}

Result<std::vector<ReturningCustomer>> PostgresOwnershipStore::Returning(const Scope& scope, std::size_t limit) {
  return db::Guard([&] {
    std::vector<ReturningCustomer> returning;
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return returning;
    SqlWhere where;
    where.And("o.warned_at <> 0 AND NOT o.merged");
    if (!visible.all) {
      where.And("(o.owner_source, o.owner_id) IN (SELECT * FROM unnest(" + where.BindInts(visible.accounts.sources) +
                "::bigint[], " + where.BindTexts(visible.accounts.ids) + "::text[]))");
    }
    const db::Rows rows = lease->Query(
        kReturning + where.text + " ORDER BY o.due_at, o.customer LIMIT " + std::to_string(limit), where.params);
    People people(*lease, sources_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      people.Want(static_cast<int>(rows.Int(i, 2)), PartyKind::kStaff, rows.Text(i, 3));
    }
    people.Load();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      returning.push_back({.customer = rows.Id(i, 0),
                           .line = rows.Text(i, 1),
                           .owner = people.Get(static_cast<int>(rows.Int(i, 2)), PartyKind::kStaff, rows.Text(i, 3)),
                           .pool = rows.Id(i, 4),
                           .pool_name = rows.Text(i, 5),
                           .warned_at = rows.Int(i, 6),
                           .due_at = rows.Int(i, 7)});
    }
    return returning;
  });
}

Result<std::uint64_t> PostgresOwnershipStore::Settle() {
  const auto due = db::Guard([&] {
    auto lease = readers_.Acquire();
    const TimeMs now = log_.clock().Now();
    return OwnershipUnsettled(*lease, now) || ReturnsDue(*lease, now) || (adopt_ && AdoptionsDue(*lease));
  });
  if (!due) return due.error();
  if (!*due) return std::uint64_t{0};
  std::uint64_t done = 0;
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    OwnershipBook book(connection, sources_, builder);
    done = OwnershipSettle(book).Run();
    book.Write();
    done += PoolReturns(book).Run();
    if (adopt_) done += OwnershipAdopt(book, zone_minutes_).Run();
  });
  if (!size) return size.error();
  return done;
}

}  // namespace custos::storage
