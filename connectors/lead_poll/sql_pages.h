// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "connectors/lead_poll/page_source.h"

namespace custos::lead_poll {

/// Leads in a table of another PostgreSQL.
struct SqlSettings {
  std::string database_url;  ///< as libpq reads it
  std::string query;  ///< with the cursor as $1, ordered by cursor_column; columns are named as in tables of leads
  std::string cursor_column;                  ///< the last row's value is the next cursor
  std::chrono::milliseconds timeout{20'000};  ///< of the statement
  std::size_t most_rows = 1'000;              ///< of a page; a query without a LIMIT is read in such pages
};

/// Each page is a read-only transaction on a connection of its own. kInvalid "lead_poll.settings". Fetch: kUnavailable
/// "lead_poll.unreachable", "lead_poll.query" (with the SQLSTATE), "lead_poll.no_cursor_column", "lead_poll.stuck" (a
/// full page whose last row has the cursor that was asked for).
Result<std::unique_ptr<PageSource>> MakeSqlPages(SqlSettings settings);

}  // namespace custos::lead_poll
