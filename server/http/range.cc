// SPDX-License-Identifier: Apache-2.0
#include "server/http/range.h"

#include <algorithm>
#include <charconv>

namespace custos::server::http {
namespace {

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

ByteRange ParseRange(std::string_view header, std::uint64_t size) {
  const ByteRange whole{ByteRange::Kind::kWhole, 0, size};
  const ByteRange none{ByteRange::Kind::kUnsatisfiable, 0, 0};
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return whole;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto last = ParseNumber(header.substr(dash + 1));
  if (dash == 0) {
    if (!last) return whole;
    const std::uint64_t length = std::min(*last, size);
    return length == 0 ? none : ByteRange{ByteRange::Kind::kPart, size - length, length};
  }
  const auto first = ParseNumber(header.substr(0, dash));
  if (!first || (!last && dash + 1 != header.size()) || (last && *last < *first)) return whole;
  if (*first >= size) return none;
  const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
  return {ByteRange::Kind::kPart, *first, end - *first + 1};
}

}  // namespace custos::server::http
