// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/archive.h"
#include "storage/postgres/db.h"
#include "storage/segment/key_filter.h"

namespace custos::storage {

/// Which intake keys are among the rows, those of messages that are not sealed yet. Keeps a filter of them, so that a
/// key that nobody has seen costs no question to the database. Used under the lock of the evidence log, inside its
/// transactions; throws db::Failure.
class YoungKeys {
 public:
  /// Where those of the keys (16 bytes each) stand that have rows. `epoch` changes whenever others may have added keys
  /// (EvidenceLog::epoch): what the filter knows is then read again.
  std::map<std::string, MessageRef> Find(db::Connection& connection, std::uint64_t epoch,
                                         const std::vector<std::string>& keys);

  /// These have rows now: their transaction succeeded.
  void Add(const std::vector<std::string>& keys);

 private:
  struct Book {
    std::uint64_t epoch = 0;
    std::size_t room = 0;
    std::size_t keys = 0;
    KeyFilter filter;
  };

  bool Knows(std::uint64_t epoch) const { return book_ && book_->epoch == epoch && book_->keys <= book_->room; }
  void Read(db::Connection& connection, std::uint64_t epoch);

  std::optional<Book> book_;
  std::chrono::steady_clock::time_point read_at_{};
};

/// Where the messages with these intake keys have rows, asked of the database.
std::map<std::string, MessageRef> FindRows(db::Connection& connection, const std::vector<std::string>& keys);

}  // namespace custos::storage
