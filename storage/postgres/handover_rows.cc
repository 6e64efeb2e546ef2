// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/handover_rows.h"

#include <algorithm>

#include "storage/postgres/people.h"

namespace custos::storage {
namespace {

constexpr char kHandovers[] =
    "SELECT h.id, h.source_id, h.giver, h.resigned, h.left_at, h.state, h.message, h.rule, h.user_name, h.created_at,"
    " h.ended_at, h.next_at, h.problem, (SELECT count(*) FROM unassigned_customer u WHERE u.source_id = h.source_id"
    "  AND u.giver = h.giver) FROM handover h";
constexpr char kCounts[] =
    "SELECT handover, state, count(*) FROM handover_item WHERE handover = ANY($1) GROUP BY handover, state";
constexpr char kItems[] =
    "SELECT i.n, i.kind, i.id, i.name, coalesce(c.customer, 0), i.taker, i.state, i.code, i.advice, i.attempts,"
    " i.asked_at, i.due_at, i.changed_at, h.source_id FROM handover_item i JOIN handover h ON h.id = i.handover"
    " LEFT JOIN customer_identity c ON i.kind = 1 AND c.kind = 1 AND c.scope = h.source_id AND c.value = i.id";
constexpr char kTakers[] =
    "SELECT i.taker, i.state, count(*), h.source_id FROM handover_item i JOIN handover h ON h.id = i.handover"
    " WHERE i.handover = $1 GROUP BY i.taker, i.state, h.source_id ORDER BY i.taker, i.state";

std::int64_t Signed(std::uint64_t id) { return static_cast<std::int64_t>(id); }

}  // namespace

std::vector<HandoverView> ReadHandovers(db::Connection& connection, Sources& sources, const std::string& rest,
                                        const db::Params& params) {
  const db::Rows rows = connection.Query(kHandovers + rest, params);
  People people(connection, sources);
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 1)), PartyKind::kStaff, rows.Text(i, 2));
    ids.push_back(rows.Int(i, 0));
  }
  people.Load();
  std::vector<HandoverView> handovers;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int source = static_cast<int>(rows.Int(i, 1));
    HandoverView& one = handovers.emplace_back();
    one.id = rows.Id(i, 0);
    one.source = sources.NameOf(connection, source);
    one.giver = people.Get(source, PartyKind::kStaff, rows.Text(i, 2));
    one.resigned = rows.Bool(i, 3);
    one.left_at = rows.Int(i, 4);
    one.state = static_cast<HandoverState>(rows.Int(i, 5));
    one.message = rows.Text(i, 6);
    one.rule = rows.Text(i, 7);
    one.user_name = rows.Text(i, 8);
    one.created_at = rows.Int(i, 9);
    one.ended_at = rows.Int(i, 10);
    one.next_at = rows.Int(i, 11);
    one.problem = rows.Text(i, 12);
    one.unassigned = rows.Id(i, 13);
  }
  if (ids.empty()) return handovers;
  const db::Rows counts = connection.Query(kCounts, db::Params().IntArray(ids));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto of = std::find_if(handovers.begin(), handovers.end(),
                                 [&](const HandoverView& one) { return one.id == counts.Id(i, 0); });
    of->counts[static_cast<HandoverItemState>(counts.Int(i, 1))] = counts.Id(i, 2);
  }
  return handovers;
}

std::vector<HandoverItem> ReadHandoverItems(db::Connection& connection, Sources& sources, const std::string& rest,
                                            const db::Params& params) {
  const db::Rows rows = connection.Query(kItems + rest, params);
  People people(connection, sources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 13)), PartyKind::kStaff, rows.Text(i, 5));
  }
  people.Load();
  std::vector<HandoverItem> items;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HandoverItem& item = items.emplace_back();
    item.n = static_cast<std::uint32_t>(rows.Int(i, 0));
    item.kind = static_cast<HandoverKind>(rows.Int(i, 1));
    item.id = rows.Text(i, 2);
    item.name = rows.Text(i, 3);
    item.customer = rows.Id(i, 4);
    item.taker = people.Get(static_cast<int>(rows.Int(i, 13)), PartyKind::kStaff, rows.Text(i, 5));
    item.state = static_cast<HandoverItemState>(rows.Int(i, 6));
    item.code = rows.Text(i, 7);
    item.advice = static_cast<int>(rows.Int(i, 8));
    item.attempts = static_cast<std::uint32_t>(rows.Int(i, 9));
    item.asked_at = rows.Int(i, 10);
    item.due_at = rows.Int(i, 11);
    item.changed_at = rows.Int(i, 12);
  }
  return items;
}

void AddTakers(db::Connection& connection, Sources& sources, HandoverView& handover) {
  const db::Rows rows = connection.Query(kTakers, db::Params().Int(Signed(handover.id)));
  People people(connection, sources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 3)), PartyKind::kStaff, rows.Text(i, 0));
  }
  people.Load();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (handover.takers.empty() || handover.takers.back().first.id != rows.View(i, 0)) {
      handover.takers.emplace_back(people.Get(static_cast<int>(rows.Int(i, 3)), PartyKind::kStaff, rows.Text(i, 0)),
                                   HandoverCounts{});
    }
    handover.takers.back().second[static_cast<HandoverItemState>(rows.Int(i, 1))] = rows.Id(i, 2);
  }
}

}  // namespace custos::storage
