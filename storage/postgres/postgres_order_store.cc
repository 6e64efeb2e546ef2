// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_order_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "storage/postgres/cursor.h"
#include "storage/postgres/customer_rows.h"
#include "storage/postgres/order_rows.h"
#include "storage/postgres/scope_sql.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 'o';
constexpr std::size_t kMostPerPage = 200;
constexpr TimeMs kYear = 365LL * 86'400'000;

constexpr char kKnownDirectories[] = "SELECT name FROM source WHERE name = ANY($1)";
constexpr char kStanding[] =
    "SELECT t.place, o.id, o.version, o.detail FROM unnest($1::text[], $2::text[]) WITH ORDINALITY"
    " AS t(source, number, place) JOIN customer_order o ON o.source = t.source AND o.number = t.number";
constexpr char kKeepPast[] =
    "INSERT INTO customer_order_past (order_id, version, taken_at, taken_by, detail)"
    " SELECT id, version, taken_at, taken_by, detail FROM customer_order WHERE id = ANY($1)";
constexpr char kChange[] =
    "UPDATE customer_order o SET version = version + 1, status = t.status, ordered_at = t.at, amount = t.amount,"
    " currency = t.currency, detail = t.detail, taken_at = $7, taken_by = $8, linked = false"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])"
    " AS t(id, status, at, amount, currency, detail) WHERE o.id = t.id";
constexpr char kAdd[] =
    "INSERT INTO customer_order (source, number, status, ordered_at, amount, currency, detail, taken_at, taken_by)"
    " SELECT source, number, status, at, amount, currency, detail, $8, $9 FROM unnest($1::text[], $2::text[],"
    " $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])"
    " AS t(source, number, status, at, amount, currency, detail) RETURNING id, source, number";
constexpr char kFromOrders[] =
    " FROM customer_order o LEFT JOIN customer_identity i ON o.kind <> 0 AND i.kind = o.kind AND i.scope = o.scope"
    " AND i.value = o.value LEFT JOIN customer_record r ON r.id = i.customer";
constexpr char kTotals[] =
    "SELECT o.currency, count(*), least(sum(o.amount), 9000000000000000000)::bigint, count(*) FILTER (WHERE "
    "o.ordered_at > $2),"
    " least(coalesce(sum(o.amount) FILTER (WHERE o.ordered_at > $2), 0), 9000000000000000000)::bigint, "
    "max(o.ordered_at)"
    " FROM customer_identity i JOIN customer_order o ON o.kind = i.kind AND o.scope = i.scope AND o.value = i.value"
    " WHERE i.customer = $1 AND o.status IN (1, 2) GROUP BY o.currency ORDER BY 2 DESC, 1";

using Key = std::pair<std::string, std::string>;

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// Orders as columns of a statement.
struct Columns {
  std::vector<std::string> sources, numbers, currencies, details;
  std::vector<std::int64_t> ids, statuses, ats, amounts;

  void Add(const OrderWrite& order, std::uint64_t id) {
    ids.push_back(Signed(id));
    sources.push_back(order.source);
    numbers.push_back(order.number);
    statuses.push_back(static_cast<std::int64_t>(order.status));
    ats.push_back(order.ordered_at);
    amounts.push_back(order.amount.minor);
    currencies.push_back(order.amount.currency);
    details.push_back(db::StorableText(order.detail));
  }
};

/// Writes orders of which no two have one key.
class Round {
 public:
  Round(db::Connection& connection, const std::string& taken_by, TimeMs now)
      : connection_(connection), taken_by_(taken_by), now_(now) {}

