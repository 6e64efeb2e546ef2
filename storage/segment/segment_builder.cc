// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/segment_builder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "storage/format/intake_key.h"
#include "storage/segment/people_codes.h"

namespace custos::storage {

SegmentBuilder::SegmentBuilder(std::uint64_t first, std::uint64_t end)
    : first_(first), leaves_(static_cast<std::uint32_t>(end - first)) {}

std::uint32_t SegmentBuilder::ConversationOf(const ConversationId& id) {
  const auto [found, fresh] = conversation_numbers_.try_emplace(id, static_cast<std::uint32_t>(conversations_.size()));
  if (fresh) conversations_.push_back({id, {}});
  return found->second;
}

std::uint32_t SegmentBuilder::SenderOf(std::uint32_t conversation, const Party& party) {
  const auto [found, fresh] =
      party_numbers_.try_emplace({party.kind, party.id}, static_cast<std::uint32_t>(parties_.size()));
  if (fresh) parties_.push_back(party);
  std::vector<std::uint32_t>& senders = conversations_[conversation].senders;
  const auto place = std::find(senders.begin(), senders.end(), found->second);
  const auto number = static_cast<std::uint32_t>(place - senders.begin());
  if (place == senders.end()) senders.push_back(found->second);
  return number;
}

void SegmentBuilder::Add(std::uint64_t leaf, const Message& message, const std::vector<std::int32_t>& grams) {
  Profile profile{.source = message.source,
                  .type = message.type,
                  .channel = message.channel,
                  .conversation_kind = message.conversation_kind,
                  .role = message.role,
                  .has_media = !message.media.empty()};
  const auto [known, fresh] = profile_numbers_.try_emplace(profile, static_cast<std::uint32_t>(profiles_.size()));
  if (fresh) profiles_.push_back(std::move(profile));
  const auto number = static_cast<std::uint32_t>(leaf - first_);
  const std::uint32_t conversation = ConversationOf(message.conversation());
  for (const std::int32_t gram : grams) grams_[gram].push_back(static_cast<std::uint32_t>(entries_.size()));
  for (const std::int32_t code : PeopleCodes(message))
    grams_[code].push_back(static_cast<std::uint32_t>(entries_.size()));
  entries_.push_back({.sent_at = message.sent_at,
                      .leaf = number,
                      .conversation = conversation,
                      .sender = SenderOf(conversation, message.from),
                      .profile = known->second});
  keys_.push_back({ShortKeyBits(IntakeKey(message.source, message.key)), number});
}

void SegmentBuilder::AddErased(std::uint64_t leaf, const MessageFields& fields) {
  keys_.push_back({ShortKeyBits(IntakeKey(fields.source, fields.key)), static_cast<std::uint32_t>(leaf - first_)});
}

/// The entries in the order of the segment.
std::vector<std::uint32_t> SegmentBuilder::Sort() {
  std::vector<std::uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return entries_[a].sent_at < entries_[b].sent_at; });
  return order;
}

void SegmentBuilder::FinishColumns(const std::vector<std::uint32_t>& order, SegmentImage& image) {
  SegmentDirectory directory;
  directory.first_leaf = first_;
  directory.leaves = leaves_;
  directory.messages = image.messages;
  directory.last_at = image.last_at;
  directory.profiles = profiles_;
  directory.parties = parties_;
  std::vector<std::uint32_t> ordinal_of(conversations_.size());
  for (const auto& [id, number] : conversation_numbers_) {  // ascending
    ordinal_of[number] = static_cast<std::uint32_t>(directory.conversations.size());
    directory.conversations.push_back(id);
    directory.senders.push_back(conversations_[number].senders);
  }
  std::vector<std::vector<std::uint32_t>> members(conversations_.size());
  Columns columns;
  const auto close = [&] {
    if (columns.sent_at.empty()) return;
    directory.block_from.push_back(columns.sent_at.front());
    image.columns.push_back({image.columns.size(), EncodeColumns(columns)});
    columns = {};
  };
  for (std::uint32_t ordinal = 0; ordinal < order.size(); ++ordinal) {
    const Entry& entry = entries_[order[ordinal]];
    const std::uint32_t conversation = ordinal_of[entry.conversation];
    columns.sent_at.push_back(entry.sent_at);
    columns.leaf.push_back(entry.leaf);
    columns.conversation.push_back(conversation);
    columns.sender.push_back(entry.sender);
    columns.profile.push_back(entry.profile);
    members[conversation].push_back(ordinal);
    if (columns.sent_at.size() == kColumnBlock) close();
  }
  close();
  image.directory = EncodeDirectory(directory);
  PostingWriter lists(std::max(1U, image.messages));
  for (std::uint32_t i = 0; i < members.size(); ++i) lists.Add(i, members[i]);
  image.conversations = lists.Finish();
}

void SegmentBuilder::FinishGrams(const std::vector<std::uint32_t>& order, SegmentImage& image) {
  std::vector<std::uint32_t> ordinal_of(order.size());
  for (std::uint32_t ordinal = 0; ordinal < order.size(); ++ordinal) ordinal_of[order[ordinal]] = ordinal;
  std::vector<std::pair<std::uint32_t, std::vector<std::uint32_t>*>> sorted;
  sorted.reserve(grams_.size());
  for (auto& [gram, list] : grams_) sorted.emplace_back(KeyOfGram(gram), &list);
  std::sort(sorted.begin(), sorted.end());
  PostingWriter lists(std::max(1U, image.messages));
  for (auto& [key, list] : sorted) {
    for (std::uint32_t& entry : *list) entry = ordinal_of[entry];
    if (!std::is_sorted(list->begin(), list->end())) std::sort(list->begin(), list->end());
    lists.Add(key, *list);
  }
  image.grams = lists.Finish();
}

SegmentImage SegmentBuilder::Finish() {
  SegmentImage image;
  image.first_leaf = first_;
  image.end_leaf = first_ + leaves_;
  image.messages = static_cast<std::uint32_t>(entries_.size());
  const std::vector<std::uint32_t> order = Sort();
  if (!order.empty()) {
    image.first_at = entries_[order.front()].sent_at;
    image.last_at = entries_[order.back()].sent_at;
  }
  FinishColumns(order, image);
  FinishGrams(order, image);
  image.keys = EncodeKeys(std::move(keys_), std::max(1U, leaves_));
  return image;
}

}  // namespace custos::storage
