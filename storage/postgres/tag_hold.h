// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/grading_store.h"
#include "storage/postgres/tag_round.h"

namespace custos::storage {

/// How often rules change one tag at one contact within a day. Rules that undo each other through a grade, a stage or
/// what the platform tells late would write to it in every round, some even within seconds. Three times there and back
/// is more than a customer or whoever tries out rules needs, and little enough for the platform.
constexpr int kMostTagChanges = 6;

/// Marks what would be one change too many as held: it stays as it is, and is looked at again in the next round.
void HoldBack(db::Connection& connection, std::vector<TagMove>& moves, TimeMs now);

/// Writes down which moves are held, and tells the log of those that were not before.
void NoteHeld(db::Connection& connection, const std::vector<TagMove>& moves, TimeMs now);
/// Forgets what was not held any more since.
void ForgetHeld(db::Connection& connection, TimeMs since);
/// How many contacts are held, by tag, the most first.
std::vector<HeldTag> ReadHeld(db::Connection& connection, Sources& sources);

}  // namespace custos::storage
