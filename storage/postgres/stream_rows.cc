// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/stream_rows.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

namespace custos::storage {
namespace {

// New and in review: whatever was decided or escalated stays as the reviewer saw it.
constexpr char kOpenHeads[] =
    "SELECT DISTINCT ON (group_key) group_key, alert_id, conversation_id, last_hit FROM alert"
    " WHERE group_key = ANY($1) AND head_id = 0 AND state IN (0, 1) ORDER BY group_key, alert_id DESC";
constexpr char kKeys[] = "SELECT key, message_id FROM intake_key WHERE key = ANY($1::uuid[])";
constexpr char kRaised[] =
    "SELECT message_id, unnest(rule_ids) FROM alert WHERE message_id = ANY($1)"
    " AND conversation_id = ANY($2::uuid[])";
constexpr char kBundleOf[] = "SELECT data FROM bundle WHERE first_leaf <= $1 ORDER BY first_leaf DESC LIMIT 1";
constexpr char kNewest[] = "SELECT source_id, name, newest_sent_at FROM source WHERE newest_sent_at > 0";
constexpr char kRecent[] =
    "SELECT m.message_id FROM message m JOIN unnest($1::bigint[], $2::bigint[]) AS s(source_id, from_time)"
    " ON m.source_id = s.source_id AND m.sent_at >= s.from_time WHERE m.sent_at >= $3 ORDER BY m.message_id";
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

Bundle BundleOf(db::Connection& connection, std::uint64_t leaf) {
  const db::Rows rows = connection.Query(kBundleOf, db::Params().Int(Signed(leaf)));
  if (rows.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.bundle_missing", "the evidence of a message is gone");
  return Unwrap(Bundle::Decode(rows.Bytes(0, 0)));
}

void LookUpEarlier(db::Connection& connection, const CommitRequest& request, KnownAlerts* known) {
  std::vector<std::string> keys, conversations;
  std::vector<std::int64_t> ids;
  for (const EarlierFindings& earlier : request.earlier) keys.push_back(IntakeKey(earlier.source, earlier.key));
  const db::Rows rows = connection.Query(kKeys, db::Params().UuidArray(keys));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t id = rows.Id(i, 1);
    Message message = ReadStoredMessage(connection, id);
    ids.push_back(Signed(id));
    conversations.push_back(BytesOf(message.conversation()));
    known->earlier.emplace(BytesOf(rows.Uuid(i, 0)), std::pair(id, std::move(message)));
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

KnownAlerts LookUpAlerts(db::Connection& connection, const CommitRequest& request,
                         const std::vector<std::string>& group_keys) {
  KnownAlerts known;
  if (!group_keys.empty()) {
    const db::Rows rows = connection.Query(kOpenHeads, db::Params().TextArray(group_keys));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      known.heads[rows.Text(i, 0)] = {rows.Id(i, 1), BytesOf(rows.Uuid(i, 2)), rows.Int(i, 3)};
    }
  }
  if (!request.earlier.empty()) LookUpEarlier(connection, request, &known);
  return known;
}

Message ReadStoredMessage(db::Connection& connection, std::uint64_t message_id) {
  return Unwrap(BundleOf(connection, message_id).ReadMessage(message_id));
}

StreamPast ReadStream(db::Connection& connection, TimeMs message_horizon, TimeMs signal_horizon) {
  StreamPast past;
  std::vector<std::int64_t> sources, from;
  TimeMs newest = 0;
  const db::Rows rows = connection.Query(kNewest);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sources.push_back(rows.Int(i, 0));
    from.push_back(rows.Int(i, 2) - message_horizon);
    past.newest.emplace_back(rows.Text(i, 1), rows.Int(i, 2));
    newest = std::max(newest, rows.Int(i, 2));
  }
  if (sources.empty()) return past;
  const std::int64_t oldest = *std::min_element(from.begin(), from.end());
  const db::Rows recent = connection.Query(kRecent, db::Params().IntArray(sources).IntArray(from).Int(oldest));
  std::optional<Bundle> bundle;
  for (std::size_t i = 0; i < recent.size(); ++i) {
    const std::uint64_t id = recent.Id(i, 0);
    if (!bundle || id >= bundle->end()) {
      bundle = BundleOf(connection, id);
    }
    past.messages.push_back(Unwrap(bundle->ReadMessage(id)));
  }
  const db::Rows signals = connection.Query(kSignals, db::Params().Int(newest - signal_horizon));
  for (std::size_t i = 0; i < signals.size(); ++i) past.signals.push_back(SignalAt(signals, i));
  return past;
}

}  // namespace custos::storage
