// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace custos::rules {

/// The ways to write a character as its parts side by side: 转 as 车专, 扣 as 扌口 or 手口. Empty for a character that
/// is not known to be hidden so.
std::vector<std::string> PartsOf(std::string_view character);

}  // namespace custos::rules
