// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/commit_rows.h"

#include <zstd.h>

#include <algorithm>
#include <future>

#include "storage/parties.h"
#include "storage/postgres/message_copy.h"
#include "storage/postgres/wire.h"

namespace custos::storage {
namespace {

constexpr char kCopyKeys[] = "COPY intake_key (key, conversation_id, sent_at, message_id) FROM STDIN (FORMAT binary)";
constexpr char kCopyMedia[] =
    "COPY media (conversation_id, message_id, position, source_id, kind, locator, md5, size, name, duration_s, due_at)"
    " FROM STDIN (FORMAT binary)";
constexpr char kCopyAlerts[] =
    "COPY alert (conversation_id, alert_id, message_id, sent_at, source_id, severity, created_at, category,"
    " employee_id, counterpart_kind, counterpart_id, findings, state, head_id, origin, actions, group_key, last_hit,"
    " rule_ids) FROM STDIN (FORMAT binary)";
constexpr char kAddHits[] =
    "UPDATE alert a SET hits = a.hits + h.hits, last_hit = greatest(a.last_hit, h.last_hit)"
    " FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS h(conversation_id, id, hits, last_hit)"
    " WHERE a.conversation_id = h.conversation_id AND a.alert_id = h.id";
constexpr char kCopySignals[] =
    "COPY signal (at, message_id, rule_id, source_id, seen_until, key, conversation_id, employee, customer, device,"
    " departments, spans) FROM STDIN (FORMAT binary)";
constexpr char kDropSignals[] = "DELETE FROM signal WHERE at < $1";
constexpr char kAddShadowHits[] =
    "INSERT INTO shadow_hit AS s (rule_id, day, hits) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])"
    " ON CONFLICT (rule_id, day) DO UPDATE SET hits = s.hits + excluded.hits";
constexpr char kCopyParked[] =
    "COPY parked (source_id, seq, key, parked_id, reason, key_version, envelope) FROM STDIN (FORMAT binary)";
constexpr char kMarkRecalled[] =
    "UPDATE message m SET recalled_at = r.at, recalled_by = r.by"
    " FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])"
    "   AS r(conversation_id, sent_at, message_id, at, by)"
    " WHERE m.conversation_id = r.conversation_id AND m.sent_at = r.sent_at AND m.message_id = r.message_id"
    "   AND m.recalled_by IS NULL";  // the first recall counts
constexpr char kMarkSealed[] =
    "INSERT INTO sealed_recall (message_id, recalled_at, recalled_by)"
    " SELECT id, at, by FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r(id, at, by)"
    " WHERE id < (SELECT coalesce(max(end_leaf), 0) FROM segment) ON CONFLICT DO NOTHING";
constexpr char kAwaitOriginal[] =
    "INSERT INTO pending_recall (key, recalled_at, recalled_by) SELECT * FROM unnest($1::uuid[], $2::bigint[],"
    " $3::bigint[]) ON CONFLICT DO NOTHING";
constexpr char kPutConversations[] =
    "INSERT INTO conversation AS c (conversation_id, source_id, key, kind, room, messages, first_at, last_at)"
    " SELECT id, $1, key, kind, room, n, first_at, last_at"
    " FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])"
    "   AS r(id, key, kind, room, n, first_at, last_at)"
    " ON CONFLICT (conversation_id) DO UPDATE SET messages = c.messages + excluded.messages,"
    "   first_at = least(c.first_at, excluded.first_at), last_at = greatest(c.last_at, excluded.last_at)";
constexpr char kAddRaw[] =
    "INSERT INTO raw_page (received_at, page_id, source_id, first_seq, last_seq, reply)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string Compress(std::string_view data) {
  constexpr int kFast = 1;  // replies are mostly ciphertext
  std::string out(ZSTD_compressBound(data.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), data.data(), data.size(), kFast);
  if (ZSTD_isError(size) != 0) db::Fail(ErrorKind::kInternal, "storage.zstd", ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

std::vector<std::string> RulesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) rules.push_back(finding.rule_id);
  return rules;
}

}  // namespace

std::vector<Party> PartiesOf(const Message& message) {
  std::vector<Party> parties;
  if (!message.from.id.empty()) parties.push_back(message.from);
  for (const Party& party : message.to) {
    if (!party.id.empty()) parties.push_back(party);
  }
  return parties;
}

