// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_import_store.h"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using nlohmann::json;

#define CUSTOS_IMPORT_COLUMNS                                                                                 \
  "id, state, upload_id, file_name, size, format, source, options, file_offset, file_line, memory, accepted," \
  " duplicate, refused, skipped, codes, problem, problem_detail, user_id, user_name, created_at, updated_at," \
  " finished_at"

constexpr char kCreate[] =
    "INSERT INTO import_job (upload_id, file_name, size, format, source, options, user_id, user_name, created_at,"
    " updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING " CUSTOS_IMPORT_COLUMNS;
constexpr char kGet[] = "SELECT " CUSTOS_IMPORT_COLUMNS " FROM import_job WHERE id = $1";
constexpr char kList[] = "SELECT " CUSTOS_IMPORT_COLUMNS " FROM import_job WHERE id < $1 ORDER BY id DESC LIMIT $2";
constexpr char kNext[] = "SELECT " CUSTOS_IMPORT_COLUMNS " FROM import_job WHERE state = 0 ORDER BY id LIMIT 1";
constexpr char kBeat[] =
    "UPDATE import_job SET file_offset = $2, file_line = $3, memory = $4, accepted = $5, duplicate = $6, refused = $7,"
    " skipped = $8, codes = $9, updated_at = $10 WHERE id = $1 RETURNING state";
// What is kept of faults is bounded, what is counted is not.
constexpr char kAddFaults[] =
    "INSERT INTO import_fault (import_id, file_line, file_offset, code)"
    " SELECT $1, line, place, code FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS fault (line, place, code)"
    " WHERE (SELECT count(*) FROM import_fault WHERE import_id = $1) < $5 ON CONFLICT DO NOTHING";
constexpr char kFinish[] =
    "UPDATE import_job SET state = $2, problem = $3, problem_detail = $4, updated_at = $5, finished_at = $5"
    " WHERE id = $1 AND state = 0";
constexpr char kFaults[] =
    "SELECT file_line, file_offset, code FROM import_fault WHERE import_id = $1 AND file_line > $2"
    " ORDER BY file_line, file_offset LIMIT $3";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

ImportJob ReadJob(const db::Rows& rows, std::size_t i) {
  ImportJob job;
  job.id = rows.Id(i, 0);
  job.state = static_cast<ImportState>(rows.Int(i, 1));
  job.upload = rows.Text(i, 2);
  job.file_name = rows.Text(i, 3);
  job.size = rows.Id(i, 4);
  job.format = rows.Text(i, 5);
  job.source = rows.Text(i, 6);
  job.options = rows.Text(i, 7);
  job.progress = {.offset = rows.Id(i, 8),
                  .line = rows.Id(i, 9),
                  .memory = rows.Text(i, 10),
                  .accepted = rows.Id(i, 11),
                  .duplicate = rows.Id(i, 12),
                  .refused = rows.Id(i, 13),
                  .skipped = rows.Id(i, 14),
                  .codes = {}};
  const json codes = json::parse(rows.Text(i, 15), nullptr, false);
  if (codes.is_object()) {
    for (const auto& [code, count] : codes.items()) {
      if (count.is_number_unsigned()) job.progress.codes[code] = count.get<std::uint64_t>();
    }
  }
  job.problem = rows.Text(i, 16);
  job.problem_detail = rows.Text(i, 17);
  job.user_id = rows.Id(i, 18);
  job.user_name = rows.Text(i, 19);
  job.created_at = rows.Int(i, 20);
  job.updated_at = rows.Int(i, 21);
  job.finished_at = rows.Int(i, 22);
  return job;
}

}  // namespace

Result<ImportJob> PostgresImportStore::Create(const ImportJob& job) {
  return db::Guard([&] {
    return ReadJob(pool_.Acquire()->Query(kCreate, db::Params()
                                                       .Text(job.upload)
                                                       .Text(job.file_name)
                                                       .Int(Signed(job.size))
                                                       .Text(job.format)
                                                       .Text(job.source)
                                                       .Text(job.options)
                                                       .Int(Signed(job.user_id))
                                                       .Text(job.user_name)
                                                       .Int(job.created_at)),
                   0);
  });
}

