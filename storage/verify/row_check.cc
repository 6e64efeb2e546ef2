// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/row_check.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "storage/format/content.h"
#include "storage/format/record.h"
#include "storage/parties.h"
#include "storage/verify/ownership_check.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMaxExtraRows = 100;

bool Is(const Leaf& leaf, RecordKind kind) { return leaf.kind == static_cast<std::uint8_t>(kind); }

}  // namespace

void RowCheck::NoteErased(const Leaf& leaf) {
  unknown_.push_back(leaf.index);
  const Result<Record> record = DecodeRecord(leaf.record);
  const auto* fields = record ? std::get_if<MessageFields>(&record->fields) : nullptr;
  if (fields == nullptr) return;
  if (columns_.links) links_.AddErased(leaf.index, *fields);
  CountMessage(fields->source, fields->sent_at, leaf.index);
}

RowCheck::SourceSum& RowCheck::SumOf(const std::string& source, std::uint64_t index) {
  return sources_.try_emplace(source, SourceSum{index, {.name = source}}).first->second;
}

void RowCheck::CountMessage(const std::string& source, TimeMs sent_at, std::uint64_t index) {
  SourceRow& row = SumOf(source, index).row;
  ++row.messages;
  row.newest_sent_at = std::max(row.newest_sent_at, sent_at);
}

void RowCheck::Sort(const ScannedBundle& bundle, const Leaf& leaf, Batch& batch) {
  if (leaf.erased) return NoteErased(leaf);
  if (Is(leaf, RecordKind::kMessage)) {
    Result<Message> message = bundle.bundle->ReadMessage(leaf.index);
    batch.messages.push_back({&leaf, std::nullopt});
    if (!message) return;
    if (columns_.links) links_.AddMessage(leaf.index, *message);
    CountMessage(message->source, message->sent_at, leaf.index);
    batch.messages.back().message = std::move(*message);
    return;
  }
  if (Is(leaf, RecordKind::kAlert)) batch.alerts.push_back({&leaf, {}});
  if (Is(leaf, RecordKind::kDecision)) {
    batch.decisions.push_back({&leaf, {}});
    NoteDecision(leaf);
  }
  if (Is(leaf, RecordKind::kParked)) batch.parked.push_back({&leaf, {}});
  if (Is(leaf, RecordKind::kOwnership)) batch.ownership.push_back({&leaf, {}});
  if (!Is(leaf, RecordKind::kUnparked) && !Is(leaf, RecordKind::kMedia) && !Is(leaf, RecordKind::kParked) &&
      !Is(leaf, RecordKind::kPage)) {
    return;
  }
  const Result<Record> record = DecodeRecord(leaf.record);
  if (!record) return;  // named by RecordCheck
  if (const auto* unparked = std::get_if<UnparkedFields>(&record->fields)) {
    parked_[unparked->parked_id].settled = true;
    --SumOf(unparked->source, leaf.index).row.parked;
  }
  if (const auto* parked = std::get_if<ParkedFields>(&record->fields)) ++SumOf(parked->source, leaf.index).row.parked;
  if (const auto* page = std::get_if<PageFields>(&record->fields)) {
    SourceRow& row = SumOf(page->source, leaf.index).row;
    row.last_seq = std::max(row.last_seq, page->last_seq);
  }
  const auto* media = std::get_if<MediaFields>(&record->fields);
  if (media != nullptr && columns_.links) links_.AddMedia(leaf.index, *media);
}

Status RowCheck::Check(const std::vector<const ScannedBundle*>& bundles, std::uint64_t first, std::uint64_t end) {
  Batch batch;
  unknown_.clear();
  complete_ = complete_ && first == checked_to_;
  checked_to_ = end;
  for (const ScannedBundle* bundle : bundles) {
    const std::uint64_t from = std::max(first, bundle->first);
    for (std::uint64_t index = from; index < std::min(end, bundle->end); ++index) {
      if (bundle->damaged[index - bundle->first]) {
        unknown_.push_back(index);
        complete_ = false;
      } else {
        Sort(*bundle, bundle->leaves[index - bundle->first], batch);
      }
    }
  }
  const std::size_t extra = kMaxExtraRows + unknown_.size();
  const auto messages = rows_.MessageRows(first, end, batch.messages.size() + extra);
  if (!messages) return messages.error();
  Match(*messages, batch.messages, "message", [&](const auto& row, const auto& place) { CompareMessage(row, place); });
  const auto alerts = rows_.AlertRows(first, end, batch.alerts.size() + extra);
  if (!alerts) return alerts.error();
  Match(*alerts, batch.alerts, "alert", [&](const auto& row, const auto& place) { CompareAlert(row, place); });
  if (Status status = ComparePeople(*alerts, batch); !status) return status;
  const auto decisions = rows_.DecisionRows(first, end, batch.decisions.size() + extra);
  if (!decisions) return decisions.error();
  Match(*decisions, batch.decisions, "decision",
        [&](const auto& row, const auto& place) { CompareDecision(row, place); });
  if (columns_.parked) {
    const auto parked = rows_.ParkedRows(first, end, batch.parked.size() + extra);
    if (!parked) return parked.error();
    Match(*parked, batch.parked, "parked", [&](const auto& row, const auto& place) { CompareParked(row, place); });
  }
  if (columns_.ownership) {
    const auto ownership = rows_.OwnershipRows(first, end, batch.ownership.size() + extra);
    if (!ownership) return ownership.error();
    Match(*ownership, batch.ownership, "ownership",
          [&](const auto& row, const auto& place) { CompareOwnership(row, *place.leaf, faults_); });
  }
  const auto index = rows_.IndexFaults(first, end);
  if (!index) return index.error();
  for (const VerifyFault& fault : *index) faults_.Add(fault.code, fault.position, fault.detail);
  return columns_.links ? links_.EndBatch() : Status();
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

std::size_t RowCheck::HashOf(std::string_view text) const { return std::hash<std::string>{}(rows_.Spelling(text)); }

void RowCheck::CompareMessage(const MessageRow& row, const Place& place) {
  if (!place.message) {
    faults_.Add("content_changed", row.id, "the content is not a message of this format");
    return;
  }
  const Message& expected = *place.message;
  if (columns_.links) links_.AddRow(row, expected);
  const char* column =
      row.conversation != expected.conversation() ? "conversation" : FirstDifference(row.message, expected);
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("message row, ") + column);
}