void CommitRows::Messages(const std::vector<PlannedMessage>& messages) {
  if (messages.empty()) return;
  // The rows are made while the database takes the keys.
  db::CopyRows rows;
  std::future<void> made = std::async(std::launch::async, [&] {
    for (const PlannedMessage& planned : messages) {
      PutMessageRow(rows, source_id_, planned.judged->message, planned.id, planned.recalled_at, planned.recalled_by);
    }
  });
  db::CopyRows keys;
  for (const PlannedMessage& planned : messages) {
    const Message& m = planned.judged->message;
    keys.Row(4).Bytes(planned.intake_key).Bytes(BytesOf(m.conversation())).Int8(m.sent_at).Int8(Signed(planned.id));
  }
  connection_.CopyIn(kCopyKeys, keys.Finish());
  made.get();
  connection_.CopyIn(kCopyMessages, rows.Finish());
}

void CommitRows::Media(const std::vector<PlannedMessage>& messages) {
  db::CopyRows rows;
  for (const PlannedMessage& planned : messages) {
    const Message& m = planned.judged->message;
    for (std::size_t i = 0; i < m.media.size(); ++i) {
      const MediaRef& media = m.media[i];
      rows.Row(11).Bytes(BytesOf(m.conversation())).Int8(Signed(planned.id)).Int4(static_cast<std::int64_t>(i));
      rows.Int4(source_id_).Text(media.kind).Text(media.locator).Text(media.md5).Int8(Signed(media.size));
      rows.Text(media.name).Int4(media.duration_s).Int8(now_);
    }
  }
  if (rows.rows() != 0) connection_.CopyIn(kCopyMedia, rows.Finish());
}

void CommitRows::Alerts(const std::vector<PlannedAlert>& alerts) {
  db::CopyRows rows;
  for (const PlannedAlert& alert : alerts) {
    const Message& m = alert.message->judged->message;
    const Party* employee = EmployeeOf(m);
    const Party* counterpart = CounterpartOf(m);
    rows.Row(19).Bytes(BytesOf(m.conversation())).Int8(Signed(alert.id)).Int8(Signed(alert.message->id));
    rows.Int8(m.sent_at).Int4(source_id_).Int2(static_cast<int>(alert.severity)).Int8(alert.at).Text(alert.category);
    rows.Text(employee != nullptr ? employee->id : std::string());
    if (counterpart != nullptr) {
      rows.Int2(static_cast<int>(counterpart->kind)).Text(counterpart->id);
    } else {
      rows.Null().Null();
    }
    const AlertDetail& detail = alert.detail;
    const bool escalated = (detail.actions & kActionEscalate) != 0;
    rows.Bytes(EncodeFindings(alert.findings, detail));
    rows.Int2(static_cast<int>(escalated ? AlertState::kEscalated : AlertState::kNew)).Int8(Signed(detail.head_id));
    rows.Int2(static_cast<int>(detail.origin)).Int2(detail.actions).Text(detail.group_key).Int8(m.sent_at);
    rows.TextArray(RulesOf(alert.findings));
  }
  if (rows.rows() != 0) connection_.CopyIn(kCopyAlerts, rows.Finish());
}

void CommitRows::Hits(const std::vector<PlannedHits>& all) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> ids, hits, last;
  for (const PlannedHits& planned : all) {
    conversations.push_back(planned.head.conversation);
    ids.push_back(Signed(planned.head.id));
    hits.push_back(Signed(planned.hits));
    last.push_back(planned.head.last_hit);
  }
  if (!ids.empty()) {
    connection_.Query(kAddHits, db::Params().UuidArray(conversations).IntArray(ids).IntArray(hits).IntArray(last));
  }
}

void CommitRows::Signals(const CommitRequest& request, const std::vector<PlannedMessage>& messages) {
  if (!request.signals.empty()) {
    std::map<std::string, std::uint64_t> ids;
    for (const PlannedMessage& planned : messages) ids[planned.intake_key] = planned.id;
    db::CopyRows rows;
    for (const Signal& signal : request.signals) {
      std::vector<std::int32_t> spans;
      std::string departments;
      for (const Span& span : signal.spans) {
        spans.push_back(static_cast<std::int32_t>(span.begin));
        spans.push_back(static_cast<std::int32_t>(span.end));
      }
      for (const std::string& department : signal.departments) departments += department + '\n';
      rows.Row(12).Int8(signal.at).Int8(Signed(ids.at(IntakeKey(signal.source, signal.key)))).Text(signal.rule_id);
      rows.Int4(source_id_).Int8(signal.seen_until).Text(signal.key).Bytes(BytesOf(signal.conversation));
      rows.Text(signal.employee).Text(signal.customer).Text(signal.device).Text(departments);
      rows.Int4Array(spans);
    }
    connection_.CopyIn(kCopySignals, rows.Finish());
  }
  if (request.signals_from > 0) connection_.Query(kDropSignals, db::Params().Int(request.signals_from));
}

