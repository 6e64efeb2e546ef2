// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads named selections and the condition over them. Keys of `skip` are no selections.
Detection ReadDetection(const Node& node, std::uint32_t default_fold, std::initializer_list<std::string_view> skip,
                        Fields* fields);

/// Reads the patterns that take matches away: text alone, one of them is enough.
Selection ReadAllow(const Node& node, std::uint32_t default_fold, Fields* fields);

}  // namespace custos::rules
