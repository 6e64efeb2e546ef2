// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"

namespace custos::storage {

/// What somebody who left did in his last days.
struct LeaverReview {
  struct Deletion {
    std::uint64_t customer = 0;  ///< record; 0 when there is none
    std::string name;
    TimeMs at = 0;
  };
  struct Count {
    std::string what;
    std::uint64_t times = 0;
  };

  std::string source;  ///< of the directory
  PersonView employee;
  TimeMs found_at = 0;  ///< when the directory first said that he left
  TimeMs since = 0;     ///< what is told begins here
  std::uint64_t deleted = 0;
  std::vector<Deletion> deletions;  ///< of his contacts, by himself; the newest 100
  std::vector<Count> exports;       ///< from this system under his own sign-ins, by action of the audit trail
  std::uint64_t looks = 0;          ///< at customers' records, the same way
  std::vector<Count> alerts;        ///< about him, by category

  /// Nothing that anybody would have to look at. That he looked at records alone is his work.
  bool Empty() const { return deleted == 0 && exports.empty() && alerts.empty(); }
};

/// Who left the company, and what has to be looked at before it is forgotten. Thread-safe.
class LeaverReviews {
 public:
  virtual ~LeaverReviews() = default;

  /// People whom a directory says to have left and whose review is not done, at most `limit`. Who came back and leaves
  /// again is another case. The first call that finds somebody fixes `found_at`.
  virtual Result<std::vector<LeaverReview>> Due(TimeMs now, std::size_t limit) = 0;
  virtual Status Done(const std::vector<LeaverReview>& reviews) = 0;
};

}  // namespace custos::storage
