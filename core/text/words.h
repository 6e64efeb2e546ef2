// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::text {

/// Whether the bytes [begin, end) of a UTF-8 text share a character with a word of two or more ideographs, after ICU's
/// dictionary: 饭店 is a word, 薇信 are two characters that only stand side by side. Looks at a few characters around
/// the place; takes some microseconds. Thread-safe.
bool TouchesWord(std::string_view text, std::size_t begin, std::size_t end);

/// The words of two or more ideographs in a text, as byte ranges [begin, end), after the same dictionary.
std::vector<std::pair<std::size_t, std::size_t>> WordsIn(std::string_view text);

}  // namespace custos::text
