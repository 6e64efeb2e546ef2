// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/grading_rules.h"
#include "storage/postgres/customer_condition_sql.h"
#include "storage/postgres/tag_rows.h"

namespace custos::storage {

/// What rules do with a tag at a contact.
struct TagMove {
  TagContact contact;
  std::string tag;
  std::size_t rule = 0;  ///< place of the first rule that gives the tag and fits, else of the first that gives it
  bool add = true;       ///< false: he fits none any more
  bool changes = false;  ///< false: only noted, because the tag stands as it is to be, or is somebody else's
  bool held = false;     ///< it would change, but rules did so too often lately: nothing is done, see tag_hold.h
};

/// Where rules with tags have something to say about these customers that they have not said yet.
std::vector<TagMove> TagMovesOf(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                                const ConditionTime& time, const std::vector<std::int64_t>& customers);

/// Turns them into wishes, within the caller's transaction.
void WriteTagMoves(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                   const ConditionTime& time, const std::vector<std::int64_t>& customers);

/// Rules for tags that were not in `before` have to name a tag that stands: db::Failure kInvalid "grading.invalid". No
/// active ones may ask for tags in a circle: kInvalid "grading.tag_circle", whose message is the names of the rules.
void RequireTags(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                 const std::vector<GradeRule>& before);

}  // namespace custos::storage
