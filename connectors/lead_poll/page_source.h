// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/lead/parser.h"
#include "core/result.h"

namespace custos::lead_poll {

struct Page {
  std::string raw;                 ///< as it came; empty when there is nothing like that
  std::vector<std::string> items;  ///< the bytes of each lead: its evidence
  std::string cursor;  ///< where the next page begins; the one that was asked for when there is no later one
  bool more = false;   ///< asking again at once makes sense
};

/// Where pages of leads are asked for.
class PageSource {
 public:
  virtual ~PageSource() = default;
  /// The page behind `cursor`; from one thread. Errors carry a code of their own, "lead_poll.…"; `wait` is set when the
  /// other side said how long to stay away.
  virtual Result<Page> Fetch(const std::string& cursor, const std::stop_token& stop,
                             std::chrono::milliseconds& wait) = 0;
  /// What the bytes of an item mean; from any thread.
  virtual RecordResult Read(const lead::LeadParser& parser, const std::string& item, TimeMs now) const {
    return parser.Parse(item, now);
  }
};

}  // namespace custos::lead_poll
