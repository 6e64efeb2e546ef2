// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_customer_store.h"

#include <nlohmann/json.hpp>

#include "storage/customer_fields.h"
#include "storage/postgres/customer_book.h"
#include "storage/postgres/customer_follower.h"
#include "storage/postgres/customer_merge.h"
#include "storage/postgres/customer_names.h"
#include "storage/postgres/customer_rows.h"
#include "storage/postgres/customer_timeline.h"
#include "storage/postgres/grade_due.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kFind[] =
    "SELECT i.customer FROM customer_identity i WHERE (i.kind = 3 AND i.scope = 0 AND i.value = $2)"
    " OR (i.kind = 1 AND i.value = $2"
    "  AND i.scope = (SELECT coalesce(directory_id, source_id) FROM source WHERE source_id = $1)) LIMIT 1";
constexpr char kStandingOf[] =
    "SELECT r.id FROM unnest($1::bigint[]) WITH ORDINALITY AS t(id, place) JOIN customer_record r ON r.id = t.id"
    " WHERE r.merged_into IS NULL ORDER BY t.place";
// Records are joined and taken apart by one at a time: the follower takes the same lock.
constexpr char kLock[] = "SELECT leaf FROM customer_progress FOR UPDATE";
constexpr char kLockRecord[] =
    "SELECT version, own_name, grade, stage, fields, grade_from, stage_from FROM customer_record WHERE id = $1"
    " FOR NO KEY UPDATE";
constexpr char kChange[] =
    "UPDATE customer_record SET own_name = $2, grade = $3, stage = $4, fields = $5, grade_from = $6, stage_from = $7,"
    " version = version + 1 WHERE id = $1";
constexpr char kTookTooLong[] = "57014";  // SQLSTATE
constexpr char kPerson[] = "person";
constexpr char kNote[] =
    "INSERT INTO customer_event (at, kind, customer, user_id, user_name, detail) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr char kMergeEnds[] = "SELECT kept, gone FROM customer_merge WHERE id = $1";
constexpr char kAllDue[] =
    "INSERT INTO customer_due (source_id, customer_id) SELECT source_id, id FROM customer ON CONFLICT DO NOTHING";
constexpr char kFromStart[] = "UPDATE customer_progress SET leaf = 0";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuchCustomer() { db::Fail(ErrorKind::kNotFound, "customer.not_found", "no such customer"); }

/// Sets a member and notes what it was.
template <class T>
void Set(json& changed, const char* name, json& value, const std::optional<T>& wanted) {
  if (!wanted) return;
  json next = *wanted;
  if (value == next) return;
  changed[name] = {{"from", value}, {"to", next}};
  value = std::move(next);
}

/// A value that changed here is a person's; one that he gives back, the rules may set again.
void SetFrom(json& changed, const std::string& name, json& from, bool to_rules) {
  if (to_rules) {
    if (from == kPerson) changed[name + "_from"] = {{"from", kPerson}, {"to", ""}};
    if (from == kPerson) from = "";
  } else if (changed.contains(name)) {
    from = kPerson;
  }
}

/// Values of fields that are defined fit their definition.
void CheckFields(db::Connection& connection, const json& before, const std::map<std::string, std::string>& after) {
  const auto defined = ReadCustomerFields(NewestPage(connection, BookKind::kFields).content);
  if (!defined) return;
  std::map<std::string, std::string> was;
  for (const auto& [key, value] : before.items()) {
    if (value.is_string()) was[key] = value.get<std::string>();
  }
  const std::string misfit = FirstMisfit(*defined, was, after);
  if (!misfit.empty()) db::Fail(ErrorKind::kInvalid, "customer.field", "fields." + misfit + ": does not fit its type");
}

}  // namespace

std::uint64_t PostgresCustomerStore::Standing(db::Connection& connection, const VisibleAccounts& visible,
                                              std::uint64_t id) {
  const std::uint64_t standing = StandingInSight(connection, visible, id);
  if (standing == 0) NoSuchCustomer();
  return standing;
}

Result<CustomerPage> PostgresCustomerStore::List(const Scope& scope, const CustomerFilter& filter) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return CustomerPage();
    try {
      return ListCustomers(*lease, sources_, visible, filter, {clock_.Now(), zone_minutes_});
    } catch (const db::Failure& failure) {
      if (!filter.condition || failure.sqlstate() != kTookTooLong) throw;
      db::Fail(ErrorKind::kUnavailable, "customer.search_slow", "the condition takes too long");
    }
  });
}

Result<CustomerView> PostgresCustomerStore::Get(const Scope& scope, std::uint64_t id) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    return LoadCustomer(*lease, sources_, visible, Standing(*lease, visible, id));
  });
}

Result<std::uint64_t> PostgresCustomerStore::Find(const Scope& scope, const std::string& source,
                                                  const std::string& party) {
  return db::Guard([&]() -> std::uint64_t {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const db::Rows rows = lease->Query(kFind, db::Params().Int(sources_.Find(*lease, source)).Text(party));
    if (rows.empty() || visible.nothing()) return 0;
    if (visible.all) return rows.Id(0, 0);
    SqlWhere where;
    where.And("r.id = " + where.BindInt(rows.Int(0, 0)));
    AndInSight(where, "r.id", visible);
    return lease->Query("SELECT 1 FROM customer_record r" + where.text, where.params).empty() ? 0 : rows.Id(0, 0);
  });
}

