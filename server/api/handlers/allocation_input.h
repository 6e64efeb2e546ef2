// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "server/api/call.h"
#include "storage/allocation_rule.h"

namespace custos::server::api {

/// The rule that a body gives; its `problem` says what does not fit.
storage::AllocationRule AllocationRuleIn(Body& body);
Body AllocationRuleBody(const Call& call);

/// Days of a calendar, each once; nullopt when one does not fit.
std::optional<std::vector<storage::CalendarDay>> CalendarIn(const nlohmann::json& list);

/// Ids, each once, at most `most`; nullopt when one does not fit.
std::optional<std::vector<std::uint64_t>> IdsIn(const nlohmann::json& list, std::size_t most);

}  // namespace custos::server::api