RowCheck::AlertEnds& RowCheck::EndsOf(std::uint64_t alert_id) {
  const auto [found, fresh] = alerts_.try_emplace(alert_id);
  if (fresh) found->second.decided.decided_by = found->second.decided.note = HashOf("");  // nobody decided yet
  return found->second;
}

void RowCheck::NoteDecision(const Leaf& leaf) {
  const Result<Record> record = DecodeRecord(leaf.record);
  const auto* decision = record ? std::get_if<DecisionFields>(&record->fields) : nullptr;
  const Result<Statement> statement = DecodeStatement(leaf.content);
  if (decision == nullptr || !statement) return;
  if (decision->from == decision->to) return;  // spoken, not moved
  AlertEnd& end = EndsOf(decision->alert_id).decided;
  end = {decision->to, end.version + 1, HashOf(statement->user_name), HashOf(statement->note), record->at};
}

void RowCheck::CompareAlert(const AlertRow& row, const Place& place) {
  AlertEnds& ends = EndsOf(row.id);
  ends.row = {row.state, row.version, HashOf(row.decided_by), HashOf(row.note), row.decided_at};
  ends.seen = true;
  const Result<Record> record = DecodeRecord(place.leaf->record);
  const auto* alert = record ? std::get_if<AlertFields>(&record->fields) : nullptr;
  if (alert == nullptr) return;  // named by RecordCheck
  const char* column = nullptr;
  if (row.message_id != alert->message_id) column = "message";
  if (!Same(row.category, alert->category)) column = "category";
  if (row.severity != alert->severity) column = "severity";
  if (row.created_at != record->at) column = "created_at";
  if (EncodeFindings(row.findings, row.detail) != place.leaf->content) column = "findings";
  AlertDetail detail;
  const bool known = DecodeFindings(place.leaf->content, &detail).ok();
  if (known && ends.decided.version == 1 && (detail.actions & kActionEscalate) != 0) {
    ends.decided.state = AlertState::kEscalated;  // it begins so
  }
  if (known && row.detail.head_id != detail.head_id) column = "head";
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("alert row, ") + column);
}

// What an alert's row repeats of its message. The message is usually part of the same batch.
Status RowCheck::ComparePeople(const std::vector<AlertRow>& alerts, const Batch& batch) {
  if (!columns_.people) return {};
  for (const AlertRow& row : alerts) {
    const auto place = std::lower_bound(batch.messages.begin(), batch.messages.end(), row.message_id,
                                        [](const Place& a, std::uint64_t id) { return a.leaf->index < id; });
    const bool here = place != batch.messages.end() && place->leaf->index == row.message_id;
    Result<std::optional<Message>> read = here ? place->message : message_at_(row.message_id);
    if (!read) return read.error();
    if (!read->has_value()) continue;  // erased or damaged, which is named elsewhere
    const Message& m = **read;
    const Party* employee = EmployeeOf(m);
    const Party* counterpart = CounterpartOf(m);
    const char* column = nullptr;
    if (row.conversation != m.conversation()) column = "conversation";
    if (row.sent_at != m.sent_at) column = "sent_at";
    if (!Same(row.employee, employee != nullptr ? employee->id : std::string())) column = "employee";
    if (row.counterpart.has_value() != (counterpart != nullptr) ||
        (counterpart != nullptr &&
         (row.counterpart->kind != counterpart->kind || !Same(row.counterpart->id, counterpart->id)))) {
      column = "counterpart";
    }
    if (column != nullptr) faults_.Add("row_changed", row.id, std::string("alert row, ") + column);
  }
  return {};
}

