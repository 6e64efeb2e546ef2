// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Something received that waits for its commit.
struct InboxItem {
  std::uint64_t id = 0;  ///< grows in the order in which items became durable
  std::string reason;    ///< why it needs more care than others; empty for most
  std::string body;
  TimeMs received_at = 0;
};

struct InboxDepth {
  std::string box;
  std::uint64_t items = 0;
  TimeMs oldest_at = 0;  ///< 0 when there is none
};

/// Where a listener puts what it must not lose before it answers, so that the answer does not wait for the archive.
/// Boxes are named by whoever empties them. Thread-safe.
class Inbox {
 public:
  virtual ~Inbox() = default;

  /// Returns once the item survives a crash; whoever calls at the same time shares one commit. kUnavailable
  /// "inbox.busy" when too many wait or the database does not answer in time: the item may then still be kept.
  virtual Status Put(const std::string& box, InboxItem item) = 0;
  virtual Result<std::vector<InboxItem>> Oldest(const std::string& box, std::size_t limit) = 0;
  /// Forgets all items of the box up to and with `id`.
  virtual Status Drop(const std::string& box, std::uint64_t id) = 0;
  virtual Result<std::vector<InboxDepth>> Depths() = 0;
};

}  // namespace custos::storage
