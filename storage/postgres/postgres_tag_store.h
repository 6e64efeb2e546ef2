// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"
#include "storage/tag_store.h"

namespace custos::storage {

/// Tags as the tables customer_tag, customer_tag_group, customer_tag_sync and tag_wish.
class PostgresTagStore final : public TagStore {
 public:
  PostgresTagStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock) {}

  Result<TagCatalogue> Catalogue(bool count) override;
  Status PutCatalogue(const std::string& source, const std::vector<TagGroupInfo>& groups, TimeMs read_at) override;
  Result<bool> IsCatalogueOld(const std::string& source, TimeMs older_than) override;
  Result<std::vector<TagOutcome>> Wish(const Scope& scope, const TagOrder& order) override;
  Result<CustomerTags> Of(const Scope& scope, std::uint64_t customer) override;
  Result<std::vector<TagWish>> List(std::optional<TagWishState> state, std::uint64_t before,
                                    std::size_t limit) override;
  Result<std::vector<TagWish>> Due(const std::string& source, std::size_t limit) override;
  Result<std::vector<std::uint64_t>> Asking(const std::vector<std::uint64_t>& wishes) override;
  Status Settle(const std::vector<TagSettlement>& settlements) override;
  Result<bool> ChangedSince(const std::string& source, const std::string& employee, const std::string& contact,
                            TimeMs since) override;
  Status SetProblem(const std::string& source, const std::string& code) override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
