// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// A search that somebody keeps under a name: what the address of the search page says.
struct SavedSearch {
  std::uint64_t id = 0;
  std::uint64_t owner_id = 0;
  std::string owner_name;
  std::string name;
  bool shared = false;  ///< with everybody who may search; what they find is within their own scope
  std::map<std::string, std::string> params;
  TimeMs created_at = 0;
};

/// Thread-safe.
class SavedSearchStore {
 public:
  virtual ~SavedSearchStore() = default;

  /// A person's own and the shared ones, newest first; at most 500.
  virtual Result<std::vector<SavedSearch>> ListSearches(std::uint64_t user_id) = 0;
  /// Returns it with its id and the owner's name. kInvalid "search.too_many_saved" above 200 of one person.
  virtual Result<SavedSearch> SaveSearch(const SavedSearch& search) = 0;
  /// `user_id` 0 deletes anybody's. kNotFound "search.not_found".
  virtual Status DeleteSearch(std::uint64_t id, std::uint64_t user_id) = 0;
};

}  // namespace custos::storage
