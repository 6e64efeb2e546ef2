// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_outbox.h"

namespace custos::storage {
namespace {

constexpr char kPut[] =
    "INSERT INTO outbox (channel, subject, title, body, created_at, due_at)"
    " SELECT channel, subject, title, body, at, at"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])"
    " WITH ORDINALITY AS r(channel, subject, title, body, at, place) ORDER BY place"
    " ON CONFLICT (channel, subject) DO NOTHING";
constexpr char kDue[] =
    "SELECT id, subject, title, body, created_at, attempts FROM outbox"
    " WHERE channel = $1 AND state = 0 AND due_at <= $2 ORDER BY id LIMIT $3";
constexpr char kSent[] =
    "UPDATE outbox SET state = 1, settled_at = $2, attempts = attempts + 1, problem = '' WHERE id = ANY($1)";
constexpr char kPutOff[] =
    "UPDATE outbox SET due_at = $2, attempts = attempts + 1, problem = $3 WHERE id = ANY($1) AND state = 0";
constexpr char kGiveUp[] = "UPDATE outbox SET state = 2, settled_at = $2 WHERE state = 0 AND created_at < $1";
constexpr char kForget[] = "DELETE FROM outbox WHERE state <> 0 AND settled_at < $1";
constexpr char kDepths[] =
    "SELECT channel, count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1),"
    " count(*) FILTER (WHERE state = 2), min(created_at) FILTER (WHERE state = 0),"
    " coalesce((array_agg(problem ORDER BY id DESC) FILTER (WHERE state = 0 AND problem <> ''))[1], '')"
    " FROM outbox GROUP BY channel ORDER BY channel";
constexpr char kNote[] = "SELECT value FROM connector_note WHERE source = $1 AND name = $2";
constexpr char kSetNote[] =
    "INSERT INTO connector_note (source, name, value, at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (source, name) DO UPDATE SET value = excluded.value, at = excluded.at";

std::vector<std::int64_t> IdsOf(const std::vector<OutboxItem>& items) {
  std::vector<std::int64_t> ids;
  for (const OutboxItem& item : items) ids.push_back(static_cast<std::int64_t>(item.id));
  return ids;
}

}  // namespace

Status PostgresOutbox::Put(const std::vector<OutboxItem>& items) {
  if (items.empty()) return {};
  std::vector<std::string> channels, subjects, titles, bodies;
  std::vector<std::int64_t> times;
  for (const OutboxItem& item : items) {
    channels.push_back(item.channel);
    subjects.push_back(item.subject);
    titles.push_back(db::StorableText(item.title));
    bodies.push_back(db::StorableText(item.body));
    times.push_back(item.created_at);
  }
  return db::Guard([&] {
    pool_.Acquire()->Query(
        kPut, db::Params().TextArray(channels).TextArray(subjects).TextArray(titles).TextArray(bodies).IntArray(times));
  });
}

Result<std::vector<OutboxItem>> PostgresOutbox::Due(const std::string& channel, TimeMs now, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows =
        pool_.Acquire()->Query(kDue, db::Params().Text(channel).Int(now).Int(static_cast<std::int64_t>(limit)));
    std::vector<OutboxItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      items.push_back({rows.Id(i, 0), channel, rows.Text(i, 1), rows.Text(i, 2), rows.Text(i, 3), rows.Int(i, 4),
                       static_cast<std::uint32_t>(rows.Int(i, 5))});
    }
    return items;
  });
}

Status PostgresOutbox::Sent(const std::vector<OutboxItem>& items, TimeMs now) {
  return db::Guard([&] { pool_.Acquire()->Query(kSent, db::Params().IntArray(IdsOf(items)).Int(now)); });
}

Status PostgresOutbox::PutOff(const std::vector<OutboxItem>& items, TimeMs at, const std::string& problem) {
  return db::Guard([&] { pool_.Acquire()->Query(kPutOff, db::Params().IntArray(IdsOf(items)).Int(at).Text(problem)); });
}

Result<std::uint64_t> PostgresOutbox::Expire(TimeMs oldest, TimeMs settled, TimeMs now) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const std::uint64_t given_up = lease->Query(kGiveUp, db::Params().Int(oldest).Int(now)).affected();
    lease->Query(kForget, db::Params().Int(settled));
    return given_up;
  });
}

Result<std::vector<OutboxDepth>> PostgresOutbox::Depths() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kDepths);
    std::vector<OutboxDepth> depths;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      depths.push_back({rows.Text(i, 0), rows.Id(i, 1), rows.Id(i, 2), rows.Id(i, 3), rows.Int(i, 4), rows.Text(i, 5)});
    }
    return depths;
  });
}

Result<std::string> PostgresOutbox::Note(const std::string& source, const std::string& name) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kNote, db::Params().Text(source).Text(name));
    return rows.empty() ? std::string() : rows.Text(0, 0);
  });
}

Status PostgresOutbox::SetNote(const std::string& source, const std::string& name, const std::string& value,
                               TimeMs now) {
  return db::Guard(
      [&] { pool_.Acquire()->Query(kSetNote, db::Params().Text(source).Text(name).Text(value).Int(now)); });
}

}  // namespace custos::storage
