// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/candidate_query.h"
#include "storage/query/tree.h"

namespace custos::storage::query {

/// The codes that every message has which `tree` finds. A NOT over text asks for nothing: the index knows pairs of
/// characters and not where they stand.
GramCondition MakeGrams(const Node& tree);

/// The conditions that hold for everything that `tree` finds: those that stand at its top, joined by AND.
std::vector<const Condition*> TopConditions(const Node& tree);

/// Every condition of a tree, in order of writing.
std::vector<Condition*> AllConditions(Node& tree);

/// Whether the tree asks about text at all.
bool AsksText(const Node& tree);

struct TimeBounds {
  TimeMs from = 0;   ///< inclusive; 0 = open
  TimeMs until = 0;  ///< exclusive; 0 = open
};
/// What the conditions on time leave that hold for everything.
TimeBounds BoundsOf(const Node& tree);

/// `tree` with all of `conditions` beside it.
Node WithConditions(Node tree, std::vector<Condition> conditions);

}  // namespace custos::storage::query
