// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace custos::text {

inline constexpr char32_t kReplacement = 0xFFFD;

/// Reads the character at `*at` (which must be inside `s`) and moves past it. A byte that is no valid UTF-8 counts as
/// one character U+FFFD, so any bytes can be read to the end.
inline char32_t NextChar(std::string_view s, std::size_t* at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto more = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
  const std::size_t i = *at;
  const unsigned char b = byte(i);
  *at = i + 1;
  if (b < 0x80) return b;
  if (b >= 0xE0 && b < 0xF0 && more(i + 1) && more(i + 2)) {
    const char32_t c = (b & 0x0Fu) << 12 | (byte(i + 1) & 0x3Fu) << 6 | (byte(i + 2) & 0x3Fu);
    if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF)) return kReplacement;
    *at = i + 3;
    return c;
  }
  if (b >= 0xC2 && b < 0xE0 && more(i + 1)) {
    *at = i + 2;
    return (b & 0x1Fu) << 6 | (byte(i + 1) & 0x3Fu);
  }
  if (b >= 0xF0 && b < 0xF5 && more(i + 1) && more(i + 2) && more(i + 3)) {
    const char32_t c =
        (b & 0x07u) << 18 | (byte(i + 1) & 0x3Fu) << 12 | (byte(i + 2) & 0x3Fu) << 6 | (byte(i + 3) & 0x3Fu);
    if (c < 0x10000 || c > 0x10FFFF) return kReplacement;
    *at = i + 4;
    return c;
  }
  return kReplacement;
}

/// Writes `c` as UTF-8 and returns where it ends: four bytes further at most.
inline char* PutChar(char32_t c, char* to) {
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0 | c >> 6);
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0 | c >> 12);
    *to++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *to++ = static_cast<char>(0xF0 | c >> 18);
    *to++ = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    *to++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *to++ = static_cast<char>(0x80 | (c & 0x3F));
  }
  return to;
}

/// Appends `c` as UTF-8.
inline void AppendChar(char32_t c, std::string* out) {
  char bytes[4];
  out->append(bytes, PutChar(c, bytes));
}

}  // namespace custos::text
