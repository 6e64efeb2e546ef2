// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/json_text.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace custos::wecom {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kHex = "0123456789abcdef";

std::uint8_t At(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0;
}

bool IsContinuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

/// Bytes of the well-formed UTF-8 sequence at `i`, 0 when there is none.
std::size_t SequenceLength(std::string_view text, std::size_t i) {
  const std::uint8_t first = At(text, i);
  const std::uint8_t second = At(text, i + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !IsContinuation(second)) return 0;
  if (first < 0xE0) return 2;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;  // overlong, surrogates
  if (!IsContinuation(At(text, i + 2))) return 0;
  if (first < 0xF0) return 3;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;  // overlong, above U+10FFFF
  return IsContinuation(At(text, i + 3)) ? 4 : 0;
}

void AppendEscape(std::string& out, std::uint8_t control) {
  out += "\\u00";
  out += kHex[control >> 4];
  out += kHex[control & 15];
}

/// The code unit of a "\uXXXX" at `i`, nullopt when there is none.
std::optional<std::uint32_t> UnicodeEscape(std::string_view json, std::size_t i) {
  if (At(json, i) != '\\' || At(json, i + 1) != 'u' || i + 6 > json.size()) return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t k = i + 2; k < i + 6; ++k) {
    const char c = json[k];
    const std::size_t digit = kHex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == std::string_view::npos) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  return unit;
}

/// Mends the backslash sequence at `i`; returns how many bytes of the input it stood for.
std::size_t MendEscape(std::string_view json, std::size_t i, std::string& out) {
  if (const std::optional<std::uint32_t> unit = UnicodeEscape(json, i)) {
    if (*unit < 0xD800 || *unit > 0xDFFF) {
      out += json.substr(i, 6);
      return 6;
    }
    const std::optional<std::uint32_t> low = UnicodeEscape(json, i + 6);
    if (*unit < 0xDC00 && low && *low >= 0xDC00 && *low <= 0xDFFF) {
      out += json.substr(i, 12);
      return 12;
    }
    out += kReplacement;
    return 6;
  }
  const char next = static_cast<char>(At(json, i + 1));
  if (std::string_view("\"\\/bfnrt").find(next) != std::string_view::npos && next != '\0') {
    out += json.substr(i, 2);
    return 2;
  }
  out += "\\\\";
  return 1;
}

}  // namespace

std::string MendJson(std::string_view json) {
  std::string out;
  out.reserve(json.size() + 64);
  bool inside = false;
  for (std::size_t i = 0; i < json.size();) {
    const std::uint8_t byte = At(json, i);
    if (inside && byte == '\\') {
      i += MendEscape(json, i, out);
      continue;
    }
    if (byte == '"') inside = !inside;
    if (byte < 0x20) {
      if (inside) AppendEscape(out, byte);
      if (!inside) out += ' ';
      ++i;
      continue;
    }
    const std::size_t length = SequenceLength(json, i);
    if (length == 0) {
      out += kReplacement;
      ++i;
      continue;
    }
    out += json.substr(i, length);
    i += length;
  }
  return out;
}

std::string CleanText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (static_cast<std::uint8_t>(c) >= 0x20 || c == '\n' || c == '\t' || c == '\r') out += c;
  }
  return out;
}

void AppendJsonString(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n' || c == '\t' || c == '\r') {
      AppendEscape(out, byte);
    }
  }
  out += '"';
}

}  // namespace custos::wecom
