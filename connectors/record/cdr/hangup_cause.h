// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::cdr {

/// What FreeSWITCH's hang-up cause (names of Q.850) means for a call.
std::string DispositionOf(std::string_view cause, bool answered);

}  // namespace custos::cdr
