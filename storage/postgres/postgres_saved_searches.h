// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/saved_search_store.h"

namespace custos::storage {

/// Saved searches in the database.
class PostgresSavedSearches final : public SavedSearchStore {
 public:
  explicit PostgresSavedSearches(db::Pool& pool) : pool_(pool) {}

  Result<std::vector<SavedSearch>> ListSearches(std::uint64_t user_id) override;
  Result<SavedSearch> SaveSearch(const SavedSearch& search) override;
  Status DeleteSearch(std::uint64_t id, std::uint64_t user_id) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
