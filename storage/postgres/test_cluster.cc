// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/test_cluster.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <stdexcept>

#include "storage/postgres/db.h"
#include "storage/postgres/migrations.h"

namespace custos::storage::test {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "custos-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  chmod(name.c_str(), 0755);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestCluster& TestCluster::Shared() {
  static TestCluster cluster;
  return cluster;
}

TestCluster::TestCluster() {
  auto server = EmbeddedPostgres::Start({.data_dir = dir_.path(),
                                         .memory_bytes = 512ULL << 20,
                                         .durable = false,
                                         .start_timeout = std::chrono::seconds(60)});
  if (!server) throw std::runtime_error(server.error().message);
  server_ = std::move(server).value();
}

std::string TestCluster::CreateDatabase() {
  const std::string name = "test" + std::to_string(++databases_);
  db::Connection connection(server_->conninfo());
  connection.Script("CREATE DATABASE " + name);
  return server_->conninfo() + " dbname=" + name;
}

std::string TestCluster::CreateMigrated() {
  if (template_.empty()) {
    const std::string conninfo = CreateDatabase();
    template_ = "test" + std::to_string(databases_);
    db::Connection connection(conninfo);
    Migrate(connection, EmbeddedMigrations());
  }
  const std::string name = "test" + std::to_string(++databases_);
  db::Connection connection(server_->conninfo());
  connection.Script("CREATE DATABASE " + name + " TEMPLATE " + template_);
  return server_->conninfo() + " dbname=" + name;
}

}  // namespace custos::storage::test