void CommitRows::ShadowHits(const CommitRequest& request, const std::vector<PlannedMessage>& messages) {
  if (request.shadow_hits.empty() || messages.empty()) return;
  constexpr TimeMs kDay = 86'400'000;
  std::vector<std::string> rules;
  std::vector<std::int64_t> days, hits;
  for (const auto& [rule, count] : request.shadow_hits) {
    rules.push_back(rule);
    days.push_back(messages.back().judged->message.sent_at / kDay);
    hits.push_back(Signed(count));
  }
  connection_.Query(kAddShadowHits, db::Params().TextArray(rules).IntArray(days).IntArray(hits));
}

void CommitRows::Parked(const std::vector<PlannedParked>& all) {
  db::CopyRows rows;
  for (const PlannedParked& planned : all) {
    const ParkedMessage& parked = *planned.parked;
    rows.Row(7).Int4(source_id_).Int8(Signed(parked.seq)).Text(parked.key).Int8(Signed(planned.id));
    rows.Text(parked.reason).Int8(parked.key_version).Bytes(parked.envelope);
  }
  if (rows.rows() != 0) connection_.CopyIn(kCopyParked, rows.Finish());
}

void CommitRows::Recalls(const std::vector<PlannedRecall>& recalls) {
  std::vector<std::string> conversations;
  std::vector<std::string> waiting;
  std::vector<std::int64_t> sent, ids, at, by, waiting_at, waiting_by;
  for (const PlannedRecall& recall : recalls) {
    if (!recall.original) {
      waiting.push_back(recall.intake_key);
      waiting_at.push_back(recall.at);
      waiting_by.push_back(Signed(recall.by));
      continue;
    }
    conversations.push_back(BytesOf(recall.original->conversation));
    sent.push_back(recall.original->sent_at);
    ids.push_back(Signed(recall.original->message_id));
    at.push_back(recall.at);
    by.push_back(Signed(recall.by));
  }
  if (!ids.empty()) {
    connection_.Query(kMarkRecalled,
                      db::Params().UuidArray(conversations).IntArray(sent).IntArray(ids).IntArray(at).IntArray(by));
    connection_.Query(kMarkSealed, db::Params().IntArray(ids).IntArray(at).IntArray(by));
  }
  if (!waiting.empty()) {
    connection_.Query(kAwaitOriginal, db::Params().UuidArray(waiting).IntArray(waiting_at).IntArray(waiting_by));
  }
}

void CommitRows::Conversations(const std::vector<PlannedMessage>& messages) {
  struct Sum {
    const Message* sample = nullptr;
    std::int64_t messages = 0;
    TimeMs first_at = 0;
    TimeMs last_at = 0;
  };
  std::map<ConversationId, Sum> sums;  // in order, so that every commit locks rows in the same order
  for (const PlannedMessage& planned : messages) {
    const Message& m = planned.judged->message;
    Sum& sum = sums[m.conversation()];
    if (sum.sample == nullptr) sum = {.sample = &m, .messages = 0, .first_at = m.sent_at, .last_at = m.sent_at};
    ++sum.messages;
    sum.first_at = std::min(sum.first_at, m.sent_at);
    sum.last_at = std::max(sum.last_at, m.sent_at);
  }
  if (sums.empty()) return;
  std::vector<std::string> ids, keys, rooms;
  std::vector<std::int64_t> kinds, counts, firsts, lasts;
  for (const auto& [id, sum] : sums) {
    ids.push_back(BytesOf(id));
    keys.push_back(sum.sample->conversation_key);
    rooms.push_back(sum.sample->room);
    kinds.push_back(static_cast<std::int64_t>(sum.sample->conversation_kind));
    counts.push_back(sum.messages);
    firsts.push_back(sum.first_at);
    lasts.push_back(sum.last_at);
  }
  connection_.Query(kPutConversations, db::Params()
                                           .Int(source_id_)
                                           .UuidArray(ids)
                                           .TextArray(keys)
                                           .IntArray(kinds)
                                           .TextArray(rooms)
                                           .IntArray(counts)
                                           .IntArray(firsts)
                                           .IntArray(lasts));
}

void CommitRows::RawPage(const CommitRequest& request, std::uint64_t page_id) {
  connection_.Query(kAddRaw, db::Params()
                                 .Int(request.received_at != 0 ? request.received_at : now_)
                                 .Int(Signed(page_id))
                                 .Int(source_id_)
                                 .Int(Signed(request.first_seq))
                                 .Int(Signed(request.last_seq))
                                 .Bytes(Compress(request.raw)));
}

}  // namespace custos::storage