Result<ImportJob> PostgresImportStore::Get(std::uint64_t id) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kGet, db::Params().Int(Signed(id)));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "import.not_found", "no such import");
    return ReadJob(rows, 0);
  });
}

Result<ImportPage> PostgresImportStore::List(const std::string& cursor, std::size_t limit) {
  return db::Guard([&] {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (!cursor.empty()) {
      const char* const end = cursor.data() + cursor.size();
      if (std::from_chars(cursor.data(), end, before).ptr != end) {
        db::Fail(ErrorKind::kInvalid, "request.bad_cursor", "the cursor is none of ours");
      }
    }
    const db::Rows rows =
        pool_.Acquire()->Query(kList, db::Params().Int(before).Int(static_cast<std::int64_t>(limit) + 1));
    ImportPage page;
    for (std::size_t i = 0; i < rows.size() && i < limit; ++i) page.items.push_back(ReadJob(rows, i));
    if (rows.size() > limit) page.next_cursor = std::to_string(page.items.back().id);
    return page;
  });
}

Result<std::optional<ImportJob>> PostgresImportStore::NextUnfinished() {
  return db::Guard([&]() -> std::optional<ImportJob> {
    const db::Rows rows = pool_.Acquire()->Query(kNext);
    if (rows.empty()) return std::nullopt;
    return ReadJob(rows, 0);
  });
}

Result<bool> PostgresImportStore::Beat(std::uint64_t id, const ImportProgress& progress,
                                       const std::vector<ImportFault>& faults, TimeMs now) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const db::Rows rows =
        lease->Query(kBeat, db::Params()
                                .Int(Signed(id))
                                .Int(Signed(progress.offset))
                                .Int(Signed(progress.line))
                                .Text(progress.memory)
                                .Int(Signed(progress.accepted))
                                .Int(Signed(progress.duplicate))
                                .Int(Signed(progress.refused))
                                .Int(Signed(progress.skipped))
                                .Text(json(progress.codes).dump(-1, ' ', false, json::error_handler_t::replace))
                                .Int(now));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "import.not_found", "no such import");
    if (!faults.empty()) {
      std::vector<std::int64_t> lines;
      std::vector<std::int64_t> offsets;
      std::vector<std::string> codes;
      for (const ImportFault& fault : faults) {
        lines.push_back(Signed(fault.line));
        offsets.push_back(Signed(fault.offset));
        codes.push_back(fault.code);
      }
      lease->Query(kAddFaults, db::Params()
                                   .Int(Signed(id))
                                   .IntArray(lines)
                                   .IntArray(offsets)
                                   .TextArray(codes)
                                   .Int(static_cast<std::int64_t>(kMostFaults)));
    }
    transaction.Commit();
    return static_cast<ImportState>(rows.Int(0, 0)) == ImportState::kCancelled;
  });
}

Status PostgresImportStore::Finish(std::uint64_t id, ImportState state, const std::string& problem,
                                   const std::string& detail, TimeMs now) {
  return db::Guard([&] {
    pool_.Acquire()->Query(
        kFinish,
        db::Params().Int(Signed(id)).Int(static_cast<std::int64_t>(state)).Text(problem).Text(detail).Int(now));
  });
}

Status PostgresImportStore::Cancel(std::uint64_t id, TimeMs now) {
  if (const Result<ImportJob> known = Get(id); !known) return known.error();
  return Finish(id, ImportState::kCancelled, "", "", now);
}

Result<std::vector<ImportFault>> PostgresImportStore::Faults(std::uint64_t id, std::uint64_t after_line,
                                                             std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(
        kFaults, db::Params().Int(Signed(id)).Int(Signed(after_line)).Int(static_cast<std::int64_t>(limit)));
    std::vector<ImportFault> faults;
    for (std::size_t i = 0; i < rows.size(); ++i) faults.push_back({rows.Id(i, 0), rows.Id(i, 1), rows.Text(i, 2)});
    return faults;
  });
}

}  // namespace custos::storage
