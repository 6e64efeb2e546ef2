// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/tag_hold.h"

#include <map>
#include <set>
#include <tuple>

#include "core/log.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;

constexpr char kChangedOften[] =
    "SELECT source_id, tag_id, employee_id, party_id FROM tag_wish WHERE cause = 'rule' AND created_at > $1"
    " AND party_id = ANY($2) GROUP BY source_id, tag_id, employee_id, party_id HAVING count(*) >= $3";
constexpr char kNote[] =
    "INSERT INTO tag_held (source_id, tag_id, employee_id, party_id, held_at)"
    " SELECT $1, $2, r.e, r.c, $3 FROM unnest($4::text[], $5::text[]) AS r(e, c)"
    " ON CONFLICT (source_id, tag_id, party_id, employee_id) DO UPDATE SET held_at = excluded.held_at"
    " RETURNING xmax = 0";
constexpr char kForget[] = "DELETE FROM tag_held WHERE held_at < $1";
constexpr char kHeld[] =
    "SELECT source_id, tag_id, count(*) FROM tag_held GROUP BY source_id, tag_id ORDER BY count(*) DESC, tag_id";

}  // namespace

void HoldBack(db::Connection& connection, std::vector<TagMove>& moves, TimeMs now) {
  std::set<std::string> parties;
  for (const TagMove& move : moves) {
    if (move.changes) parties.insert(move.contact.contact);
  }
  if (parties.empty()) return;
  const db::Rows rows = connection.Query(
      kChangedOften, db::Params().Int(now - kDay).TextArray({parties.begin(), parties.end()}).Int(kMostTagChanges));
  std::set<std::tuple<int, std::string, std::string, std::string>> often;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    often.emplace(static_cast<int>(rows.Int(i, 0)), rows.Text(i, 1), rows.Text(i, 2), rows.Text(i, 3));
  }
  for (TagMove& move : moves) {
    const TagContact& at = move.contact;
    if (!move.changes || !often.contains({at.source_id, move.tag, at.employee, at.contact})) continue;
    move.changes = false;
    move.held = true;
  }
}

void NoteHeld(db::Connection& connection, const std::vector<TagMove>& moves, TimeMs now) {
  std::map<std::pair<int, std::string>, std::pair<std::vector<std::string>, std::vector<std::string>>> by_tag;
  for (const TagMove& move : moves) {
    if (!move.held) continue;
    auto& [employees, contacts] = by_tag[{move.contact.source_id, move.tag}];
    employees.push_back(move.contact.employee);
    contacts.push_back(move.contact.contact);
  }
  for (const auto& [tag, at] : by_tag) {
    const db::Rows rows = connection.Query(
        kNote, db::Params().Int(tag.first).Text(tag.second).Int(now).TextArray(at.first).TextArray(at.second));
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) fresh += rows.Bool(i, 0) ? 1 : 0;
    if (fresh == 0) continue;
    Log(LogLevel::kWarn, "rules changed a tag too often, it stays as it is for now",
        {{"tag", tag.second}, {"contacts", fresh}});
  }
}

void ForgetHeld(db::Connection& connection, TimeMs since) { connection.Query(kForget, db::Params().Int(since)); }

std::vector<HeldTag> ReadHeld(db::Connection& connection, Sources& sources) {
  std::vector<HeldTag> held;
  const db::Rows rows = connection.Query(kHeld);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    held.push_back({sources.NameOf(connection, static_cast<int>(rows.Int(i, 0))), rows.Text(i, 1), rows.Id(i, 2)});
  }
  return held;
}

}  // namespace custos::storage
