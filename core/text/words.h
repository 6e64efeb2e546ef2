// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace custos::text {

/// Whether the bytes [begin, end) of a UTF-8 text share a character with a word of two or more ideographs, after ICU's
/// dictionary: 饭店 is a word, 薇信 are two characters that only stand side by side. Looks at a few characters around
/// the place; takes some microseconds. Thread-safe.
bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace custos::text
