// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/stream_rows.h"

#include <algorithm>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include "storage/postgres/message_scan.h"
#include "storage/postgres/stored_messages.h"

namespace custos::storage {
namespace {

// New and in review: whatever was decided or escalated stays as the reviewer saw it.
constexpr char kOpenHeads[] =
    "SELECT DISTINCT ON (group_key) group_key, alert_id, conversation_id, last_hit FROM alert"
    " WHERE group_key = ANY($1) AND head_id = 0 AND state IN (0, 1) ORDER BY group_key, alert_id DESC";
constexpr char kRaised[] =
    "SELECT message_id, unnest(rule_ids) FROM alert WHERE message_id = ANY($1)"
    " AND conversation_id = ANY($2::uuid[])";
constexpr char kNewest[] = "SELECT source_id, name, newest_sent_at FROM source WHERE newest_sent_at > 0";
constexpr std::size_t kScanned = 2000;  // messages of the past at a time

constexpr char kSignals[] =
    "SELECT s.rule_id, o.name, s.key, s.at, s.seen_until, s.conversation_id, s.employee, s.customer, s.device,"
    " s.departments, s.spans FROM signal s JOIN source o ON o.source_id = s.source_id WHERE s.at >= $1"
    " ORDER BY s.message_id, s.rule_id";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

void LookUpEarlier(db::Connection& connection, SealedKeys& sealed, const CommitRequest& request, KnownAlerts* known) {
  std::vector<std::string> keys, conversations;
  std::vector<std::int64_t> ids;
  for (const EarlierFindings& earlier : request.earlier) keys.push_back(IntakeKey(earlier.source, earlier.key));
  for (const auto& [key, ref] : FindKeys(connection, sealed, keys)) {
    Message message = ReadStoredMessage(connection, ref.message_id);
    ids.push_back(Signed(ref.message_id));
    conversations.push_back(BytesOf(message.conversation()));
    known->earlier.emplace(key, std::pair(ref.message_id, std::move(message)));
  }
  const db::Rows raised = connection.Query(kRaised, db::Params().IntArray(ids).UuidArray(conversations));
  for (std::size_t i = 0; i < raised.size(); ++i) known->raised.emplace(raised.Id(i, 0), raised.Text(i, 1));
}

Signal SignalAt(const db::Rows& rows, std::size_t i) {
  Signal signal{.rule_id = rows.Text(i, 0),
                .source = rows.Text(i, 1),
                .key = rows.Text(i, 2),
                .at = rows.Int(i, 3),
                .seen_until = rows.Int(i, 4),
                .conversation = rows.Uuid(i, 5),
                .employee = rows.Text(i, 6),
                .customer = rows.Text(i, 7),
                .device = rows.Text(i, 8),
                .departments = {},
                .spans = {}};
  std::istringstream departments(rows.Text(i, 9));
  for (std::string department; std::getline(departments, department);) signal.departments.push_back(department);
  const std::vector<std::int64_t> spans = rows.IntArray(i, 10);
  for (std::size_t s = 0; s + 1 < spans.size(); s += 2) {
    signal.spans.push_back({static_cast<std::uint32_t>(spans[s]), static_cast<std::uint32_t>(spans[s + 1])});
  }
  return signal;
}

}  // namespace

KnownAlerts LookUpAlerts(db::Connection& connection, SealedKeys& sealed, const CommitRequest& request,
                         const std::vector<std::string>& group_keys) {
  KnownAlerts known;
  if (!group_keys.empty()) {
    const db::Rows rows = connection.Query(kOpenHeads, db::Params().TextArray(group_keys));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      known.heads[rows.Text(i, 0)] = {rows.Id(i, 1), BytesOf(rows.Uuid(i, 2)), rows.Int(i, 3)};
    }
  }
  if (!request.earlier.empty()) LookUpEarlier(connection, sealed, request, &known);
  return known;
}

Message ReadStoredMessage(db::Connection& connection, std::uint64_t message_id) {
  const auto bundles = ReadBundlesOf(connection, {message_id});
  const Bundle* bundle = BundleOf(bundles, message_id);
  if (bundle == nullptr) db::Fail(ErrorKind::kCorrupt, "evidence.bundle_missing", "the evidence of a message is gone");
  return Unwrap(bundle->ReadMessage(message_id));
}

StreamPast ReadStream(db::Connection& connection, SegmentCatalog& catalog, TimeMs message_horizon,
                      TimeMs signal_horizon) {
  StreamPast past;
  std::map<std::string, TimeMs> from;
  TimeMs newest = 0, oldest = std::numeric_limits<TimeMs>::max();
  const db::Rows rows = connection.Query(kNewest);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    from[rows.Text(i, 1)] = rows.Int(i, 2) - message_horizon;
    past.newest.emplace_back(rows.Text(i, 1), rows.Int(i, 2));
    newest = std::max(newest, rows.Int(i, 2));
    oldest = std::min(oldest, rows.Int(i, 2) - message_horizon);
  }
  if (from.empty()) return past;
  std::vector<std::uint64_t> ids;
  {
    CandidateQuery query;
    query.from = std::max<TimeMs>(oldest, 1);
    MessageScan scan(connection, catalog, query);
    for (auto refs = scan.Next(kScanned); !refs.empty(); refs = scan.Next(kScanned)) {
      for (const MessageRef& ref : refs) ids.push_back(ref.message_id);
    }
  }
  std::sort(ids.begin(), ids.end());
  for (std::size_t at = 0; at < ids.size(); at += kScanned) {
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), at + kScanned));
    for (auto& [id, message] : ReadStoredMessages(connection, {ids.begin() + static_cast<std::ptrdiff_t>(at), end})) {
      if (message.sent_at >= from[message.source]) past.messages.push_back(std::move(message));
    }
  }
  const db::Rows signals = connection.Query(kSignals, db::Params().Int(newest - signal_horizon));
  for (std::size_t i = 0; i < signals.size(); ++i) past.signals.push_back(SignalAt(signals, i));
  return past;
}

}  // namespace custos::storage
