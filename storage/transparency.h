// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// What one source has of somebody's work accounts.
struct RecordedSource {
  std::string source;
  std::uint64_t conversations = 0;
  std::uint64_t messages = 0;  ///< of both sides
  TimeMs first_at = 0;
  TimeMs last_at = 0;
};

/// How often others looked at it, after the audit trail.
struct LookCount {
  enum class What : std::uint8_t { kConversation, kAlert };

  What what = What::kConversation;
  std::uint64_t times = 0;
  std::uint64_t people = 0;
  TimeMs last_at = 0;
};

/// What a person may know of the record that is kept of him. Only of scopes that are one's own (Scope::Kind::kOwn);
/// of any other there is nothing. Thread-safe.
class Transparency {
 public:
  virtual ~Transparency() = default;

  /// By the name of the source.
  virtual Result<std::vector<RecordedSource>> Recorded(const Scope& scope) = 0;
  /// Looks of everybody but `user_id` from `since` on; kinds without any are left out. Looks up to the newest 500,000
  /// entries of the audit trail.
  virtual Result<std::vector<LookCount>> Looks(const Scope& scope, std::uint64_t user_id, TimeMs since) = 0;
};

}  // namespace custos::storage
