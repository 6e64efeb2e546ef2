// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/segment_catalog.h"

namespace custos::storage {

/// Where a customer takes part, as far as `visible` reaches.
struct CustomerTalk {
  std::vector<ConversationId> pairs;   // ascending
  std::vector<ConversationId> groups;  // ascending
  std::vector<std::int32_t> codes;     // of his identities and groups, storage/segment/people_codes.h

  bool empty() const { return pairs.empty() && groups.empty(); }
};

/// `record` stands for itself. Only conversations with `with` when that is not empty.
CustomerTalk TalkOf(db::Connection& connection, Sources& sources, std::uint64_t record, const VisibleAccounts& visible,
                    const Accounts& with);

/// Reads a page of a customer's timeline; the record stands for itself and is in sight. Throws db::Failure.
TimelinePage ReadTimeline(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                          const VisibleAccounts& visible, std::uint64_t record, const TimelineQuery& query);

/// Reads events by the columns of kEventColumns.
extern const char* const kEventColumns;
std::vector<CustomerEvent> ReadEvents(db::Connection& connection, Sources& sources, const db::Rows& rows);

}  // namespace custos::storage
