// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/loader/fields.h"
#include "rules/stream/join_settings.h"

namespace custos::rules {

/// Reads `join: {messages: 5, within: 120s, words: ordinary}` of a pack, where `words` names one of the lists; what is
/// not said keeps its default.
JoinSettings ReadJoin(const Node& node, const std::map<std::string, std::vector<std::string>>& lists, Fields* fields);

}  // namespace custos::rules
