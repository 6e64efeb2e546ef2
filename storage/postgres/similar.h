// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

class SegmentCatalog;

/// Conversations that share rare pairs of characters with one, by the sum of their rarity (inverse document frequency,
/// K. Spärck Jones, 1972); the likest first, at most `limit`. What `scope` does not show is left out. Throws
/// db::Failure.
std::vector<SimilarConversation> FindSimilar(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                                             const Scope& scope, const ConversationId& conversation, std::size_t limit);

}  // namespace custos::storage
