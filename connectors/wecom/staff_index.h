// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/message.h"

namespace custos::wecom {

/// Who belongs to the company. Ids of outsiders begin with wm or wo and those of robots with wb, but a userid is
/// free-form and may do so too: the directory is the proof, the prefix only the rule for ids it does not know.
/// Thread-safe.
class StaffIndex {
 public:
  /// Adds userids; they are compared without regard to case, as the platform does.
  void Add(const std::vector<std::string>& userids);

  PartyKind KindOf(std::string_view id) const;
  Party Of(std::string_view id) const { return {KindOf(id), std::string(id)}; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  mutable std::shared_mutex mutex_;
  std::unordered_set<std::string, Hash, std::equal_to<>> prefixed_;  ///< only those the prefix rule would get wrong
};

}  // namespace custos::wecom
