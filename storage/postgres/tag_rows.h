// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/scope_sql.h"
#include "storage/tag_store.h"

namespace custos::storage {

/// A contact that an order or a record is about.
struct TagContact {
  std::int64_t customer = 0;
  int source_id = 0;
  std::string employee;
  std::string contact;
  bool stands = true;
  bool serves = false;
  std::vector<std::string> tags;  ///< ids
};

/// Contacts of these customers with active employees first told, by customer; of one source unless it is 0. Contacts
/// that ended and contacts of people who left are among them, as not standing.
std::vector<TagContact> ReadTagContacts(db::Connection& connection, const std::vector<std::int64_t>& customers,
                                        int source_id, TimeMs now);

/// `rest` goes on behind the FROM; the wish is `w`.
std::vector<TagWish> ReadTagWishes(db::Connection& connection, Sources& sources, const std::string& rest,
                                   const db::Params& params);

TagCatalogue ReadTagCatalogue(db::Connection& connection, Sources& sources, bool count);

/// One per line, without empty ones.
std::vector<std::string> LinesOf(std::string_view text);

}  // namespace custos::storage
