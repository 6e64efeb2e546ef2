// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/clock.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// What is set for all customers together. Values are stored; never renumber.
enum class BookKind : std::uint8_t { kRules = 1, kFields = 2 };

/// One version of it. Pages are only ever added.
struct BookPage {
  std::uint64_t version = 0;  ///< 0: there is none yet
  std::string content = "[]";
  std::uint64_t next_id = 1;
  TimeMs changed_at = 0;
  std::string changed_by;
};

BookPage NewestPage(db::Connection& connection, BookKind kind);
/// False when somebody else added this version.
bool AddPage(db::Connection& connection, BookKind kind, const BookPage& page);

}  // namespace custos::storage
