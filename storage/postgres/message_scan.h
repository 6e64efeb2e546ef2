// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "storage/archive.h"
#include "storage/candidate_query.h"
#include "storage/postgres/db.h"

namespace custos::storage {

class SegmentCatalog;

/// Walks over the messages that a query may mean, in its order, wherever they are kept, and reads no further than it is
/// asked. LoadMessages (message_views.h) brings their content. Made per request, one thread, throws db::Failure; holds
/// a transaction on the connection for as long as it lives, so nothing moves under it.
class MessageScan {
 public:
  MessageScan(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query);
  ~MessageScan();
  MessageScan(const MessageScan&) = delete;
  MessageScan& operator=(const MessageScan&) = delete;

  /// The next candidates, at most `most`; none at the end.
  std::vector<MessageRef> Next(std::size_t most);

  /// How many messages the index finds by codes and time: an estimate unless `exact`. Other filters make them fewer.
  struct Count {
    std::uint64_t messages = 0;
    bool exact = false;
  };
  Count Expect();
  /// The same by what the walk has seen of sealed messages, which costs nothing more. The first call asks for rows:
  /// make it before the walk.
  std::uint64_t ExpectSoFar();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace custos::storage
