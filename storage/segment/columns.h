// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/message.h"
#include "core/result.h"

namespace custos::storage {

constexpr std::uint32_t kColumnBlock = 4096;  ///< messages whose columns are packed together

/// What many messages have in common: the columns with few values.
struct Profile {
  std::string source;
  std::string type;
  Channel channel = Channel::kChat;
  ConversationKind conversation_kind = ConversationKind::kSingle;
  Role role = Role::kUnknown;
  bool has_media = false;

  bool operator==(const Profile&) const = default;
  auto operator<=>(const Profile&) const = default;
};

/// What the ordinals in the columns of a segment stand for, and where its blocks begin.
struct SegmentDirectory {
  std::uint64_t first_leaf = 0;
  std::uint32_t leaves = 0;
  std::uint32_t messages = 0;
  std::vector<ConversationId> conversations;        ///< ascending
  std::vector<std::vector<std::uint32_t>> senders;  ///< of each conversation: ordinals of parties
  std::vector<Party> parties;
  std::vector<Profile> profiles;
  std::vector<TimeMs> block_from;  ///< sent_at of the first message of each column block
  TimeMs last_at = 0;

  std::optional<std::uint32_t> Find(const ConversationId& id) const;
  std::size_t MemoryBytes() const;

  bool operator==(const SegmentDirectory&) const = default;
};

/// The columns of up to kColumnBlock messages in order of (sent_at, leaf).
struct Columns {
  std::vector<TimeMs> sent_at;
  std::vector<std::uint32_t> leaf;          ///< counted from the segment's first
  std::vector<std::uint32_t> conversation;  ///< ordinals of the directory
  std::vector<std::uint32_t> sender;        ///< place in the conversation's senders
  std::vector<std::uint32_t> profile;

  bool operator==(const Columns&) const = default;
};

std::string EncodeDirectory(const SegmentDirectory& directory);
/// kCorrupt for anything malformed: input is hostile.
Result<SegmentDirectory> DecodeDirectory(std::string_view bytes);

std::string EncodeColumns(const Columns& columns);
/// Every ordinal in the result is one of the directory's.
Result<Columns> DecodeColumns(std::string_view bytes, const SegmentDirectory& directory, std::uint32_t block);

}  // namespace custos::storage
