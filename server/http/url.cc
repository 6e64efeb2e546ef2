// SPDX-License-Identifier: Apache-2.0
#include "server/http/url.h"

#include <algorithm>

namespace custos::server::http {
namespace {

constexpr std::size_t kMaxParameters = 100;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) c = ' ';
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexValue(text[i + 1]);
      const int low = HexValue(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (IsControl(c)) return std::nullopt;
    out.push_back(c);
  }
  return out;
}

std::optional<std::vector<Field>> ParseQuery(std::string_view text) {
  std::vector<Field> fields;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    auto name = DecodePercent(part.substr(0, equals), true);
    auto value = DecodePercent(equals < part.size() ? part.substr(equals + 1) : std::string_view(), true);
    if (!name || !value || fields.size() == kMaxParameters) return std::nullopt;
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::optional<std::vector<std::string>> SplitPath(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0) {
      auto segment = DecodePercent(path.substr(0, end), false);
      if (!segment) return std::nullopt;
      segments.push_back(std::move(*segment));
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

}  // namespace custos::server::http