Status RowCheck::CheckSources(std::uint64_t log_size) {
  const Result<std::vector<SourceRow>> rows = rows_.SourceRows();
  if (!rows) return rows.error();
  for (const SourceRow& row : *rows) {
    const auto found = sources_.find(row.name);
    const SourceSum sum = found == sources_.end() ? SourceSum{log_size, {.name = row.name}} : found->second;
    const char* column = nullptr;
    if (row.messages != sum.row.messages) column = "messages";
    if (row.parked != sum.row.parked) column = "parked";
    if (row.last_seq != sum.row.last_seq) column = "last_seq";
    if (row.newest_sent_at != sum.row.newest_sent_at) column = "newest_sent_at";
    if (column != nullptr) faults_.Add("row_changed", sum.first_leaf, std::string("source row, ") + column);
    if (found != sources_.end()) sources_.erase(found);
  }
  for (const auto& [name, sum] : sources_) faults_.Add("row_missing", sum.first_leaf, "no row for the source");
  return {};
}

void RowCheck::CompareDecision(const DecisionRow& row, const Place& place) {
  const Result<Record> record = DecodeRecord(place.leaf->record);
  const auto* decision = record ? std::get_if<DecisionFields>(&record->fields) : nullptr;
  const Result<Statement> statement = DecodeStatement(place.leaf->content);
  if (decision == nullptr || !statement) {
    faults_.Add("content_changed", row.id, "the content is not a decision of this format");
    return;
  }
  const char* column = nullptr;
  if (row.alert_id != decision->alert_id) column = "alert";
  if (row.from != decision->from || row.to != decision->to || row.undo != decision->undo) column = "state";
  if (row.user_id != statement->user_id || !Same(row.user_name, statement->user_name)) column = "user";
  if (row.at != record->at) column = "time";
  if (!Same(row.note, statement->note)) column = "note";
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("decision row, ") + column);
}

void RowCheck::CompareParked(const ParkedRow& row, const Place& place) {
  parked_[row.id].row_settled = row.settled;
  parked_[row.id].seen = true;
  const Result<Record> record = DecodeRecord(place.leaf->record);
  const auto* parked = record ? std::get_if<ParkedFields>(&record->fields) : nullptr;
  if (parked == nullptr) return;  // named by RecordCheck
  const char* column = nullptr;
  if (row.source != parked->source) column = "source";
  if (row.seq != parked->seq) column = "seq";
  if (!Same(row.key, parked->key)) column = "key";
  if (!Same(row.reason, parked->reason) || row.key_version != parked->key_version) column = "reason";
  if (!row.settled && row.envelope != place.leaf->content) column = "envelope";
  if (column != nullptr) faults_.Add("row_changed", row.id, std::string("parked row, ") + column);
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
  const auto parked = [&](std::uint64_t from) { return rows_.ParkedRows(from, INT64_MAX, kMaxExtraRows); };
  if (Status status = NameBeyond(end, size_now, "message", messages); !status) return status;
  if (Status status = NameBeyond(end, size_now, "alert", alerts); !status) return status;
  if (Status status = NameBeyond(end, size_now, "decision", decisions); !status) return status;
  const auto ownership = [&](std::uint64_t from) { return rows_.OwnershipRows(from, INT64_MAX, kMaxExtraRows); };
  if (Status status = NameBeyond(end, size_now, "ownership", ownership); !status) return status;
  return NameBeyond(end, size_now, "parked", parked);
}

Status RowCheck::FinishAlerts(std::uint64_t log_size) {
  for (const auto& [id, ends] : alerts_) {
    if (!ends.seen) continue;
    const char* column = nullptr;
    if (ends.row.note != ends.decided.note) column = "note";
    if (ends.row.decided_by != ends.decided.decided_by) column = "decided_by";
    if (ends.row.decided_at != ends.decided.decided_at) column = "decided_at";
    if (ends.row.version != ends.decided.version) column = "version";
    if (ends.row.state != ends.decided.state) column = "state";
    if (column == nullptr) continue;
    // Somebody may have decided after we read the head; then the row is newer than what was read of the log.
    const Result<std::vector<DecisionRow>> later = rows_.DecisionRows(log_size, INT64_MAX, 10'000);
    if (!later) return later.error();
    const std::uint64_t alert_id = id;
    const bool newer =
        std::any_of(later->begin(), later->end(), [&](const DecisionRow& row) { return row.alert_id == alert_id; });
    if (!newer) faults_.Add("row_changed", id, std::string("alert row, ") + column);
  }
  return {};
}

Status RowCheck::Finish(std::uint64_t log_size) {
  if (Status status = FinishAlerts(log_size); !status) return status;
  for (const auto& [id, end] : parked_) {
    if (end.seen && end.row_settled != end.settled) faults_.Add("row_changed", id, "parked row, settled");
  }
  if (columns_.ownership) {
    const auto stray = rows_.StrayOwnership(kMaxExtraRows);
    if (!stray) return stray.error();
    for (const std::uint64_t customer : *stray) {
      faults_.Add("row_forged", log_size,
                  "ownership row of customer " + std::to_string(customer) + " without an entry");
    }
  }
  const bool complete = complete_ && checked_to_ == log_size;
  if (columns_.sources && complete) {
    if (Status status = CheckSources(log_size); !status) return status;
  }
  return columns_.links ? links_.Finish(log_size, complete) : Status();
}

}  // namespace custos::storage
