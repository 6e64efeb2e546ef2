// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_backtest_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "storage/format/content.h"
#include "storage/postgres/cursor.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/stored_messages.h"
#include "storage/postgres/wire.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 200;
constexpr char kCursorTag = 'b';
constexpr char kSampleTag = 's';

constexpr char kCreate[] =
    "INSERT INTO backtest (state, version_id, pack, compare, from_time, until_time, user_id, user_name, started_at,"
    " heartbeat_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id";
constexpr char kBeat[] =
    "UPDATE backtest SET done = $2, total = $3, messages = $4, heartbeat_at = $5 WHERE id = $1 RETURNING cancel";
constexpr char kFinish[] =
    "UPDATE backtest SET state = $2, problem = $3, result = $4, finished_at = $5, heartbeat_at = $5, cancel = false"
    " WHERE id = $1";
constexpr char kCopySamples[] =
    "COPY backtest_sample (backtest_id, number, gained, message_id, severity, category, findings) FROM STDIN"
    " (FORMAT binary)";
constexpr char kSetLookBack[] = "UPDATE backtest SET look_back = $2, cancel = false WHERE id = $1";
constexpr char kCancel[] = "UPDATE backtest SET cancel = true WHERE id = $1";
constexpr char kColumns[] =
    "SELECT id, state, version_id, pack, compare, from_time, until_time, user_id, user_name, started_at, finished_at,"
    " heartbeat_at, done, total, messages, problem, result, look_back FROM backtest";
constexpr char kStanding[] =
    "SELECT a.message_id, a.category, a.alert_id, a.state FROM unnest($1::uuid[], $2::bigint[])"
    " AS k(conversation_id, message_id)"
    " JOIN alert a ON a.conversation_id = k.conversation_id AND a.message_id = k.message_id ORDER BY a.alert_id";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

[[noreturn]] void NoSuch() { db::Fail(ErrorKind::kNotFound, "backtest.not_found", "no such back-test"); }

Backtest BacktestAt(const db::Rows& rows, std::size_t i) {
  return {.id = rows.Id(i, 0),
          .state = static_cast<JobState>(rows.Int(i, 1)),
          .version_id = rows.Id(i, 2),
          .pack = rows.Text(i, 3),
          .compare = rows.Text(i, 4),
          .from = rows.Int(i, 5),
          .until = rows.Int(i, 6),
          .by = {rows.Id(i, 7), rows.Text(i, 8)},
          .started_at = rows.Int(i, 9),
          .finished_at = rows.Int(i, 10),
          .heartbeat_at = rows.Int(i, 11),
          .progress = {rows.Id(i, 12), rows.Id(i, 13), rows.Id(i, 14)},
          .problem = rows.Text(i, 15),
          .result = rows.Text(i, 16),
          .look_back = rows.Text(i, 17)};
}

/// The alerts that stand for these messages, by message and category.
std::map<std::pair<std::uint64_t, std::string>, std::pair<std::uint64_t, AlertState>> Standing(
    db::Connection& connection, const std::vector<BacktestSampleView>& views) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> ids;
  for (const BacktestSampleView& view : views) {
    const auto& bytes = view.message.ref.conversation.bytes;
    conversations.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    ids.push_back(Signed(view.message.ref.message_id));
  }
  const db::Rows rows = connection.Query(kStanding, db::Params().UuidArray(conversations).IntArray(ids));
  std::map<std::pair<std::uint64_t, std::string>, std::pair<std::uint64_t, AlertState>> standing;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    standing[{rows.Id(i, 0), rows.Text(i, 1)}] = {rows.Id(i, 2), static_cast<AlertState>(rows.Int(i, 3))};
  }
  return standing;
}

db::Rows SampleRows(db::Connection& connection, std::uint64_t id, const SampleFilter& filter, std::int64_t after,
                    std::size_t most) {
  SqlWhere where;
  where.And("s.backtest_id = " + where.BindInt(Signed(id)));
  where.And(filter.gained ? "s.gained" : "NOT s.gained");
  if (!filter.rule_id.empty()) {
    // The rule's id stands as it is among the encoded findings.
    where.And("position(convert_to(" + where.BindText(filter.rule_id) + ", 'UTF8') IN s.findings) > 0");
  }
  if (!filter.category.empty()) where.And("s.category = " + where.BindText(filter.category));
  where.And("s.number > " + where.BindInt(after));
  return connection.Query("SELECT s.number, s.message_id, s.category, s.severity, s.findings FROM backtest_sample s" +
                              where.text + " ORDER BY s.number LIMIT " + std::to_string(most),
                          where.params);
}

}  // namespace

Result<Backtest> PostgresBacktestStore::Create(const Backtest& backtest) {
  return db::Guard([&] {
    Backtest made = backtest;
    made.id =
        pool_.Acquire()
            ->Query(kCreate, db::Params()
                                 .Int(static_cast<int>(backtest.state))
                                 .OptionalInt(backtest.version_id == 0 ? std::nullopt
                                                                       : std::optional(Signed(backtest.version_id)))
                                 .Text(backtest.pack)
                                 .Text(backtest.compare)
                                 .Int(backtest.from)
                                 .Int(backtest.until)
                                 .Int(Signed(backtest.by.id))
                                 .Text(backtest.by.name)
                                 .Int(backtest.started_at))
            .Id(0, 0);
    return made;
  });
}

