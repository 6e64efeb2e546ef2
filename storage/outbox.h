// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Something to hand to people or to a platform.
struct OutboxItem {
  std::uint64_t id = 0;
  std::string channel;  ///< its name in the settings
  std::string subject;  ///< what it is about; queued once for a channel, however often it is put
  std::string title;    ///< one line
  std::string body;     ///< further lines
  TimeMs created_at = 0;
  std::uint32_t attempts = 0;
};

/// How a channel stands.
struct OutboxDepth {
  std::string channel;
  std::uint64_t waiting = 0;
  std::uint64_t sent = 0;      ///< of those still kept
  std::uint64_t given_up = 0;  ///< too old when the channel worked again
  TimeMs oldest_at = 0;        ///< of the waiting ones; 0 when there is none
  std::string problem;         ///< code of the last failure of a waiting one
};

/// What is to be sent, kept until it was taken. Thread-safe.
class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Puts all of them or none; known subjects change nothing.
  virtual Status Put(const std::vector<OutboxItem>& items) = 0;
  /// Waiting ones of a channel that are due, oldest first.
  virtual Result<std::vector<OutboxItem>> Due(const std::string& channel, TimeMs now, std::size_t limit) = 0;
  virtual Status Sent(const std::vector<OutboxItem>& items, TimeMs now) = 0;
  /// To be tried again at `at`.
  virtual Status PutOff(const std::vector<OutboxItem>& items, TimeMs at, const std::string& problem) = 0;
  /// Gives up what was created before `oldest`; returns how many that were. Forgets what was settled before `settled`.
  virtual Result<std::uint64_t> Expire(TimeMs oldest, TimeMs settled, TimeMs now) = 0;
  virtual Result<std::vector<OutboxDepth>> Depths() = 0;

  /// A note of a part to itself, as JSON or plain text; empty when there is none.
  virtual Result<std::string> Note(const std::string& source, const std::string& name) = 0;
  virtual Status SetNote(const std::string& source, const std::string& name, const std::string& value, TimeMs now) = 0;
};

}  // namespace custos::storage
