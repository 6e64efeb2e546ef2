// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_quarantine.h"

#include <algorithm>

#include "storage/postgres/cursor.h"
#include "storage/postgres/sql_where.h"

namespace custos::storage {
namespace {

constexpr char kCursorTag = 'q';
constexpr std::size_t kMostPerPage = 200;

constexpr char kCount[] =
    "SELECT s.name, p.reason, count(*), min(p.parked_id), max(p.parked_id) FROM parked p JOIN source s USING "
    "(source_id)"
    " WHERE NOT p.settled GROUP BY s.name, p.reason ORDER BY s.name, count(*) DESC, p.reason LIMIT 1000";
constexpr char kList[] =
    "SELECT p.parked_id, s.name, p.seq, p.key, p.reason, p.key_version, length(p.envelope)"
    " FROM parked p JOIN source s USING (source_id)";
constexpr char kRead[] = "SELECT envelope FROM parked WHERE parked_id = $1 AND NOT settled";

}  // namespace

Result<std::vector<ParkedCount>> PostgresQuarantine::CountParked() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kCount);
    std::vector<ParkedCount> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      counts.push_back({rows.Text(i, 0), rows.Text(i, 1), rows.Id(i, 2), rows.Id(i, 3), rows.Id(i, 4)});
    }
    return counts;
  });
}

Result<ParkedPage> PostgresQuarantine::ListParked(const std::string& source, const std::string& reason,
                                                  const std::string& cursor, std::size_t limit) {
  return db::Guard([&] {
    limit = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    SqlWhere where;
    where.And("NOT p.settled");
    if (!source.empty()) where.And("s.name = " + where.BindText(source));
    if (!reason.empty()) where.And("p.reason = " + where.BindText(reason));
    if (!cursor.empty()) where.And("p.parked_id < " + where.BindInt(ParseCursor(kCursorTag, cursor, 1)[0]));
    const db::Rows rows = pool_.Acquire()->Query(
        kList + where.text + " ORDER BY p.parked_id DESC LIMIT " + std::to_string(limit + 1), where.params);
    ParkedPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i) {
      page.items.push_back({.id = rows.Id(i, 0),
                            .source = rows.Text(i, 1),
                            .seq = rows.Id(i, 2),
                            .key = rows.Text(i, 3),
                            .reason = rows.Text(i, 4),
                            .key_version = static_cast<std::uint32_t>(rows.Int(i, 5)),
                            .bytes = rows.Id(i, 6)});
    }
    if (rows.size() > limit) {
      page.next_cursor = MakeCursor(kCursorTag, {static_cast<std::int64_t>(page.items.back().id)});
    }
    return page;
  });
}

Result<std::string> PostgresQuarantine::ReadParked(std::uint64_t id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kRead, db::Params().Int(static_cast<std::int64_t>(id)));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "parked.not_found", "nothing waits there");
    return rows.Bytes(0, 0);
  });
}

}  // namespace custos::storage
