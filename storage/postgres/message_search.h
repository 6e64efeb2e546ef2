// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/partitions.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/search_terms.h"
#include "storage/reader.h"

namespace custos::storage {

/// One search: asks the part of the table that comes first in the wanted order, and stops as soon as the page is full,
/// so that a frequent term never has all its hits collected. Made per request.
class MessageSearch {
 public:
  MessageSearch(db::Connection& connection, Sources& sources, Partitions& partitions, const SearchQuery& query);

  SearchPage Run(const Scope& scope);

 private:
  /// Where the last row that was looked at stands; rows beyond it in the wanted order are still to come.
  struct Position {
    TimeMs sent_at = 0;
    std::int64_t message_id = 0;
  };
  struct Window {
    TimeMs from = 0;
    TimeMs until = 0;
  };

  SqlWhere Filter(const VisibleAccounts& visible);
  std::vector<Window> Windows();
  void SearchWindow(const SqlWhere& filter, const Window& window, std::vector<MessageView>& found);
  std::uint64_t Estimate(const SqlWhere& filter);

  db::Connection& connection_;
  Sources& sources_;
  Partitions& partitions_;
  const SearchQuery& query_;
  const SearchTerms terms_;
  const std::size_t limit_;
  std::optional<Position> position_;
};

}  // namespace custos::storage
