// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/grading_rules.h"

namespace custos::storage {

/// A circle among the active rules that give tags: each asks for the tag that the next one gives, the last for that of
/// the first. Their places, beginning with the first in the list; empty when there is none. Such rules may undo each
/// other in every round, and each round would write to the platform. `names` are what people call the tags that the
/// rules give, in the same order, since a condition may name a tag by either. Pure.
std::vector<std::size_t> TagCircle(const std::vector<GradeRule>& rules, const std::vector<std::string>& names);

}  // namespace custos::storage
