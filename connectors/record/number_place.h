// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::record {

/// Where a number belongs to, in Chinese: province and city within China, the country elsewhere, as the data of
/// libphonenumber have it. `id` is E.164 without plus. Empty when they do not know, as of ranges that are new. A number
/// that was taken along to another place keeps the first one. Asks nobody. Thread-safe.
std::string PlaceOfNumber(std::string_view id);

}  // namespace custos::record
