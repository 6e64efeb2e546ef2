// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"
#include "rules/loader/fields.h"
#include "rules/rule.h"

namespace custos::rules {

/// The keys of a rule that say what it is and what follows from it: the same for rules over messages and for
/// correlations.
inline constexpr std::string_view kMetaKeys[] = {"title", "id",         "name",        "version",     "category",
                                                 "level", "status",     "description", "author",      "date",
                                                 "owner", "actions",    "notify",      "modified",    "falsepositives",
                                                 "tags",  "references", "group",       "tag_customer"};

/// Reads those keys; what is wrong goes to the report. Keys that are no meta keys are not looked at.
RuleInfo ReadMeta(const Node& root, Fields* fields);

/// "90s", "15m", "24h", "7d" as milliseconds; nullopt for anything else, zero and more than ten years.
std::optional<TimeMs> ParseTimespan(std::string_view text);

}  // namespace custos::rules
