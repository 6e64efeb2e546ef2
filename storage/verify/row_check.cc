// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/row_check.h"

#include <algorithm>
#include <string>

#include "storage/format/content.h"
#include "storage/format/record.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMaxExtraRows = 100;

bool Is(const Leaf& leaf, RecordKind kind) { return leaf.kind == static_cast<std::uint8_t>(kind); }

}  // namespace

Status RowCheck::Check(const std::vector<const ScannedBundle*>& bundles, std::uint64_t first, std::uint64_t end) {
  std::vector<Place> messages;
  std::vector<Place> alerts;
  std::vector<Place> decisions;
  unknown_.clear();
  for (const ScannedBundle* bundle : bundles) {
    const std::uint64_t from = std::max(first, bundle->first);
    for (std::uint64_t index = from; index < std::min(end, bundle->end); ++index) {
      const Leaf& leaf = bundle->leaves[index - bundle->first];
      if (leaf.erased || bundle->damaged[index - bundle->first]) unknown_.push_back(index);
      else if (Is(leaf, RecordKind::kMessage)) messages.push_back({bundle, &leaf});
      else if (Is(leaf, RecordKind::kAlert)) alerts.push_back({bundle, &leaf});
      else if (Is(leaf, RecordKind::kDecision)) decisions.push_back({bundle, &leaf});
    }
  }
  const std::size_t extra = kMaxExtraRows + unknown_.size();
  const Result<std::vector<MessageRow>> message_rows = rows_.MessageRows(first, end, messages.size() + extra);
  if (!message_rows) return message_rows.error();
  Match(*message_rows, messages, "message", [&](const auto& row, const Place& place) { CompareMessage(row, place); });
  const Result<std::vector<AlertRow>> alert_rows = rows_.AlertRows(first, end, alerts.size() + extra);
  if (!alert_rows) return alert_rows.error();
  Match(*alert_rows, alerts, "alert", [&](const auto& row, const Place& place) { CompareAlert(row, place); });
  const Result<std::vector<DecisionRow>> decision_rows = rows_.DecisionRows(first, end, decisions.size() + extra);
  if (!decision_rows) return decision_rows.error();
  Match(*decision_rows, decisions, "decision",
        [&](const auto& row, const Place& place) { CompareDecision(row, place); });
  return {};
}

// Both sides are in order of id: a merge.
template <class Row, class Compare>
void RowCheck::Match(const std::vector<Row>& rows, const std::vector<Place>& places, const char* table,
                     Compare compare) {
  const std::string name(table);
  auto place = places.begin();
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    for (; place != places.end() && place->leaf->index < row->id; ++place) {
      faults_.Add("row_missing", place->leaf->index, "no " + name + " row for this leaf");
    }
    if (place != places.end() && place->leaf->index == row->id) {
      compare(*row, *place++);
    } else if (!std::binary_search(unknown_.begin(), unknown_.end(), row->id)) {
      faults_.Add("row_forged", row->id, "a " + name + " row without a leaf, or a second one of the same id");
    }
  }
  for (; place != places.end(); ++place) {
    faults_.Add("row_missing", place->leaf->index, "no " + name + " row for this leaf");
  }
}

bool RowCheck::Same(std::string_view row, std::string_view expected) const {
  return row == expected || row == rows_.Spelling(expected);
}

bool RowCheck::SameMedia(const Message& row, const Message& expected) const {
  return std::equal(row.media.begin(), row.media.end(), expected.media.begin(), expected.media.end(),
                    [&](const MediaRef& a, const MediaRef& b) {
                      return Same(a.kind, b.kind) && Same(a.md5, b.md5) && Same(a.name, b.name) && a.size == b.size &&
                             a.duration_s == b.duration_s;
                    });
}

const char* RowCheck::FirstDifference(const Message& row, const Message& expected) const {
  if (!Same(row.text, expected.text)) return "text";
  if (row.source != expected.source) return "source";
  if (row.seq != expected.seq) return "seq";
  if (!Same(row.key, expected.key)) return "key";
  if (row.sent_at != expected.sent_at) return "sent_at";
  if (row.role != expected.role) return "role";
  if (row.channel != expected.channel) return "channel";
  if (!Same(row.type, expected.type)) return "type";
  if (row.conversation_kind != expected.conversation_kind) return "conversation_kind";
  if (row.from.kind != expected.from.kind || !Same(row.from.id, expected.from.id)) return "from";
  if (columns_.conversation_key && !Same(row.conversation_key, expected.conversation_key)) return "conversation_key";
  if (columns_.action && !Same(row.action, expected.action)) return "action";
  if (columns_.room && !Same(row.room, expected.room)) return "room";
  if (columns_.to && row.to != expected.to) return "to";
  if (columns_.quote && row.quote.has_value() != expected.quote.has_value()) return "quote";
  if (columns_.quote && row.quote &&
      (!Same(row.quote->text, expected.quote->text) || !Same(row.quote->speaker, expected.quote->speaker))) {
    return "quote";
  }
  if (columns_.detail && !Same(row.detail, expected.detail)) return "detail";
  if (columns_.media && !SameMedia(row, expected)) return "media";
  if (columns_.recalls && !Same(row.recalls, expected.recalls)) return "recalls";
  if (columns_.raw && row.raw != expected.raw) return "raw";
  if (columns_.envelope && row.envelope != expected.envelope) return "envelope";
  return nullptr;
}

