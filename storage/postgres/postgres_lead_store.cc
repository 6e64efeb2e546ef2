// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_lead_store.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "storage/postgres/cursor.h"
#include "storage/postgres/lead_rows.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kCursorTag = 'l';
constexpr std::size_t kMostPerPage = 200;

constexpr char kList[] =
    "SELECT l.lead_id, s.name, l.key, l.sent_at, l.state, l.detail, l.matches, l.customer, l.near FROM lead l"
    " JOIN source s USING (source_id)";
constexpr char kUnchecked[] = "SELECT lead_id, detail FROM lead WHERE state = 0 ORDER BY lead_id LIMIT $1";
constexpr char kChecked[] =
    "UPDATE lead l SET state = v.state, matches = v.matches"
    " FROM unnest($1::bigint[], $2::int[], $3::text[]) AS v (lead_id, state, matches)"
    " WHERE l.lead_id = v.lead_id AND l.state = 0";
constexpr char kUncompared[] =
    "SELECT lead_id, customer, name, company, detail FROM lead WHERE linked AND state = 1 AND NOT near_looked"
    " ORDER BY lead_id LIMIT $1";
constexpr char kCompared[] =
    "UPDATE lead l SET near_looked = true, near = v.near FROM unnest($1::bigint[], $2::text[]) AS v (lead_id, near)"
    " WHERE l.lead_id = v.lead_id";
// Records that were joined since stand for each other.
constexpr char kStanding[] =
    "SELECT a.id, coalesce(b.id, a.id), coalesce(b.name, a.name) FROM customer_record a"
    " LEFT JOIN customer_record b ON b.id = a.merged_into WHERE a.id = ANY($1)";
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

std::string ToJson(const std::vector<KnownCustomer>& near) {
  json list = json::array();
  for (const KnownCustomer& one : near) {
    json by = json::array();
    for (const KnownBy reason : one.by) by.push_back(ToString(reason));
    list.push_back({one.customer, one.confidence, std::move(by)});
  }
  return list.dump();
}

std::vector<NearCustomer> NearFromJson(std::string_view text) {
  const json list = json::parse(text, nullptr, false);
  std::vector<NearCustomer> near;
  for (const json& one : list.is_array() ? list : json::array()) {
    KnownCustomer known{.customer = one.at(0).get<std::uint64_t>(), .by = {}, .confidence = one.at(1).get<int>()};
    for (const json& reason : one.at(2)) {
      if (const auto by = ParseKnownBy(reason.get_ref<const std::string&>())) known.by.push_back(*by);
    }
    near.push_back({.known = std::move(known), .name = {}});
  }
  return near;
}

/// Gives near customers their names and the records that stand for them now; who turned out to be the lead himself, or
/// is there twice, is left out.
void NameNear(db::Connection& connection, std::vector<LeadRow>& leads) {
  std::vector<std::int64_t> ids;
  for (const LeadRow& lead : leads) {
    if (lead.near.empty()) continue;
    ids.push_back(static_cast<std::int64_t>(lead.customer));
    for (const NearCustomer& one : lead.near) ids.push_back(static_cast<std::int64_t>(one.known.customer));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection.Query(kStanding, db::Params().IntArray(ids));
  std::map<std::uint64_t, std::pair<std::uint64_t, std::string>> standing;
  for (std::size_t i = 0; i < rows.size(); ++i) standing[rows.Id(i, 0)] = {rows.Id(i, 1), rows.Text(i, 2)};
  for (LeadRow& lead : leads) {
    std::set<std::uint64_t> shown{standing[lead.customer].first};
    std::erase_if(lead.near, [&](NearCustomer& one) {
      std::tie(one.known.customer, one.name) = standing[one.known.customer];
      return !shown.insert(one.known.customer).second;
    });
  }
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
    auto lease = pool_.Acquire();
    const db::Rows rows =
        lease->Query(kList + where.text + " ORDER BY l.lead_id DESC LIMIT " + std::to_string(limit + 1), where.params);
    LeadPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) {
      page.items.push_back({.id = rows.Id(i, 0),
                            .intake = rows.Text(i, 1),
                            .key = rows.Text(i, 2),
                            .at = rows.Int(i, 3),
                            .state = static_cast<LeadState>(rows.Int(i, 4)),
                            .detail = rows.Text(i, 5),
                            .matches = FromJson(rows.Text(i, 6)),
                            .customer = rows.Id(i, 7),
                            .near = NearFromJson(rows.View(i, 8))});
    }
    NameNear(*lease, page.items);
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

Result<std::vector<NearQuestion>> PostgresLeadStore::Uncompared(std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kUncompared, db::Params().Int(static_cast<std::int64_t>(limit)));
    std::vector<NearQuestion> questions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      questions.push_back(
          {.id = rows.Id(i, 0),
           .customer = rows.Id(i, 1),
           .who = {.name = rows.Text(i, 2), .company = rows.Text(i, 3), .identities = IdentitiesOf(rows.Text(i, 4))}});
    }
    return questions;
  });
}

Status PostgresLeadStore::Compared(const std::vector<NearVerdict>& verdicts) {
  std::vector<std::int64_t> ids;
  std::vector<std::string> near;
  for (const NearVerdict& verdict : verdicts) {
    ids.push_back(static_cast<std::int64_t>(verdict.id));
    near.push_back(ToJson(verdict.near));
  }
  return db::Guard([&] { pool_.Acquire()->Query(kCompared, db::Params().IntArray(ids).TextArray(near)); });
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