  void Write(const std::vector<const OrderWrite*>& orders, const std::vector<OrderTaken*>& taken) {
    Columns all, changed, fresh;
    for (const OrderWrite* order : orders) all.Add(*order, 0);
    const db::Rows rows = connection_.Query(kStanding, db::Params().TextArray(all.sources).TextArray(all.numbers));
    for (OrderTaken* one : taken) one->outcome = OrderOutcome::kStored;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t at = rows.Id(i, 0) - 1;
      const bool same = rows.View(i, 3) == all.details[at];
      *taken[at] = {.outcome = same ? OrderOutcome::kUnchanged : OrderOutcome::kChanged,
                    .code = {},
                    .id = rows.Id(i, 1),
                    .version = rows.Id(i, 2) + (same ? 0 : 1)};
      if (!same) changed.Add(*orders[at], rows.Id(i, 1));
    }
    Change(changed);
    std::map<Key, OrderTaken*> waiting;
    for (std::size_t i = 0; i < orders.size(); ++i) {
      if (taken[i]->outcome != OrderOutcome::kStored) continue;
      fresh.Add(*orders[i], 0);
      waiting[{orders[i]->source, orders[i]->number}] = taken[i];
    }
    Add(fresh, waiting);
  }

 private:
  void Change(const Columns& changed) {
    if (changed.ids.empty()) return;
    connection_.Query(kKeepPast, db::Params().IntArray(changed.ids));
    connection_.Query(kChange, db::Params()
                                   .IntArray(changed.ids)
                                   .IntArray(changed.statuses)
                                   .IntArray(changed.ats)
                                   .IntArray(changed.amounts)
                                   .TextArray(changed.currencies)
                                   .TextArray(changed.details)
                                   .Int(now_)
                                   .Text(taken_by_));
  }

  void Add(const Columns& fresh, std::map<Key, OrderTaken*>& waiting) {
    if (fresh.ids.empty()) return;
    const db::Rows rows = connection_.Query(kAdd, db::Params()
                                                      .TextArray(fresh.sources)
                                                      .TextArray(fresh.numbers)
                                                      .IntArray(fresh.statuses)
                                                      .IntArray(fresh.ats)
                                                      .IntArray(fresh.amounts)
                                                      .TextArray(fresh.currencies)
                                                      .TextArray(fresh.details)
                                                      .Int(now_)
                                                      .Text(taken_by_));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      OrderTaken& taken = *waiting.at({rows.Text(i, 1), rows.Text(i, 2)});
      taken.id = rows.Id(i, 0);
      taken.version = 1;
    }
  }

  db::Connection& connection_;
  const std::string& taken_by_;
  const TimeMs now_;
};

/// Orders that name a directory nobody has heard of are refused: whose they are could never be told.
void RefuseStrangers(db::Connection& connection, const std::vector<OrderWrite>& orders,
                     std::vector<OrderTaken>& taken) {
  std::set<std::string> names;
  for (const OrderWrite& order : orders) {
    if (!order.contact_source.empty()) names.insert(order.contact_source);
  }
  if (!names.empty()) {
    const db::Rows rows = connection.Query(kKnownDirectories, db::Params().TextArray({names.begin(), names.end()}));
    for (std::size_t i = 0; i < rows.size(); ++i) names.erase(rows.Text(i, 0));
  }
  for (std::size_t i = 0; i < orders.size(); ++i) {
    if (names.contains(orders[i].contact_source)) taken[i].code = "order.unknown_directory";
  }
}

/// The first text that is larger than all that begin with this one; empty when there is none.
std::string Behind(std::string text) {
  while (!text.empty() && text.back() == '\x7F') text.pop_back();
  if (!text.empty()) ++text.back();
  return text;
}

void AndNumber(SqlWhere& where, const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  const std::string end = plain ? Behind(text) : std::string();
  if (end.empty()) return where.And("o.number = " + where.BindText(text));
  where.And("o.number ~>=~ " + where.BindText(text) + " AND o.number ~<~ " + where.BindText(end));
}

void AndBehind(SqlWhere& where, const std::string& cursor) {
  if (cursor.empty()) return;
  const auto last = ParseCursor(kCursorTag, cursor, 2);
  const std::string at = where.BindInt(last[0]);
  where.And("(o.ordered_at, o.id) < (" + at + ", " + where.BindInt(last[1]) + ")");
}

