// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/wecom/contact_book.h"
#include "connectors/wecom/platform_reader.h"
#include "connectors/wecom/rate_limit.h"
#include "core/clock.h"
#include "core/message.h"

namespace custos::wecom {

struct ContactCheckCounts {
  TimeMs checked_at = 0;        ///< end of the last whole check; 0 before the first
  std::uint64_t employees = 0;  ///< whose list it read
  std::uint64_t found = 0;      ///< endings that no event told, since start
  std::string problem;          ///< code of what kept the last check from being whole; empty when nothing did
};

/// Finds deletions of which no callback came: compares the contact lists of all employees on a schedule with those of
/// the check before. What is missing is asked for once more by itself, and given `grace` for its callback to arrive;
/// then it becomes an event message like that of the callback, dated by the second check, whose detail says
/// `Source: RECONCILED` and between which two moments it happened. A customer who was meanwhile assigned to somebody
/// else was handed over: `Source: DELETE_BY_TRANSFER`. Run on a thread of its own.
class ContactCheck {
 public:
  struct Parts {
    std::string source;  ///< of the company's chat and events
    PlatformReader& reader;
    ContactBook& book;
    const Clock& clock;
    std::chrono::milliseconds interval{3'600'000};
    std::chrono::milliseconds grace{10'000};
  };

  explicit ContactCheck(Parts parts);

  void Run(IntakeSink& sink, const std::stop_token& stop);
  /// One check of everybody, and the messages about what it found.
  Status CheckAll(IntakeSink& sink, const std::stop_token& stop);

  ContactCheckCounts counts() const;

 private:
  Status Look(const std::string& employee, std::vector<FoundEnding>& suspects, const std::stop_token& stop);
  /// Nullopt when the customer is still there.
  Result<std::optional<FoundEnding>> Confirm(const std::string& employee, const ContactBook::Missing& missing,
                                             const std::stop_token& stop);
  Status TellAll(IntakeSink& sink);

  const Parts parts_;
  RateLimit rate_;
  mutable std::mutex mutex_;
  ContactCheckCounts counts_;
};

/// The message about an ending that a check found.
Message MessageOf(const std::string& source, const FoundEnding& ending);

}  // namespace custos::wecom
