// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::storage {

/// A region without 省, 市, 自治区, 特别行政区 and spaces, so that 广东 and 广东省 are one.
std::string FoldRegion(std::string_view region);

/// Whether a place such as 广东省深圳市 lies in a region such as 广东, 广东省, 深圳 or 广东深圳. Nothing lies in an
/// empty one.
bool LiesIn(std::string_view place, std::string_view region);

}  // namespace custos::storage