void RowCheck::CompareMessage(const MessageRow& row, const Place& place) {
  const Result<Message> expected = place.bundle->bundle->ReadMessage(row.id);
  if (!expected) {
    faults_.Add("content_changed", row.id, "the content is not a message of this format");
    return;
  }
  const char* column = row.conversation != expected->conversation() ? "conversation" : FirstDifference(row.message, *expected);
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("message row, ") + column);
}

void RowCheck::CompareAlert(const AlertRow& row, const Place& place) {
  alerts_[row.id].row = row.state;
  alerts_[row.id].seen = true;
  const Result<Record> record = DecodeRecord(place.leaf->record);
  const auto* alert = record ? std::get_if<AlertFields>(&record->fields) : nullptr;
  if (alert == nullptr) return;   // named by RecordCheck
  const char* column = nullptr;
  if (row.message_id != alert->message_id) column = "message";
  if (!Same(row.category, alert->category)) column = "category";
  if (row.severity != alert->severity) column = "severity";
  if (EncodeFindings(row.findings) != place.leaf->content) column = "findings";
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("alert row, ") + column);
}

void RowCheck::CompareDecision(const DecisionRow& row, const Place& place) {
  const Result<Record> record = DecodeRecord(place.leaf->record);
  const auto* decision = record ? std::get_if<DecisionFields>(&record->fields) : nullptr;
  const Result<Statement> statement = DecodeStatement(place.leaf->content);
  if (decision == nullptr || !statement) {
    faults_.Add("content_changed", row.id, "the content is not a decision of this format");
    return;
  }
  alerts_[decision->alert_id].decided = decision->to;
  const char* column = nullptr;
  if (row.alert_id != decision->alert_id) column = "alert";
  if (row.from != decision->from || row.to != decision->to || row.undo != decision->undo) column = "state";
  if (row.user_id != statement->user_id || !Same(row.user_name, statement->user_name)) column = "user";
  if (!Same(row.note, statement->note)) column = "note";
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("decision row, ") + column);
}

template <class Read>
Status RowCheck::NameBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now,
                            const char* table, Read read) {
  while (!faults_.full()) {
    const auto rows = read(end);
    if (!rows) return rows.error();
    if (rows->empty()) return {};
    const Result<std::uint64_t> size = size_now();
    if (!size) return size.error();
    for (const auto& row : *rows) {
      if (row.id >= *size) faults_.Add("row_forged", row.id, std::string("a ") + table + " row beyond the log");
    }
    end = rows->back().id + 1;
  }
  return {};
}

Status RowCheck::CheckBeyond(std::uint64_t end, const std::function<Result<std::uint64_t>()>& size_now) {
  const auto messages = [&](std::uint64_t from) { return rows_.MessageRows(from, INT64_MAX, kMaxExtraRows); };
  const auto alerts = [&](std::uint64_t from) { return rows_.AlertRows(from, INT64_MAX, kMaxExtraRows); };
  const auto decisions = [&](std::uint64_t from) { return rows_.DecisionRows(from, INT64_MAX, kMaxExtraRows); };
  if (Status status = NameBeyond(end, size_now, "message", messages); !status) return status;
  if (Status status = NameBeyond(end, size_now, "alert", alerts); !status) return status;
  return NameBeyond(end, size_now, "decision", decisions);
}

Status RowCheck::Finish(std::uint64_t log_size) {
  for (const auto& [id, states] : alerts_) {
    if (!states.seen || states.row == states.decided) continue;
    // Somebody may have decided after we read the head; then the row is newer than what was read of the log.
    const Result<std::vector<DecisionRow>> later = rows_.DecisionRows(log_size, INT64_MAX, 10'000);
    if (!later) return later.error();
    const std::uint64_t alert_id = id;
    const bool newer = std::any_of(later->begin(), later->end(),
                                   [&](const DecisionRow& row) { return row.alert_id == alert_id; });
    if (!newer) faults_.Add("row_changed", id, "alert row, state");
  }
  return {};
}

}  // namespace custos::storage
