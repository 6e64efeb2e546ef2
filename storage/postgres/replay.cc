// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/replay.h"

#include <algorithm>

#include "storage/format/content.h"
#include "storage/format/record.h"
#include "storage/postgres/commit_rows.h"
#include "storage/postgres/known_rows.h"
#include "storage/postgres/lead_rows.h"
#include "storage/postgres/stream_rows.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostMessages = 5000;  // in one COPY

constexpr char kSettle[] = "UPDATE parked SET settled = true, envelope = NULL WHERE parked_id = ANY($1)";
constexpr char kStoreMedia[] =
    "UPDATE media SET state = 1, content = $3, stored_size = $4, leaf = $5 WHERE message_id = $1 AND position = $2";
constexpr char kAddKey[] = "INSERT INTO intake_key (key, conversation_id, sent_at, message_id) VALUES ($1, $2, $3, $4)";
constexpr char kMoveAlert[] =
    "UPDATE alert SET state = $2, version = version + 1, decided_by = $3, decided_at = $4, note = $5"
    " WHERE alert_id = $1 RETURNING conversation_id";
constexpr char kFindAlert[] = "SELECT conversation_id FROM alert WHERE alert_id = $1";
constexpr char kAddDecision[] =
    "INSERT INTO alert_decision (conversation_id, decision_id, alert_id, from_state, to_state, undo, user_id,"
    " user_name, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr char kAddHit[] = "UPDATE alert SET hits = hits + 1, last_hit = greatest(last_hit, $2) WHERE alert_id = $1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

template <class T>
T Unwrap(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

bool IsMessage(const StoredLeaf& leaf) { return leaf.form == kWholeMessage; }

}  // namespace

void Replay::Prepare(const std::vector<Bundle>& bundles) {
  if (!bundles.empty()) partitions_.EnsureUntil(connection_, bundles.back().end());
}

void Replay::Apply(const std::vector<Bundle>& bundles) {
  for (const Bundle& bundle : bundles) {
    for (std::uint64_t index = bundle.first(); index < bundle.end(); ++index) {
      if (IsMessage(bundle.leaves()[index - bundle.first()])) {
        TakeMessage(bundle, index);
      } else {
        Take(Unwrap(bundle.ReadLeaf(index)));
      }
    }
  }
  Flush();
  ownership_.Flush();
}

void Replay::StartSource(const std::string& source) {
  if (source_ != source || messages_.size() >= kMostMessages) Flush();
  source_ = source;
}

void Replay::TakeMessage(const Bundle& bundle, std::uint64_t index) {
  Message message = Unwrap(bundle.ReadMessage(index));
  StartSource(message.source);
  std::string key = IntakeKey(message.source, message.key);
  judged_.push_back({std::move(message), {}});
  messages_.push_back({.judged = &judged_.back(), .intake_key = std::move(key), .id = index});
}

void Replay::Take(const Leaf& leaf) {
  const Record record = Unwrap(DecodeRecord(leaf.record));
  if (const auto* fields = std::get_if<MessageFields>(&record.fields)) TakeErased(leaf.index, *fields);
  if (const auto* fields = std::get_if<UnparkedFields>(&record.fields)) settled_.push_back(Signed(fields->parked_id));
  if (const auto* fields = std::get_if<MediaFields>(&record.fields)) {
    Flush();
    connection_.Query(kStoreMedia, db::Params()
                                       .Int(Signed(fields->message_id))
                                       .Int(fields->position)
                                       .Bytes(AsBytes(fields->content))
                                       .Int(Signed(fields->size))
                                       .Int(Signed(leaf.index)));
  }
  if (const auto* fields = std::get_if<PageFields>(&record.fields)) {
    std::uint64_t& last = last_seqs_[fields->source];
    last = std::max(last, fields->last_seq);
  }
  if (leaf.erased) return;
  if (const auto* fields = std::get_if<AlertFields>(&record.fields)) TakeAlert(leaf, *fields, record.at);
  if (const auto* fields = std::get_if<DecisionFields>(&record.fields)) TakeDecision(leaf, *fields, record.at);
  if (const auto* fields = std::get_if<OwnershipFields>(&record.fields)) ownership_.Take(leaf, *fields, record.at);
  if (const auto* fields = std::get_if<ParkedFields>(&record.fields)) {
    StartSource(fields->source);
    parked_.push_back({.source = fields->source,
                       .seq = fields->seq,
                       .key = fields->key,
                       .reason = fields->reason,
                       .key_version = fields->key_version,
                       .envelope = std::string(leaf.content)});
    planned_parked_.push_back({.parked = &parked_.back(), .id = leaf.index});
  }
}

