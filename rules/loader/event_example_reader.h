// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/loader/correlation_definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads the examples of a correlation; reports when hits or misses are wanting.
std::vector<EventExample> ReadEventExamples(const Node& root, Fields* fields);

}  // namespace custos::rules
