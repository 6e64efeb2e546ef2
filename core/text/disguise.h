// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::text {

/// The other way round than folding, to try what folding withstands.

/// The text in traditional characters, after ICU. Slow: tens of microseconds.
std::string ToTraditional(std::string_view text);

/// A common character of the same sound, always the same one; 0 when there is none.
char32_t HomophoneOf(char32_t c);

}  // namespace custos::text
