// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_lead_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/postgres/cursor.h"
#include "storage/postgres/lead_rows.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kCursorTag = 'l';
constexpr std::size_t kMostPerPage = 200;

constexpr char kList[] =
    "SELECT l.lead_id, s.name, l.key, l.sent_at, l.state, l.detail, l.matches, l.customer FROM lead l"
    " JOIN source s USING (source_id)";
constexpr char kUnchecked[] = "SELECT lead_id, detail FROM lead WHERE state = 0 ORDER BY lead_id LIMIT $1";
constexpr char kChecked[] =
    "UPDATE lead l SET state = v.state, matches = v.matches"
    " FROM unnest($1::bigint[], $2::int[], $3::text[]) AS v (lead_id, state, matches)"
    " WHERE l.lead_id = v.lead_id AND l.state = 0";
constexpr char kCount[] = "SELECT state, count(*) FROM lead GROUP BY state";

std::string ToJson(const std::vector<DuplicateMatch>& matches) {
  json list = json::array();
  for (const DuplicateMatch& match : matches) {
    list.push_back({{"kind", match.kind},
                    {"id", match.id},
                    {"name", match.name},
                    {"by", static_cast<int>(match.by.kind)},
                    {"value", match.by.value}});
  }
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<DuplicateMatch> FromJson(const std::string& text) {
  const json list = json::parse(text, nullptr, false);
  std::vector<DuplicateMatch> matches;
  if (!list.is_array()) return matches;
  for (const json& one : list) {
    if (!one.is_object()) continue;
    matches.push_back({.kind = one.value("kind", std::string()),
                       .id = one.value("id", std::string()),
                       .name = one.value("name", std::string()),
                       .by = {static_cast<IdentityKind>(one.value("by", 1)), one.value("value", std::string())}});
  }
  return matches;
}

/// A pattern of LIKE that finds the text itself.
std::string Containing(const std::string& text) {
  std::string pattern = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return pattern + "%";
}

void AddWho(const LeadQuery& query, SqlWhere& where) {
  if (query.who.empty()) return;
  std::string either = "l.who LIKE " + where.BindText(Containing(query.who));
  for (const Identity& identity : query.identities) {
    either += " OR l.lead_id IN (SELECT i.lead_id FROM lead_identity i WHERE i.kind = " +
              where.BindInt(static_cast<int>(identity.kind)) + " AND i.value = " + where.BindText(identity.value) + ")";
  }
  where.And("(" + either + ")");
}

}  // namespace

Result<LeadPage> PostgresLeadStore::List(const LeadQuery& query) {
  return db::Guard([&] {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, kMostPerPage);
    SqlWhere where;
    if (!query.intake.empty()) where.And("s.name = " + where.BindText(query.intake));
    if (query.state) where.And("l.state = " + where.BindInt(static_cast<int>(*query.state)));
    AddWho(query, where);
    if (!query.cursor.empty()) where.And("l.lead_id < " + where.BindInt(ParseCursor(kCursorTag, query.cursor, 1)[0]));
    const db::Rows rows = pool_.Acquire()->Query(
        kList + where.text + " ORDER BY l.lead_id DESC LIMIT " + std::to_string(limit + 1), where.params);
    LeadPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) {
      page.items.push_back({.id = rows.Id(i, 0),
                            .intake = rows.Text(i, 1),
                            .key = rows.Text(i, 2),
                            .at = rows.Int(i, 3),
                            .state = static_cast<LeadState>(rows.Int(i, 4)),
                            .detail = rows.Text(i, 5),
                            .matches = FromJson(rows.Text(i, 6)),
                            .customer = rows.Id(i, 7)});
    }
    if (rows.size() > limit) {
      page.next_cursor = MakeCursor(kCursorTag, {static_cast<std::int64_t>(page.items.back().id)});
    }
    return page;
  });
}

Result<std::vector<DuplicateQuestion>> PostgresLeadStore::Unchecked(std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kUnchecked, db::Params().Int(static_cast<std::int64_t>(limit)));
    std::vector<DuplicateQuestion> questions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      questions.push_back({.lead = rows.Id(i, 0), .identities = IdentitiesOf(rows.Text(i, 1))});
    }
    return questions;
  });
}

Status PostgresLeadStore::Checked(const std::vector<LeadVerdict>& verdicts) {
  std::vector<std::int64_t> ids;
  std::vector<std::int32_t> states;
  std::vector<std::string> matches;
  for (const LeadVerdict& verdict : verdicts) {
    ids.push_back(static_cast<std::int64_t>(verdict.id));
    states.push_back(static_cast<int>(verdict.matches.empty() ? LeadState::kNew : LeadState::kDuplicate));
    matches.push_back(ToJson(verdict.matches));
  }
  return db::Guard(
      [&] { pool_.Acquire()->Query(kChecked, db::Params().IntArray(ids).Int4Array(states).TextArray(matches)); });
}

Result<std::map<LeadState, std::uint64_t>> PostgresLeadStore::Count() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kCount);
    std::map<LeadState, std::uint64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) counts[static_cast<LeadState>(rows.Int(i, 0))] = rows.Id(i, 1);
    return counts;
  });
}

}  // namespace custos::storage
