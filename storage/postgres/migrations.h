// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage {

/// One numbered step of the schema. Never edited after release: its SHA-256 is recorded where it ran.
struct Migration {
  int number = 0;
  std::string name;
  std::string sql;
};

/// The steps of this program, from migrations/*.sql, in order.
const std::vector<Migration>& EmbeddedMigrations();

/// Brings the schema up to the last of `migrations`, each step in a transaction of its own, one program at a time.
/// Throws db::Failure kConflict: "schema.newer" when the database is ahead of the program, "schema.changed" when a step
/// that already ran differs from ours. Returns the schema's version.
int Migrate(db::Connection& connection, const std::vector<Migration>& migrations);

}  // namespace custos::storage
