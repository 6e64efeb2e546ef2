// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/identity_settler.h"

#include <algorithm>
#include <set>

#include "storage/customer_cells.h"
#include "storage/postgres/customer_merge.h"
#include "storage/postgres/customer_names.h"
#include "storage/postgres/grade_due.h"
#include "storage/postgres/ownership_adopt.h"

namespace custos::storage {
namespace {

constexpr char kRecords[] =
    "SELECT n.number, i.customer FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY"
    " AS n(kind, scope, value, number) JOIN customer_identity i ON i.kind = n.kind AND i.scope = n.scope"
    " AND i.value = n.value";
constexpr char kUnionids[] = "SELECT customer, value FROM customer_identity WHERE kind = 2 AND customer = ANY($1)";
constexpr char kApart[] = "SELECT first, second FROM customer_apart WHERE first = ANY($1) OR second = ANY($1)";
constexpr char kMakeRecords[] =
    "INSERT INTO customer_record (created_at) SELECT $1 FROM generate_series(1, $2) RETURNING id";
constexpr char kAddIdentities[] =
    "INSERT INTO customer_identity (kind, scope, value, customer, reason, confidence, source_id, since)"
    " SELECT kind, scope, value, customer, reason, confidence, source, $8 FROM unnest($1::bigint[], $2::bigint[],"
    " $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[])"
    " AS t(kind, scope, value, customer, reason, confidence, source) ON CONFLICT DO NOTHING";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

bool IsSubscriber(std::string_view id) {
  return id.size() >= 10 && id.size() <= 15 && id[0] != '0' && !id.starts_with("10") && !id.starts_with("11") &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void IdentitySettler::Know(const IdentityKey& identity, const IdentityOrigin& origin) {
  const auto [found, fresh] = nodes_.try_emplace(identity, Node{origin, 0});
  if (!fresh && std::get<0>(identity) == CustomerIdentityKind::kContact && origin.reason == "contact") {
    found->second.origin = origin;
  }
}

void IdentitySettler::Join(const IdentityKey& one, const IdentityKey& other, bool certain, std::string_view reason) {
  edges_.push_back({one, other, certain, std::string(reason)});
}

void IdentitySettler::Load() {
  std::vector<std::int64_t> kinds, scopes;
  std::vector<std::string> values;
  std::vector<Node*> nodes;
  for (auto& [key, node] : nodes_) {
    kinds.push_back(static_cast<std::int64_t>(std::get<0>(key)));
    scopes.push_back(std::get<1>(key));
    values.push_back(std::get<2>(key));
    nodes.push_back(&node);
  }
  if (nodes.empty()) return;
  const db::Rows rows = connection_.Query(kRecords, db::Params().IntArray(kinds).IntArray(scopes).TextArray(values));
  for (std::size_t i = 0; i < rows.size(); ++i) nodes[rows.Id(i, 0) - 1]->record = rows.Id(i, 1);
}

std::uint64_t IdentitySettler::RecordOf(const IdentityKey& identity) const {
  const auto found = nodes_.find(identity);
  return found == nodes_.end() ? 0 : found->second.record;
}

void IdentitySettler::Settle() {
  if (nodes_.empty()) return;
  Load();
  CustomerCells cells;
  std::map<IdentityKey, std::size_t> number;
  std::set<std::int64_t> records;
  for (const auto& [key, node] : nodes_) {
    number[key] = cells.Add(node.record, node.origin.unionid);
    if (node.record != 0) records.insert(Signed(node.record));
  }
  if (!edges_.empty() && !records.empty()) {
    const db::Params known = db::Params().IntArray({records.begin(), records.end()});
    const db::Rows people = connection_.Query(kUnionids, known);
    for (std::size_t i = 0; i < people.size(); ++i) cells.Know(people.Id(i, 0), people.Text(i, 1));
    const db::Rows apart = connection_.Query(kApart, known);
    for (std::size_t i = 0; i < apart.size(); ++i) cells.KeepApart(apart.Id(i, 0), apart.Id(i, 1));
  }
  for (const bool certain : {true, false}) {
    for (const Edge& edge : edges_) {
      if (edge.certain == certain) cells.Join(number.at(edge.one), number.at(edge.other), certain, edge.reason);
    }
  }
  const CustomerCells::Outcome outcome = cells.Finish();
  std::vector<std::int64_t> fresh;
  if (outcome.fresh > 0) {
    const db::Rows made = connection_.Query(kMakeRecords, db::Params().Int(now_).Int(Signed(outcome.fresh)));
    for (std::size_t i = 0; i < made.size(); ++i) fresh.push_back(made.Int(i, 0));
  }
  std::vector<std::int64_t> kinds, scopes, customers, confidences, sources;
  std::vector<std::string> values, reasons;
  std::set<std::int64_t> touched;
  std::size_t at = 0;
  for (auto& [key, node] : nodes_) {
    const std::size_t own = at++;
    const std::int64_t record =
        outcome.record_of[own] != 0 ? Signed(outcome.record_of[own]) : fresh[outcome.fresh_of[own]];
    if (std::get<0>(key) == CustomerIdentityKind::kContact) touched.insert(record);
    const bool stood = node.record != 0;
    node.record = static_cast<std::uint64_t>(record);
    if (stood) continue;
    kinds.push_back(static_cast<std::int64_t>(std::get<0>(key)));
    scopes.push_back(std::get<1>(key));
    values.push_back(std::get<2>(key));
    customers.push_back(record);
    reasons.push_back(node.origin.reason);
    confidences.push_back(node.origin.confidence);
    sources.push_back(node.origin.source);
  }
  if (!kinds.empty()) {
    connection_.Query(kAddIdentities, db::Params()
                                          .IntArray(kinds)
                                          .IntArray(scopes)
                                          .TextArray(values)
                                          .IntArray(customers)
                                          .TextArray(reasons)
                                          .IntArray(confidences)
                                          .IntArray(sources)
                                          .Int(now_));
  }
  std::vector<MergePair> pairs;
  for (const auto& joined : outcome.joined) {
    pairs.push_back({joined.record, joined.gone, joined.reason});
    touched.insert(Signed(joined.record));
  }
  MergeRecords(connection_, pairs, {}, now_);
  RefreshNames(connection_, {touched.begin(), touched.end()}, name_order_);
  NoteContacted(connection_, {touched.begin(), touched.end()});
  NoteForGrading(connection_, {touched.begin(), touched.end()});
}

}  // namespace custos::storage
