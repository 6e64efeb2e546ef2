// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/loader/fields.h"
#include "rules/stream/join_settings.h"

namespace custos::rules {

/// Reads `join: {messages: 5, within: 120s}` of a pack; what is not said keeps its default.
JoinSettings ReadJoin(const Node& node, Fields* fields);

}  // namespace custos::rules
