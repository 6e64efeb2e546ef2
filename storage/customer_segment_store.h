// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/customer_condition.h"
#include "storage/scope.h"

namespace custos::storage {

/// A condition that somebody keeps under a name. Who is in it follows from the customers, always as of now.
struct CustomerSegment {
  std::uint64_t id = 0;
  std::uint64_t owner_id = 0;
  std::string owner_name;
  std::string name;
  bool shared = false;  ///< with everybody; what they find is within their own scope
  CustomerCondition condition;
  std::uint64_t version = 0;
  TimeMs changed_at = 0;
};

/// Thread-safe.
class CustomerSegmentStore {
 public:
  virtual ~CustomerSegmentStore() = default;

  /// A person's own and the shared ones, by name; at most 500.
  virtual Result<std::vector<CustomerSegment>> Segments(std::uint64_t user_id) = 0;
  /// kNotFound "segment.not_found" also for what is neither his own nor shared.
  virtual Result<CustomerSegment> Segment(std::uint64_t id, std::uint64_t user_id) = 0;
  /// Returns it with its id. kInvalid "segment.too_many" above 200 of one person.
  virtual Result<CustomerSegment> CreateSegment(const CustomerSegment& segment) = 0;
  /// Name, condition and whether it is shared. `user_id` 0 changes anybody's. kNotFound "segment.not_found", kConflict
  /// "segment.changed" unless `version` is the current one.
  virtual Result<CustomerSegment> ChangeSegment(const CustomerSegment& segment, std::uint64_t user_id) = 0;
  /// `user_id` 0 deletes anybody's. kNotFound "segment.not_found".
  virtual Status DeleteSegment(std::uint64_t id, std::uint64_t user_id) = 0;

  /// How many customers within the scope it holds for; nullopt when counting took longer than 3 seconds.
  virtual Result<std::optional<std::uint64_t>> Count(const Scope& scope, const CustomerCondition& condition) = 0;
};

}  // namespace custos::storage
