// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"
#include "rules/loader/fields.h"
#include "rules/matcher/scope.h"

namespace custos::rules {

/// Reads what a rule looks at.
Scope ReadScope(const Node& node, Fields* fields);

/// Reads calendar.yaml into `calendar`: `week`, `holidays`, `workdays`.
void ReadCalendar(const Node& root, Fields* fields, Calendar* calendar);

/// "+08:00" in milliseconds.
std::optional<TimeMs> ParseOffset(std::string_view text);
/// "2026-02-16" in days since 1970-01-01.
std::optional<TimeMs> ParseDay(std::string_view text);
/// "22:30" in minutes; "24:00" is the end of the day.
std::optional<int> ParseMinute(std::string_view text);
/// "single", "group", "internal".
std::optional<ConversationKind> ParseConversationKind(std::string_view name);

}  // namespace custos::rules