// Its content is gone; that it was there, and must not be stored again, is not.
void Replay::TakeErased(std::uint64_t index, const MessageFields& fields) {
  connection_.Query(kAddKey, db::Params()
                                 .Uuid(IntakeKey(fields.source, fields.key))
                                 .Uuid(BytesOf(fields.conversation))
                                 .Int(fields.sent_at)
                                 .Int(Signed(index)));
}

void Replay::TakeAlert(const Leaf& leaf, const AlertFields& fields, TimeMs at) {
  PlannedAlert alert{.message = nullptr,
                     .id = leaf.index,
                     .at = at,
                     .category = fields.category,
                     .severity = fields.severity,
                     .findings = {}};
  alert.findings = Unwrap(DecodeFindings(leaf.content, &alert.detail));
  alerts_.push_back({std::move(alert), fields.message_id});
}

void Replay::TakeDecision(const Leaf& leaf, const DecisionFields& fields, TimeMs at) {
  Flush();
  const Statement statement = Unwrap(DecodeStatement(leaf.content));
  const auto move = [&] {
    return connection_.Query(kMoveAlert, db::Params()
                                             .Int(Signed(fields.alert_id))
                                             .Int(static_cast<int>(fields.to))
                                             .Text(statement.user_name)
                                             .Int(at)
                                             .Text(statement.note));
  };
  const bool spoken = fields.from == fields.to;
  const db::Rows alert = spoken ? connection_.Query(kFindAlert, db::Params().Int(Signed(fields.alert_id))) : move();
  if (alert.empty()) return;  // of an erased one
  connection_.Query(kAddDecision, db::Params()
                                      .Uuid(BytesOf(alert.Uuid(0, 0)))
                                      .Int(Signed(leaf.index))
                                      .Int(Signed(fields.alert_id))
                                      .Int(static_cast<int>(fields.from))
                                      .Int(static_cast<int>(fields.to))
                                      .Bool(fields.undo)
                                      .Int(Signed(statement.user_id))
                                      .Text(statement.user_name)
                                      .Int(at)
                                      .Text(statement.note));
}

// Alerts nearly always stand in the commit of their message; the message of another one is read again.
std::vector<PlannedAlert> Replay::JoinAlerts(std::deque<JudgedMessage>& fetched, std::deque<PlannedMessage>& planned) {
  std::vector<PlannedAlert> alerts;
  for (RaisedAlert& raised : alerts_) {
    const auto here = std::lower_bound(messages_.begin(), messages_.end(), raised.message_id,
                                       [](const PlannedMessage& message, std::uint64_t id) { return message.id < id; });
    alerts.push_back(std::move(raised.alert));
    if (here != messages_.end() && here->id == raised.message_id) {
      alerts.back().message = &*here;
      continue;
    }
    fetched.push_back({ReadStoredMessage(connection_, raised.message_id), {}});
    planned.push_back({.judged = &fetched.back(), .intake_key = {}, .id = raised.message_id});
    alerts.back().message = &planned.back();
  }
  return alerts;
}

void Replay::Flush() {
  const int source_id = source_.empty() ? 0 : sources_.IdOf(connection_, source_);
  std::vector<const Message*> messages;
  for (const JudgedMessage& judged : judged_) messages.push_back(&judged.message);
  const auto find = [&](const std::vector<std::string>& keys) { return FindKeys(connection_, sealed_.keys, keys); };
  const Known known = LookUp(connection_, find, messages);
  const std::vector<PlannedRecall> recalls = PlanRecalls(messages_, known);
  std::deque<JudgedMessage> fetched;
  std::deque<PlannedMessage> planned;
  CommitRows rows(connection_, source_id, now_);
  rows.Messages(messages_);
  rows.Media(messages_);
  WriteLeads(connection_, source_id, messages_);
  const std::vector<PlannedAlert> alerts = JoinAlerts(fetched, planned);
  rows.Alerts(alerts);
  for (const PlannedAlert& alert : alerts) {
    if (alert.detail.head_id == 0) continue;
    connection_.Query(kAddHit,
                      db::Params().Int(Signed(alert.detail.head_id)).Int(alert.message->judged->message.sent_at));
  }
  rows.Parked(planned_parked_);
  rows.Recalls(recalls);
  rows.Conversations(messages_);
  parties_.Write(connection_, source_id, messages_);
  parties_.Committed();  // should the transaction fail, the replay is over
  if (!settled_.empty()) connection_.Query(kSettle, db::Params().IntArray(settled_));
  messages_.clear();
  judged_.clear();
  alerts_.clear();
  planned_parked_.clear();
  parked_.clear();
  settled_.clear();
}

}  // namespace custos::storage
