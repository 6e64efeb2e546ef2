// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_media_queue.h"

#include <algorithm>

namespace custos::storage {
namespace {

// A task that is out is one that falls due when its lease ends: a crash gives it back by itself.
constexpr char kTake[] =
    "UPDATE media SET due_at = $1 + $2, attempts = attempts + 1 WHERE (conversation_id, message_id, position) IN"
    " (SELECT conversation_id, message_id, position FROM media WHERE state = 0 AND due_at <= $1"
    "  ORDER BY due_at, message_id, position LIMIT $3 FOR UPDATE SKIP LOCKED)"
    " RETURNING message_id, position, source_id, kind, locator, md5, size, name, duration_s, attempts - 1";
constexpr char kLockOne[] =
    "SELECT conversation_id, state FROM media WHERE message_id = $1 AND position = $2 FOR UPDATE";
constexpr char kStored[] =
    "UPDATE media SET state = 1, content = $4, stored_size = $5, leaf = $6, reason = NULL"
    " WHERE conversation_id = $1 AND message_id = $2 AND position = $3";
constexpr char kRetry[] =
    "UPDATE media SET due_at = $3, reason = $4 WHERE message_id = $1 AND position = $2 AND state = 0";
constexpr char kGone[] =
    "UPDATE media SET state = 2, reason = $3 WHERE message_id = $1 AND position = $2 AND state = 0";
constexpr char kPending[] = "SELECT count(*) FROM media WHERE state = 0";

constexpr int kPendingState = 0;

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Result<std::vector<MediaTask>> PostgresMediaQueue::Take(TimeMs now, TimeMs lease_ms, std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Rows rows = lease->Query(kTake, db::Params().Int(now).Int(lease_ms).Int(Signed(limit)));
    std::vector<MediaTask> tasks;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      tasks.push_back({.message_id = rows.Id(i, 0),
                       .position = static_cast<std::uint32_t>(rows.Int(i, 1)),
                       .source = sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 2))),
                       .media = {.kind = rows.Text(i, 3),
                                 .locator = rows.Text(i, 4),
                                 .md5 = rows.Text(i, 5),
                                 .size = rows.Id(i, 6),
                                 .name = rows.Text(i, 7),
                                 .duration_s = static_cast<std::uint32_t>(rows.Int(i, 8))},
                       .attempts = static_cast<std::uint32_t>(rows.Int(i, 9))});
    }
    std::sort(tasks.begin(), tasks.end(), [](const MediaTask& a, const MediaTask& b) {
      return std::pair(a.message_id, a.position) < std::pair(b.message_id, b.position);
    });
    return tasks;
  });
}

Status PostgresMediaQueue::Finish(const MediaTask& task, const Digest& content, std::uint64_t size) {
  const auto appended = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    const db::Rows rows = connection.Query(kLockOne, db::Params().Int(Signed(task.message_id)).Int(task.position));
    if (rows.empty()) db::Fail(ErrorKind::kNotFound, "media.not_found", "no such file");
    if (rows.Int(0, 1) != kPendingState) return;  // somebody whose lease had ended was faster
    const std::uint64_t leaf = builder.Add(
        MediaFields{.message_id = task.message_id, .position = task.position, .content = content, .size = size});
    const ConversationId id = rows.Uuid(0, 0);
    connection.Query(kStored, db::Params()
                                  .Uuid({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()})
                                  .Int(Signed(task.message_id))
                                  .Int(task.position)
                                  .Bytes(AsBytes(content))
                                  .Int(Signed(size))
                                  .Int(Signed(leaf)));
  });
  if (!appended) return appended.error();
  return {};
}

Status PostgresMediaQueue::RetryAt(const MediaTask& task, TimeMs at, const std::string& reason) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kRetry, db::Params().Int(Signed(task.message_id)).Int(task.position).Int(at).Text(reason));
  });
}

Status PostgresMediaQueue::GiveUp(const MediaTask& task, const std::string& reason) {
  return db::Guard([&] {
    pool_.Acquire()->Query(kGone, db::Params().Int(Signed(task.message_id)).Int(task.position).Text(reason));
  });
}

Result<std::uint64_t> PostgresMediaQueue::Pending() {
  return db::Guard([&] { return pool_.Acquire()->Query(kPending).Id(0, 0); });
}

}  // namespace custos::storage
