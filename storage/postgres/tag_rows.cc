// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/tag_rows.h"

#include <algorithm>
#include <map>

#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

// kinds: storage/customer_store.h, CustomerEventKind. What was told last holds.
constexpr char kContacts[] =
    "SELECT i.customer, f.source_id, f.employee_id, f.customer_id, array_to_string(f.tags, chr(10)),"
    " coalesce(e.active, true) AND coalesce((SELECT v.kind NOT IN (6, 7, 8) FROM customer_event v"
    "  WHERE v.source_id = f.source_id AND v.employee_id = f.employee_id AND v.party_id = f.customer_id"
    "  AND v.kind IN (1, 2, 6, 7, 8) ORDER BY v.at DESC, v.id DESC LIMIT 1), true),"
    " EXISTS (SELECT 1 FROM ownership o WHERE o.customer = i.customer AND NOT o.merged"
    "  AND CASE WHEN o.borrower_id <> '' AND (o.lent_until = 0 OR o.lent_until > $3)"
    "   THEN (o.borrower_source, o.borrower_id) ELSE (o.owner_source, o.owner_id) END"
    "   = (f.source_id, f.employee_id))"
    " FROM customer_identity i JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    " LEFT JOIN employee e ON e.source_id = f.source_id AND e.id = f.employee_id"
    " WHERE i.kind = 1 AND i.customer = ANY($1) AND ($2 = 0 OR i.scope = $2)"
    " ORDER BY i.customer, f.added_at, f.source_id, f.employee_id, f.customer_id";
constexpr char kWishes[] =
    "SELECT w.id, w.customer, w.source_id, w.employee_id, w.party_id, w.tag_id, coalesce(t.name, w.tag_id), w.wanted,"
    " w.state, w.code, w.attempts, w.asked_at, w.created_at, w.changed_at, w.due_at, w.cause, w.user_name"
    " FROM tag_wish w LEFT JOIN customer_tag t ON t.source_id = w.source_id AND t.id = w.tag_id";
constexpr char kTags[] =
    "SELECT t.source_id, t.group_id, coalesce(g.name, ''), coalesce(g.position, 0), t.id, t.name, t.position"
    " FROM customer_tag t LEFT JOIN customer_tag_group g ON g.source_id = t.source_id AND g.id = t.group_id"
    " WHERE t.deleted_at = 0 ORDER BY t.source_id, t.group_id = '', coalesce(g.position, 0) DESC, g.name, t.group_id,"
    " t.position DESC, t.name, t.id";
constexpr char kCounts[] =
    "SELECT f.source_id, tag, count(*) FROM follow_relation f, unnest(f.tags) AS tag WHERE f.tags <> '{}'"
    " GROUP BY f.source_id, tag";
constexpr char kCompanies[] =
    "SELECT s.source_id, s.read_at, s.problem,"
    " (SELECT count(*) FROM tag_wish w WHERE w.source_id = s.source_id AND w.state = 0)"
    " FROM customer_tag_sync s ORDER BY s.source_id";

}  // namespace

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<TagContact> ReadTagContacts(db::Connection& connection, const std::vector<std::int64_t>& customers,
                                        int source_id, TimeMs now) {
  const db::Rows rows = connection.Query(kContacts, db::Params().IntArray(customers).Int(source_id).Int(now));
  std::vector<TagContact> contacts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    contacts.push_back({.customer = rows.Int(i, 0),
                        .source_id = static_cast<int>(rows.Int(i, 1)),
                        .employee = rows.Text(i, 2),
                        .contact = rows.Text(i, 3),
                        .stands = rows.Bool(i, 5),
                        .serves = rows.Bool(i, 6),
                        .tags = LinesOf(rows.View(i, 4))});
  }
  return contacts;
}

std::vector<TagWish> ReadTagWishes(db::Connection& connection, Sources& sources, const std::string& rest,
                                   const db::Params& params) {
  const db::Rows rows = connection.Query(kWishes + rest, params);
  People people(connection, sources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 2)), PartyKind::kStaff, rows.Text(i, 3));
  }
  people.Load();
  std::vector<TagWish> wishes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int source_id = static_cast<int>(rows.Int(i, 2));
    TagWish& wish = wishes.emplace_back();
    wish.id = rows.Id(i, 0);
    wish.customer = rows.Id(i, 1);
    wish.employee = people.Get(source_id, PartyKind::kStaff, rows.Text(i, 3));
    wish.contact = rows.Text(i, 4);
    wish.tag = {sources.NameOf(connection, source_id), rows.Text(i, 5)};
    wish.tag_name = rows.Text(i, 6);
    wish.add = rows.Bool(i, 7);
    wish.state = static_cast<TagWishState>(rows.Int(i, 8));
    wish.code = rows.Text(i, 9);
    wish.attempts = static_cast<std::uint32_t>(rows.Int(i, 10));
    wish.asked_at = rows.Int(i, 11);
    wish.created_at = rows.Int(i, 12);
    wish.changed_at = rows.Int(i, 13);
    wish.due_at = rows.Int(i, 14);
    wish.cause = rows.Text(i, 15);
    wish.user_name = rows.Text(i, 16);
  }
  return wishes;
}

TagCatalogue ReadTagCatalogue(db::Connection& connection, Sources& sources, bool count) {
  std::map<std::pair<std::int64_t, std::string>, std::uint64_t> counts;
  if (count) {
    const db::Rows rows = connection.Query(kCounts);
    for (std::size_t i = 0; i < rows.size(); ++i) counts[{rows.Int(i, 0), rows.Text(i, 1)}] = rows.Id(i, 2);
  }
  TagCatalogue catalogue;
  const db::Rows rows = connection.Query(kTags);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string source = sources.NameOf(connection, static_cast<int>(rows.Int(i, 0)));
    auto& groups = catalogue.groups;
    if (groups.empty() || groups.back().source != source || groups.back().id != rows.View(i, 1)) {
      groups.push_back({std::move(source), rows.Text(i, 1), rows.Text(i, 2), rows.Int(i, 3), {}});
    }
    const auto found = counts.find({rows.Int(i, 0), rows.Text(i, 4)});
    groups.back().tags.push_back(
        {rows.Text(i, 4), rows.Text(i, 5), rows.Int(i, 6), found == counts.end() ? 0 : found->second});
  }
  const db::Rows companies = connection.Query(kCompanies);
  for (std::size_t i = 0; i < companies.size(); ++i) {
    catalogue.companies.push_back({sources.NameOf(connection, static_cast<int>(companies.Int(i, 0))),
                                   companies.Int(i, 1), companies.Text(i, 2), companies.Id(i, 3)});
  }
  return catalogue;
}

}  // namespace custos::storage
