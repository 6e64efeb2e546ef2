// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/order_records.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/postgres/grade_due.h"
#include "storage/postgres/newcomers.h"
#include "storage/postgres/order_rows.h"
#include "storage/postgres/pool_returns.h"

namespace custos::storage {
namespace {

using nlohmann::json;
using Kind = CustomerIdentityKind;

constexpr int kConfidence = 80;  // percent: a shop's own books

constexpr char kWaiting[] =
    "SELECT id, kind, scope, value, detail FROM customer_order WHERE NOT linked ORDER BY id LIMIT 2000";
constexpr char kDirectories[] = "SELECT name, coalesce(directory_id, source_id) FROM source WHERE name = ANY($1)";
constexpr char kOwnNumbers[] = "SELECT value FROM employee_number WHERE scope = '' AND value = ANY($1)";
constexpr char kStoodAt[] =
    "SELECT DISTINCT i.customer FROM customer_order o JOIN customer_identity i ON i.kind = o.kind AND i.scope = o.scope"
    " AND i.value = o.value WHERE o.id = ANY($1)";
constexpr char kLink[] =
    "UPDATE customer_order o SET linked = true, kind = t.kind, scope = t.scope, value = t.value"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS t(id, kind, scope, value)"
    " WHERE o.id = t.id";

struct Waiting {
  Newcomer buyer;
  std::optional<IdentityKey> before;  // where it stood
  std::string contact_source;
  std::string contact_id;
};

std::vector<std::string> TextsOf(const json& detail, const char* name) {
  std::vector<std::string> texts;
  const auto found = detail.find(name);
  if (found == detail.end()) return texts;
  if (found->is_string()) texts.push_back(found->get<std::string>());
  if (!found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

void AddIdentities(const json& detail, Newcomer& buyer) {
  const auto add = [&](Kind kind, const char* name) {
    for (const std::string& value : TextsOf(detail, name)) {
      if (const auto key = NewcomerKey(kind, value)) buyer.identities.push_back(*key);
    }
  };
  add(Kind::kUnionid, "unionid");
  add(Kind::kPhone, "phones");
  add(Kind::kEmail, "emails");
  add(Kind::kWechat, "wechat");
}

std::vector<Waiting> ReadWaiting(db::Connection& connection) {
  const db::Rows rows = connection.Query(kWaiting);
  std::vector<Waiting> orders;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Waiting& order = orders.emplace_back();
    order.buyer.id = rows.Int(i, 0);
    if (rows.Int(i, 1) != 0) {
      order.before = IdentityKey{static_cast<Kind>(rows.Int(i, 1)), rows.Int(i, 2), rows.Text(i, 3)};
    }
    const json detail = json::parse(rows.Text(i, 4), nullptr, false);
    if (!detail.is_object()) continue;
    AddIdentities(detail, order.buyer);
    if (const auto contact = detail.find("contact"); contact != detail.end() && contact->is_object()) {
      order.contact_source = contact->value("source", std::string());
      order.contact_id = contact->value("id", std::string());
    }
  }
  return orders;
}

/// The id within one company's directory says best who it is.
void AddContacts(db::Connection& connection, std::vector<Waiting>& orders) {
  std::set<std::string> names;
  for (const Waiting& order : orders) {
    if (!order.contact_id.empty()) names.insert(order.contact_source);
  }
  if (names.empty()) return;
  const db::Rows rows = connection.Query(kDirectories, db::Params().TextArray({names.begin(), names.end()}));
  std::map<std::string, std::int64_t> directories;
  for (std::size_t i = 0; i < rows.size(); ++i) directories[rows.Text(i, 0)] = rows.Int(i, 1);
  for (Waiting& order : orders) {
    const auto found = directories.find(order.contact_source);
    if (order.contact_id.empty() || found == directories.end()) continue;
    auto& identities = order.buyer.identities;
    identities.insert(identities.begin(), IdentityKey{Kind::kContact, found->second, order.contact_id});
  }
}

/// What a clerk of the company leaves as his own number says nothing of the buyer.
void DropOwnNumbers(db::Connection& connection, std::vector<Waiting>& orders) {
  std::set<std::string> numbers;
  for (const Waiting& order : orders) {
    for (const IdentityKey& key : order.buyer.identities) {
      if (std::get<0>(key) == Kind::kPhone) numbers.insert(std::get<2>(key));
    }
  }
  if (numbers.empty()) return;
  const db::Rows rows = connection.Query(kOwnNumbers, db::Params().TextArray({numbers.begin(), numbers.end()}));
  std::set<std::string> own;
  for (std::size_t i = 0; i < rows.size(); ++i) own.insert(rows.Text(i, 0));
  for (Waiting& order : orders) {
    std::erase_if(order.buyer.identities, [&](const IdentityKey& key) {
      return std::get<0>(key) == Kind::kPhone && own.contains(std::get<2>(key));
    });
  }
}

}  // namespace

std::uint64_t LinkOrders(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now) {
  LockOrders(connection);
  std::vector<Waiting> orders = ReadWaiting(connection);
  if (orders.empty()) return 0;
  AddContacts(connection, orders);
  DropOwnNumbers(connection, orders);
  std::vector<Newcomer> buyers;
  std::vector<std::int64_t> ids, kinds, scopes;
  std::vector<std::string> values;
  for (Waiting& order : orders) {
    const auto& identities = order.buyer.identities;
    const bool stays =
        order.before && std::find(identities.begin(), identities.end(), *order.before) != identities.end();
    if (stays) order.buyer.anchor = order.before;
    ids.push_back(order.buyer.id);
    buyers.push_back(std::move(order.buyer));
  }
  SettleNewcomers(connection, name_order, now, "order", kConfidence, buyers);
  std::set<std::int64_t> touched;
  const db::Rows stood = connection.Query(kStoodAt, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < stood.size(); ++i) touched.insert(stood.Int(i, 0));
  for (const Newcomer& buyer : buyers) {
    const IdentityKey anchor = buyer.anchor.value_or(IdentityKey{static_cast<Kind>(0), 0, std::string()});
    kinds.push_back(static_cast<std::int64_t>(std::get<0>(anchor)));
    scopes.push_back(std::get<1>(anchor));
    values.push_back(std::get<2>(anchor));
    if (buyer.record != 0) touched.insert(static_cast<std::int64_t>(buyer.record));
  }
  connection.Query(kLink, db::Params().IntArray(ids).IntArray(kinds).IntArray(scopes).TextArray(values));
  NoteForGrading(connection, {touched.begin(), touched.end()});
  NoteForReturns(connection, {touched.begin(), touched.end()});
  return orders.size();
}

}  // namespace custos::storage
