// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "core/clock.h"
#include "storage/postgres/pool.h"
#include "storage/upload_store.h"

namespace custos::storage {

/// What is known of uploads in the database, their bytes in files. A row never says more than its file holds: bytes are
/// on disk before they are counted, and what a crash left behind uncounted is written over.
class PostgresUploadStore final : public UploadStore {
 public:
  /// Makes `directory` when it is missing.
  PostgresUploadStore(db::Pool& pool, std::filesystem::path directory, const Clock& clock, UploadLimits limits = {});

  Result<Upload> Create(const UploadSpec& spec) override;
  Result<Upload> Append(const std::string& id, std::uint64_t offset, std::string_view bytes) override;
  Result<Upload> Finish(const std::string& id) override;
  Result<std::optional<Upload>> Find(const std::string& id) override;
  Result<std::optional<Upload>> FindContent(const std::string& owner, const Digest& sha256) override;
  Result<std::string> Read(const std::string& id, std::uint64_t offset, std::size_t length) override;
  Status Remove(const std::string& id) override;
  Result<std::uint64_t> DropExpired() override;

 private:
  /// Holds the upload against a second writer while it lives.
  class Turn;

  std::filesystem::path FileOf(const std::string& id) const { return directory_ / id; }
  /// Throws Failure kNotFound.
  Upload MustFind(const std::string& id);
  std::uint64_t DropUnknownFiles();

  db::Pool& pool_;
  const std::filesystem::path directory_;
  const Clock& clock_;
  const UploadLimits limits_;
  std::mutex mutex_;
  std::vector<std::string> busy_;  // ids with a writer
};

}  // namespace custos::storage