OrderPage PageOf(const db::Rows& rows, std::size_t limit) {
  OrderPage page;
  page.items = ReadOrders(rows, limit);
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    page.items[i].customer = rows.Id(i, 11);
    page.items[i].customer_name = rows.Text(i, 12);
  }
  if (rows.size() > limit) {
    page.next_cursor = MakeCursor(kCursorTag, {page.items.back().ordered_at, Signed(page.items.back().id)});
  }
  return page;
}

OrderPage ReadPage(db::Connection& connection, SqlWhere& where, const std::string& cursor, std::size_t limit) {
  AndBehind(where, cursor);
  const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostPerPage);
  return PageOf(
      connection.Query(std::string("SELECT ") + kOrderColumns + ", r.id, coalesce(r.name, '')" + kFromOrders +
                           where.text + " ORDER BY o.ordered_at DESC, o.id DESC LIMIT " + std::to_string(most + 1),
                       where.params),
      most);
}

}  // namespace

Result<std::vector<OrderTaken>> PostgresOrderStore::Take(const std::vector<OrderWrite>& orders,
                                                         const std::string& taken_by) {
  return db::Guard([&] {
    std::vector<OrderTaken> taken(orders.size());
    auto lease = writers_.Acquire();
    db::Transaction transaction(*lease);
    LockOrders(*lease);
    RefuseStrangers(*lease, orders, taken);
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < orders.size(); ++i) {
      if (taken[i].code.empty()) left.push_back(i);
    }
    Round round(*lease, taken_by, clock_.Now());
    while (!left.empty()) {
      std::set<Key> keys;
      std::vector<const OrderWrite*> now;
      std::vector<OrderTaken*> outcomes;
      std::vector<std::size_t> later;
      for (const std::size_t i : left) {
        if (!keys.emplace(orders[i].source, orders[i].number).second) {
          later.push_back(i);
          continue;
        }
        now.push_back(&orders[i]);
        outcomes.push_back(&taken[i]);
      }
      round.Write(now, outcomes);
      left = std::move(later);
    }
    transaction.Commit();
    return taken;
  });
}

Result<OrderPage> PostgresOrderStore::List(const OrderQuery& query) {
  return db::Guard([&] {
    SqlWhere where;
    if (!query.text.empty()) AndNumber(where, query.text);
    if (!query.source.empty()) where.And("o.source = " + where.BindText(query.source));
    if (query.status) where.And("o.status = " + where.BindInt(static_cast<std::int64_t>(*query.status)));
    if (query.from != 0) where.And("o.ordered_at >= " + where.BindInt(query.from));
    if (query.until != 0) where.And("o.ordered_at < " + where.BindInt(query.until));
    if (query.nobodys) where.And("o.kind = 0");
    auto lease = readers_.Acquire();
    return ReadPage(*lease, where, query.cursor, query.limit);
  });
}

Result<CustomerOrders> PostgresOrderStore::OfCustomer(const Scope& scope, std::uint64_t customer,
                                                      const std::string& cursor, std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const std::uint64_t record = StandingInSight(*lease, Resolve(*lease, sources_, scope), customer);
    if (record == 0) db::Fail(ErrorKind::kNotFound, "customer.not_found", "no such customer");
    CustomerOrders orders;
    SqlWhere where;
    where.And("i.customer = " + where.BindInt(Signed(record)));
    orders.page = ReadPage(*lease, where, cursor, limit);
    LoadPast(*lease, orders.page.items);
    const db::Rows rows = lease->Query(kTotals, db::Params().Int(Signed(record)).Int(clock_.Now() - kYear));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string currency = rows.Text(i, 0);
      orders.totals.push_back({.amount = {rows.Int(i, 2), currency},
                               .orders = rows.Id(i, 1),
                               .year = {rows.Int(i, 4), currency},
                               .year_orders = rows.Id(i, 3)});
      orders.last_at = std::max(orders.last_at, rows.Int(i, 5));
    }
    return orders;
  });
}

}  // namespace custos::storage