Result<std::vector<CustomerSummary>> PostgresCustomerStore::Summaries(const std::vector<std::uint64_t>& ids) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const db::Rows rows = lease->Query(kStandingOf, db::Params().IntArray({ids.begin(), ids.end()}));
    std::vector<std::int64_t> standing;
    for (std::size_t i = 0; i < rows.size(); ++i) standing.push_back(rows.Int(i, 0));
    VisibleAccounts all;
    all.all = true;
    return LoadSummaries(*lease, sources_, all, standing);
  });
}

Result<std::set<std::uint64_t>> PostgresCustomerStore::InSight(const Scope& scope,
                                                               const std::vector<std::uint64_t>& ids) {
  return db::Guard([&] {
    std::set<std::uint64_t> seen;
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing() || ids.empty()) return seen;
    SqlWhere where;
    where.And("r.merged_into IS NULL AND r.id = ANY(" + where.BindInts({ids.begin(), ids.end()}) + "::bigint[])");
    AndInSight(where, "r.id", visible);
    const db::Rows rows = lease->Query("SELECT r.id FROM customer_record r" + where.text, where.params);
    for (std::size_t i = 0; i < rows.size(); ++i) seen.insert(rows.Id(i, 0));
    return seen;
  });
}

Result<TimelinePage> PostgresCustomerStore::Timeline(const Scope& scope, const TimelineQuery& query) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const std::uint64_t record = Standing(*lease, visible, query.customer);
    return ReadTimeline(*lease, sources_, sealed_.catalog, visible, record, query);
  });
}

Result<CustomerView> PostgresCustomerStore::Change(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                                   const CustomerChange& change, const CustomerActor& actor) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const std::uint64_t record = Standing(*lease, visible, id);
    const db::Rows row = lease->Query(kLockRecord, db::Params().Int(Signed(record)));
    if (row.Id(0, 0) != version) db::Fail(ErrorKind::kConflict, "customer.changed", "somebody changed it meanwhile");
    json name = row.Text(0, 1), grade = row.Text(0, 2), stage = row.Text(0, 3);
    json fields = json::parse(row.Text(0, 4), nullptr, false);
    json grade_from = row.Text(0, 5), stage_from = row.Text(0, 6);
    if (change.fields) CheckFields(*lease, fields, *change.fields);
    json changed = json::object();
    Set(changed, "name", name, change.name);
    Set(changed, "grade", grade, change.grade);
    Set(changed, "stage", stage, change.stage);
    Set(changed, "fields", fields, change.fields);
    SetFrom(changed, "grade", grade_from, change.grade_to_rules);
    SetFrom(changed, "stage", stage_from, change.stage_to_rules);
    if (!changed.empty()) {
      if (!actor.reason.empty()) changed["reason"] = actor.reason;
      lease->Query(kChange, db::Params()
                                .Int(Signed(record))
                                .Text(name.get<std::string>())
                                .Text(grade.get<std::string>())
                                .Text(stage.get<std::string>())
                                .Text(fields.dump())
                                .Text(grade_from.get<std::string>())
                                .Text(stage_from.get<std::string>()));
      lease->Query(kNote, db::Params()
                              .Int(clock_.Now())
                              .Int(static_cast<int>(CustomerEventKind::kChanged))
                              .Int(Signed(record))
                              .Int(Signed(actor.user_id))
                              .Text(actor.user_name)
                              .Text(changed.dump()));
      RefreshNames(*lease, {Signed(record)}, name_order_);
      NoteForGrading(*lease, {Signed(record)});
    }
    CustomerView view = LoadCustomer(*lease, sources_, visible, record);
    transaction.Commit();
    return view;
  });
}

Result<CustomerMerge> PostgresCustomerStore::Merge(const Scope& scope, std::uint64_t kept, std::uint64_t gone,
                                                   const CustomerActor& actor) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kLock);
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const std::uint64_t into = Standing(*lease, visible, kept);
    const std::uint64_t from = Standing(*lease, visible, gone);
    if (into == from) db::Fail(ErrorKind::kInvalid, "customer.same", "the two are one customer already");
    MergeRecords(*lease, {{into, from, actor.reason}}, actor, clock_.Now());
    RefreshNames(*lease, {Signed(into)}, name_order_);
    NoteForGrading(*lease, {Signed(into)});
    const std::vector<CustomerMerge> merges = MergesOf(*lease, into);
    transaction.Commit();
    return merges.front();
  });
}

Result<CustomerMerge> PostgresCustomerStore::Unmerge(const Scope& scope, std::uint64_t merge_id,
                                                     const CustomerActor& actor) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kLock);
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const db::Rows ends = lease->Query(kMergeEnds, db::Params().Int(Signed(merge_id)));
    if (ends.empty()) db::Fail(ErrorKind::kNotFound, "merge.not_found", "no such merge");
    const std::uint64_t standing = Standing(*lease, visible, ends.Id(0, 0));
    const CustomerMerge merge = UnmergeRecords(*lease, merge_id, actor, clock_.Now());
    RefreshNames(*lease, {Signed(standing), ends.Int(0, 1)}, name_order_);
    NoteForGrading(*lease, {Signed(standing), ends.Int(0, 1)});
    transaction.Commit();
    return merge;
  });
}

Result<std::uint64_t> PostgresCustomerStore::Follow() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const std::uint64_t done = CustomerFollower(*lease, sealed_.catalog, name_order_, clock_.Now()).Step();
    return done == 0 && place_of_ ? PlaceNumbers(*lease, place_of_) : done;
  });
}

Status PostgresCustomerStore::FollowAgain() {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kAllDue);
    lease->Query(kFromStart);
    transaction.Commit();
  });
}

}  // namespace custos::storage
