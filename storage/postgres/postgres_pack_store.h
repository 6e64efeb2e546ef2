// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/pack_store.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Versions of the rule pack in the database: files once per content, as one zstd frame.
class PostgresPackStore final : public PackStore {
 public:
  explicit PostgresPackStore(db::Pool& pool) : pool_(pool) {}

  Result<PackPage> List(const std::vector<PackState>& states, const std::string& cursor, std::size_t limit) override;
  Result<PackVersion> Get(std::uint64_t id) override;
  Result<std::optional<PackVersion>> Newest(PackState state) override;
  Result<std::optional<PackVersion>> FindContent(const Digest& content) override;
  Result<PackFiles> Files(std::uint64_t id) override;
  Result<std::vector<PackEvent>> History(std::uint64_t id) override;
  Result<PackVersion> Create(const NewPack& pack) override;
  Result<PackVersion> Save(std::uint64_t id, std::uint64_t revision, const PackFiles& files, const PackFacts& facts,
                           const PackActor& by, TimeMs at) override;
  Result<PackVersion> Move(std::uint64_t id, std::uint64_t revision, const PackMove& move) override;
  Status Delete(std::uint64_t id) override;
  Status SetShadow(std::uint64_t id, const std::string& result) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