Result<bool> PostgresBacktestStore::Beat(std::uint64_t id, const BacktestProgress& progress, TimeMs now) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kBeat, db::Params()
                                                            .Int(Signed(id))
                                                            .Int(Signed(progress.done))
                                                            .Int(Signed(progress.total))
                                                            .Int(Signed(progress.messages))
                                                            .Int(now));
    return !rows.empty() && rows.Bool(0, 0);
  });
}

Status PostgresBacktestStore::Finish(std::uint64_t id, JobState state, const std::string& problem,
                                     const std::string& result, const std::vector<BacktestSample>& samples,
                                     TimeMs now) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    lease->Query(kFinish,
                 db::Params().Int(Signed(id)).Int(static_cast<int>(state)).Text(problem).Text(result).Int(now));
    db::CopyRows copy;
    std::int64_t number = 0;
    for (const BacktestSample& sample : samples) {
      copy.Row(7).Int8(Signed(id)).Int4(number++).Bool(sample.gained).Int8(Signed(sample.message_id));
      copy.Int2(static_cast<int>(sample.severity)).Text(sample.category).Bytes(EncodeFindings(sample.findings));
    }
    if (copy.rows() > 0) lease->CopyIn(kCopySamples, copy.Finish());
    transaction.Commit();
  });
}

Status PostgresBacktestStore::SetLookBack(std::uint64_t id, const std::string& look_back) {
  return db::Guard([&] { pool_.Acquire()->Query(kSetLookBack, db::Params().Int(Signed(id)).Text(look_back)); });
}

Status PostgresBacktestStore::Cancel(std::uint64_t id) {
  return db::Guard([&] {
    if (pool_.Acquire()->Query(kCancel, db::Params().Int(Signed(id))).affected() == 0) NoSuch();
  });
}

Result<Backtest> PostgresBacktestStore::Get(std::uint64_t id) {
  return db::Guard([&] {
    const db::Rows rows =
        pool_.Acquire()->Query(std::string(kColumns) + " WHERE id = $1", db::Params().Int(Signed(id)));
    if (rows.empty()) NoSuch();
    return BacktestAt(rows, 0);
  });
}

Result<BacktestPage> PostgresBacktestStore::List(std::uint64_t version_id, const std::string& cursor,
                                                 std::size_t limit) {
  return db::Guard([&] {
    SqlWhere where;
    if (version_id != 0) where.And("version_id = " + where.BindInt(Signed(version_id)));
    if (!cursor.empty()) where.And("id < " + where.BindInt(ParseCursor(kCursorTag, cursor, 1)[0]));
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    const db::Rows rows = pool_.Acquire()->Query(
        kColumns + where.text + " ORDER BY id DESC LIMIT " + std::to_string(most + 1), where.params);
    BacktestPage page;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) page.items.push_back(BacktestAt(rows, i));
    if (rows.size() > most) page.next_cursor = MakeCursor(kCursorTag, {Signed(page.items.back().id)});
    return page;
  });
}

Result<SamplePage> PostgresBacktestStore::Samples(const Scope& scope, std::uint64_t id, const SampleFilter& filter) {
  return db::Guard([&] {
    SamplePage page;
    auto lease = pool_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    if (visible.nothing()) return page;
    const std::size_t most = std::clamp<std::size_t>(filter.limit, 1, kMostPerPage);
    std::int64_t after = filter.cursor.empty() ? -1 : ParseCursor(kSampleTag, filter.cursor, 1)[0];
    std::vector<MessageRef> refs;
    for (bool more = true; more && page.next_cursor.empty();) {
      const db::Rows rows = SampleRows(*lease, id, filter, after, kMostPerPage);
      more = rows.size() == kMostPerPage;
      std::vector<std::uint64_t> ids;
      for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows.Id(i, 1));
      const std::map<std::uint64_t, MessageRef> places = FindMessages(*lease, ids);
      std::vector<ConversationId> conversations;
      for (const auto& [message, ref] : places) conversations.push_back(ref.conversation);
      const std::set<ConversationId> shown = VisibleOf(*lease, visible, conversations);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto place = places.find(rows.Id(i, 1));
        if (place == places.end() || !shown.contains(place->second.conversation)) continue;
        if (page.items.size() == most) {
          page.next_cursor = MakeCursor(kSampleTag, {after});
          break;
        }
        after = rows.Int(i, 0);
        refs.push_back(place->second);
        BacktestSampleView view;
        view.sample.gained = filter.gained;
        view.sample.message_id = rows.Id(i, 1);
        view.sample.category = rows.Text(i, 2);
        view.sample.severity = static_cast<Severity>(rows.Int(i, 3));
        if (auto findings = DecodeFindings(rows.Bytes(i, 4))) view.sample.findings = std::move(findings).value();
        page.items.push_back(std::move(view));
      }
      if (more && page.next_cursor.empty()) after = rows.Int(rows.size() - 1, 0);
    }
    std::unordered_map<std::uint64_t, MessageView> messages;
    for (MessageView& message : LoadMessages(*lease, sources_, refs)) {
      messages[message.ref.message_id] = std::move(message);
    }
    for (BacktestSampleView& view : page.items) view.message = messages[view.sample.message_id];
    const auto standing = Standing(*lease, page.items);
    for (BacktestSampleView& view : page.items) {
      const auto found = standing.find({view.sample.message_id, view.sample.category});
      if (found == standing.end()) continue;
      view.alert_id = found->second.first;
      if (found->second.second != AlertState::kNew && found->second.second != AlertState::kInReview) {
        view.verdict = found->second.second;
      }
    }
    return page;
  });
}

}  // namespace custos::storage
