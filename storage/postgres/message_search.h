// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/candidate_query.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/postgres/search_terms.h"
#include "storage/reader.h"

namespace custos::storage {

/// One search: walks over what the index finds in the wanted order and stops as soon as the page is full, so that a
/// frequent term never has all its hits collected. Made per request.
class MessageSearch {
 public:
  MessageSearch(db::Connection& connection, Sources& sources, SealedStore& sealed, const SearchQuery& query);

  SearchPage Run(const Scope& scope);

 private:
  CandidateQuery Plan(const VisibleAccounts& visible);

  db::Connection& connection_;
  Sources& sources_;
  SealedStore& sealed_;
  const SearchQuery& query_;
  const SearchTerms terms_;
  const std::size_t limit_;
};

}  // namespace custos::storage
