// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/migrations.h"
#include "storage/postgres/test_cluster.h"

namespace custos::storage {
namespace {

std::string CodeOf(db::Connection& connection, const std::vector<Migration>& migrations) {
  try {
    Migrate(connection, migrations);
    return "ok";
  } catch (const db::Failure& failure) {
    return failure.error().code;
  }
}

const std::vector<Migration> kTwo = {{1, "0001_a", "CREATE TABLE a (id int)"},
                                     {2, "0002_b", "CREATE TABLE b (id int)"}};

}  // namespace

TEST_CASE("The program's migrations run on an empty database, and once only") {
  db::Connection connection(test::TestCluster::Shared().CreateDatabase());
  CHECK(Migrate(connection, EmbeddedMigrations()) == EmbeddedMigrations().back().number);
  CHECK(CodeOf(connection, EmbeddedMigrations()) == "ok");
}

TEST_CASE("A migration that was edited after it ran is refused") {
  db::Connection connection(test::TestCluster::Shared().CreateDatabase());
  REQUIRE(CodeOf(connection, kTwo) == "ok");
  std::vector<Migration> edited = kTwo;
  edited[0].sql += " ";
  CHECK(CodeOf(connection, edited) == "schema.changed");
}

TEST_CASE("A database with a newer schema than the program is refused") {
  db::Connection connection(test::TestCluster::Shared().CreateDatabase());
  REQUIRE(CodeOf(connection, kTwo) == "ok");
  CHECK(CodeOf(connection, {kTwo[0]}) == "schema.newer");
}

TEST_CASE("A migration that fails leaves nothing of itself behind") {
  db::Connection connection(test::TestCluster::Shared().CreateDatabase());
  const std::vector<Migration> broken = {{1, "0001_a", "CREATE TABLE a (id int); SELECT 1/0"}};
  CHECK(CodeOf(connection, broken) != "ok");
  CHECK(CodeOf(connection, kTwo) == "ok");
}

}  // namespace custos::storage
