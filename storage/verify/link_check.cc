// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/link_check.h"

#include <algorithm>
#include <functional>

#include "storage/format/intake_key.h"

namespace custos::storage {
namespace {

constexpr std::size_t kPage = 5000;

std::string PartyKey(PartyKind kind, const std::string& id) { return static_cast<char>(kind) + id; }

std::size_t PartyHash(const ConversationId& conversation, const std::string& party_key) {
  const std::string_view bytes(reinterpret_cast<const char*>(conversation.bytes.data()), conversation.bytes.size());
  return std::hash<std::string>{}(std::string(bytes) + party_key);
}

}  // namespace

std::size_t LinkCheck::NamesOf(const std::string& source, const std::string& key, ConversationKind kind,
                               const std::string& room) const {
  const std::string all = source + '\0' + rows_.Spelling(key) + '\0' + rows_.Spelling(room) + static_cast<char>(kind);
  return std::max<std::size_t>(1, std::hash<std::string>{}(all));
}

void LinkCheck::Count(const ConversationId& id, std::uint64_t index, TimeMs sent_at, std::size_t names) {
  const auto [found, fresh] = conversations_.try_emplace(id, Sum{.first_leaf = index,
                                                                 .messages = 0,
                                                                 .first_at = sent_at,
                                                                 .last_at = sent_at,
                                                                 .erased = false,
                                                                 .names = names});
  Sum& sum = found->second;
  ++sum.messages;
  sum.first_at = std::min(sum.first_at, sent_at);
  sum.last_at = std::max(sum.last_at, sent_at);
}

void LinkCheck::AddMessage(std::uint64_t index, const Message& message) {
  const ConversationId conversation = message.conversation();
  keys_.push_back({IntakeKey(message.source, message.key), index, conversation, message.sent_at});
  if (!message.recalls.empty()) {
    recalls_.try_emplace(IntakeKey(message.source, message.recalls), Mark{0, message.sent_at, index});
  }
  Count(conversation, index, message.sent_at,
        NamesOf(message.source, message.conversation_key, message.conversation_kind, message.room));
  const auto add = [&](const Party& party) {
    if (party.id.empty()) return;
    const std::string key = PartyKey(party.kind, rows_.Spelling(party.id));
    known_parties_.insert(PartyHash(conversation, key));
    parties_.try_emplace({conversation, key}, index);
  };
  add(message.from);
  std::for_each(message.to.begin(), message.to.end(), add);
}

void LinkCheck::AddErased(std::uint64_t index, const MessageFields& fields) {
  keys_.push_back({IntakeKey(fields.source, fields.key), index, fields.conversation, fields.sent_at});
  Count(fields.conversation, index, fields.sent_at, 0);
  conversations_.at(fields.conversation).erased = true;
}

void LinkCheck::AddRow(const MessageRow& row, const Message& expected) {
  if (row.recalled_by != 0 || row.recalled_at != 0) {
    marks_[IntakeKey(expected.source, expected.key)] = {row.id, row.recalled_at, row.recalled_by};
  }
  for (const std::uint32_t position : row.stored_media) stored_.emplace(row.id, position);
}

Status LinkCheck::EndBatch() {
  if (Status status = CheckKeys(); !status) return status;
  if (Status status = CheckMedia(); !status) return status;
  return CheckParties();
}

Status LinkCheck::CheckKeys() {
  std::vector<std::string> wanted;
  for (const KeyRow& key : keys_) wanted.push_back(key.key);
  const Result<std::vector<KeyRow>> rows = rows_.KeyRows(wanted);
  if (!rows) return rows.error();
  std::unordered_map<std::string, const KeyRow*> found;
  for (const KeyRow& row : *rows) found[row.key] = &row;
  for (const KeyRow& key : keys_) {
    const auto row = found.find(key.key);
    if (row == found.end()) {
      faults_.Add("row_missing", key.message_id, "no intake key row for this leaf");
    } else if (row->second->message_id != key.message_id || row->second->conversation != key.conversation ||
               row->second->sent_at != key.sent_at) {
      faults_.Add("row_changed", key.message_id, "intake key row");
    }
  }
  keys_.clear();
  return {};
}

Status LinkCheck::CheckMedia() {
  std::vector<std::uint64_t> wanted;
  for (const auto& [index, media] : media_) wanted.push_back(media.message_id);
  if (wanted.empty()) return {};
  const Result<std::vector<MediaRow>> rows = rows_.MediaRows(wanted);
  if (!rows) return rows.error();
  std::map<std::pair<std::uint64_t, std::uint32_t>, const MediaRow*> found;
  for (const MediaRow& row : *rows) found[{row.message_id, row.position}] = &row;
  for (const auto& [index, media] : media_) {
    stored_.erase({media.message_id, media.position});
    const auto at = found.find({media.message_id, media.position});
    if (at == found.end()) {
      faults_.Add("row_missing", index, "no media row for this leaf");
      continue;
    }
    const MediaRow& row = *at->second;
    if (!row.stored)
      faults_.Add("row_changed", index, "media row, state");
    else if (row.content != media.content)
      faults_.Add("row_changed", index, "media row, content");
    else if (row.size != media.size)
      faults_.Add("row_changed", index, "media row, size");
  }
  media_.clear();
  return {};
}

Status LinkCheck::CheckParties() {
  std::vector<ConversationId> wanted;
  for (const auto& [party, index] : parties_) {
    if (wanted.empty() || wanted.back() != party.first) wanted.push_back(party.first);
  }
  if (wanted.empty()) return {};
  const Result<std::vector<PartyRow>> rows = rows_.PartyRows(wanted);
  if (!rows) return rows.error();
  for (const PartyRow& row : *rows) parties_.erase({row.conversation, PartyKey(row.party.kind, row.party.id)});
  for (const auto& [party, index] : parties_) {
    faults_.Add("row_missing", index, "a party of this message is not among those of its conversation");
  }
  parties_.clear();
  return {};
}

Status LinkCheck::Finish(std::uint64_t log_size, bool complete) {
  if (Status status = CheckRecalls(complete); !status) return status;
  if (!complete) return {};
  for (const auto& [message_id, position] : stored_) {
    faults_.Add("row_forged", message_id, "media row, a stored file without a leaf");
  }
  return CheckConversations(log_size);
}

Status LinkCheck::CheckRecalls(bool complete) {
  std::vector<std::string> unmarked;
  for (const auto& [key, recall] : recalls_) {
    const auto mark = marks_.find(key);
    if (mark == marks_.end()) {
      unmarked.push_back(key);
    } else if (complete && (mark->second.at != recall.at || mark->second.by != recall.by)) {
      faults_.Add("row_changed", mark->second.message_id, "message row, recall mark");
    }
    if (unmarked.size() == kPage) {
      if (Status status = CheckUnmarked(unmarked); !status) return status;
      unmarked.clear();
    }
  }
  if (Status status = CheckUnmarked(unmarked); !status) return status;
  for (const auto& [key, mark] : marks_) {
    if (complete && !recalls_.contains(key)) {
      faults_.Add("row_changed", mark.message_id, "message row, marked as recalled without a recall");
    }
  }
  return {};
}

// Recalls whose original bears no mark: either it is stored, which is a contradiction, or it has not arrived and the
// recall is kept for it.
Status LinkCheck::CheckUnmarked(const std::vector<std::string>& keys) {
  if (keys.empty()) return {};
  const Result<std::vector<KeyRow>> stored = rows_.KeyRows(keys);
  if (!stored) return stored.error();
  const Result<std::vector<PendingRecallRow>> pending = rows_.PendingRecalls(keys);
  if (!pending) return pending.error();
  std::set<std::string> explained;
  for (const KeyRow& row : *stored) {
    explained.insert(row.key);
    faults_.Add("row_changed", row.message_id, "message row, recall mark");
  }
  for (const PendingRecallRow& row : *pending) {
    const Mark& recall = recalls_.at(row.key);
    if (row.at != recall.at || row.by != recall.by) faults_.Add("row_changed", recall.by, "pending recall row");
    explained.insert(row.key);
  }
  for (const std::string& key : keys) {
    if (!explained.contains(key))
      faults_.Add("row_missing", recalls_.at(key).by, "no pending recall row for this leaf");
  }
  return {};
}

// Parties that no message of their conversation names.
Status LinkCheck::CheckForgedParties(const std::vector<ConversationRow>& rows) {
  std::vector<ConversationId> wanted;
  for (const ConversationRow& row : rows) wanted.push_back(row.id);
  const Result<std::vector<PartyRow>> parties = rows_.PartyRows(wanted);
  if (!parties) return parties.error();
  for (const PartyRow& row : *parties) {
    const auto sum = conversations_.find(row.conversation);
    if (sum == conversations_.end() || sum->second.erased) continue;
    if (known_parties_.contains(PartyHash(row.conversation, PartyKey(row.party.kind, row.party.id)))) continue;
    faults_.Add("row_forged", sum->second.first_leaf, "a party row that no message of the conversation explains");
  }
  return {};
}

Status LinkCheck::CheckConversations(std::uint64_t log_size) {
  std::optional<ConversationId> after;
  auto expected = conversations_.begin();
  const auto missing_before = [&](const ConversationId* id) {
    for (; expected != conversations_.end() && (id == nullptr || expected->first < *id); ++expected) {
      faults_.Add("row_missing", expected->second.first_leaf, "no row for the conversation of this message");
    }
  };
  for (;;) {
    const Result<std::vector<ConversationRow>> rows = rows_.ConversationRows(after, kPage);
    if (!rows) return rows.error();
    if (rows->empty()) break;
    for (const ConversationRow& row : *rows) {
      missing_before(&row.id);
      if (expected == conversations_.end() || expected->first != row.id) {
        faults_.Add("row_forged", log_size, "a conversation row without a message");
        continue;
      }
      const Sum& sum = expected++->second;
      if (sum.names != 0 && sum.names != NamesOf(row.source, row.key, row.kind, row.room)) {
        faults_.Add("row_changed", sum.first_leaf, "conversation row, key, kind or room");
      } else if (row.messages != sum.messages || row.first_at != sum.first_at || row.last_at != sum.last_at) {
        faults_.Add("row_changed", sum.first_leaf, "conversation row, count or times");
      }
    }
    after = rows->back().id;
    if (Status status = CheckForgedParties(*rows); !status) return status;
  }
  missing_before(nullptr);
  return {};
}

}  // namespace custos::storage
