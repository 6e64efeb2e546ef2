// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/loader/fields.h"

namespace custos::rules {

/// Names of foldings as bits; reports names that do not exist.
std::uint32_t ReadFold(const Node& list, Fields* fields);

/// Bits as names, without those that are always on.
std::vector<std::string> FoldNames(std::uint32_t fold);

}  // namespace custos::rules
