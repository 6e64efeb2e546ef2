// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/message.h"
#include "storage/format/record.h"
#include "storage/segment/columns.h"
#include "storage/segment/key_blocks.h"
#include "storage/segment/posting_blocks.h"

namespace custos::storage {

/// A segment, ready to be stored. The same leaves always make the same bytes.
struct SegmentImage {
  std::uint64_t first_leaf = 0;
  std::uint64_t end_leaf = 0;
  std::uint32_t messages = 0;
  TimeMs first_at = 0;  ///< of its messages; both 0 without any
  TimeMs last_at = 0;
  std::string directory;
  std::vector<SegmentBlock> columns;        ///< keys: number of the block
  std::vector<SegmentBlock> grams;          ///< keys: KeyOfGram
  std::vector<SegmentBlock> conversations;  ///< keys: ordinals of the directory
  std::vector<SegmentBlock> keys;           ///< ShortKeyBits
};

/// Makes the immutable index of a range of leaves from their contents. Pure; not thread-safe.
class SegmentBuilder {
 public:
  /// Leaves [first, end), at most 2^31.
  SegmentBuilder(std::uint64_t first, std::uint64_t end);

  /// Message leaves in ascending order; `grams` are the codes under which search finds it, each once.
  void Add(std::uint64_t leaf, const Message& message, const std::vector<std::int32_t>& grams);
  /// A message whose content was erased: only its key is left.
  void AddErased(std::uint64_t leaf, const MessageFields& fields);

  SegmentImage Finish();

 private:
  struct Entry {
    TimeMs sent_at = 0;
    std::uint32_t leaf = 0;
    std::uint32_t conversation = 0;  // in order of appearance
    std::uint32_t sender = 0;
    std::uint32_t profile = 0;
  };
  struct Conversation {
    ConversationId id;
    std::vector<std::uint32_t> senders;
  };

  std::uint32_t ConversationOf(const ConversationId& id);
  std::uint32_t SenderOf(std::uint32_t conversation, const Party& party);
  std::vector<std::uint32_t> Sort();
  void FinishColumns(const std::vector<std::uint32_t>& order, SegmentImage& image);
  void FinishGrams(const std::vector<std::uint32_t>& order, SegmentImage& image);

  const std::uint64_t first_;
  const std::uint32_t leaves_;
  std::vector<Entry> entries_;
  std::vector<Conversation> conversations_;
  std::map<ConversationId, std::uint32_t> conversation_numbers_;
  std::vector<Party> parties_;
  std::map<std::pair<PartyKind, std::string>, std::uint32_t> party_numbers_;
  std::vector<Profile> profiles_;
  std::map<Profile, std::uint32_t> profile_numbers_;
  std::unordered_map<std::int32_t, std::vector<std::uint32_t>> grams_;  // entries in order of leaves
  std::vector<ShortKey> keys_;
};

}  // namespace custos::storage
