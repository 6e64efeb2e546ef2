// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "storage/postgres/embedded_postgres.h"

namespace custos::storage::test {

/// A directory that is removed at the end, with parents that an unprivileged user can pass.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The throw-away cluster that the tests of one program share, and databases in it.
class TestCluster {
 public:
  static TestCluster& Shared();
  /// A new empty database; its connection string.
  std::string CreateDatabase();
  /// One with today's schema and nothing in it: a copy, which is faster than migrating.
  std::string CreateMigrated();
  EmbeddedPostgres& server() { return *server_; }

 private:
  TestCluster();
  TempDir dir_;
  std::unique_ptr<EmbeddedPostgres> server_;
  int databases_ = 0;
  std::string template_;  ///< name of the database that CreateMigrated copies
};

}  // namespace custos::storage::test
