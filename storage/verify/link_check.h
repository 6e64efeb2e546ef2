// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/result.h"
#include "storage/format/record.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/fault_list.h"

namespace custos::storage {

/// What ties rows to each other, held against the log: recall marks in either order of arrival, the permanent keys, the
/// state of files, and the conversations with their parties. Keeps about a hundred bytes per conversation and per
/// recall. Not thread-safe.
class LinkCheck {
 public:
  LinkCheck(RowSource& rows, FaultList& faults) : rows_(rows), faults_(faults) {}

  /// One message leaf, in order.
  void AddMessage(std::uint64_t index, const Message& message);
  /// One whose content was erased: only what its record says is known.
  void AddErased(std::uint64_t index, const MessageFields& fields);
  /// The row of a message leaf.
  void AddRow(const MessageRow& row, const Message& expected);
  void AddMedia(std::uint64_t index, const MediaFields& media) { media_.emplace_back(index, media); }

  /// Asks for the rows of what was added since the last call.
  Status EndBatch();

  /// After a whole log of `log_size` leaves. `complete` says that every leaf could be read: only then is what no leaf
  /// explains a contradiction.
  Status Finish(std::uint64_t log_size, bool complete);

 private:
  struct Mark {
    std::uint64_t message_id = 0;
    TimeMs at = 0;
    std::uint64_t by = 0;
  };
  struct Sum {
    std::uint64_t first_leaf = 0;
    std::uint64_t messages = 0;
    TimeMs first_at = 0;
    TimeMs last_at = 0;
    bool erased = false;    // some of its messages say nothing about who took part
    std::size_t names = 0;  // hash of source, key, kind and room; 0 when the first message was erased
  };

  void Count(const ConversationId& id, std::uint64_t index, TimeMs sent_at, std::size_t names);
  std::size_t NamesOf(const std::string& source, const std::string& key, ConversationKind kind,
                      const std::string& room) const;
  Status CheckKeys();
  Status CheckMedia();
  Status CheckParties();
  Status CheckRecalls(bool complete);
  Status CheckUnmarked(const std::vector<std::string>& keys);
  Status CheckConversations(std::uint64_t log_size);
  Status CheckForgedParties(const std::vector<ConversationRow>& rows);

  RowSource& rows_;
  FaultList& faults_;
  // Since the last EndBatch.
  std::vector<KeyRow> keys_;
  std::vector<std::pair<std::uint64_t, MediaFields>> media_;
  std::map<std::pair<ConversationId, std::string>, std::uint64_t> parties_;  // kind and id; first leaf
  // Until the end.
  std::unordered_map<std::string, Mark> recalls_;             // by key of the original: the first recall of it
  std::unordered_map<std::string, Mark> marks_;               // by key of the original: what its row says
  std::set<std::pair<std::uint64_t, std::uint32_t>> stored_;  // files that a row calls stored and no leaf yet
  std::map<ConversationId, Sum> conversations_;
  std::unordered_set<std::size_t> known_parties_;  // hashes of conversation, kind and id
};

}  // namespace custos::storage
