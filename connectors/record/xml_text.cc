// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "connectors/record/element_scanner.h"

namespace custos::record {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kLongestReference = 16;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool EndsName(char c) { return IsSpace(c) || c == '=' || c == '>' || c == '/' || c == '<'; }

void AppendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// The reference at the front ("&#55357;"), taken off; nullopt when it is none that XML predefines.
std::optional<char32_t> TakeReference(std::string_view& text) {
  const std::size_t end = text.substr(0, kLongestReference).find(';');
  if (text.empty() || text.front() != '&' || end == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(1, end - 1);
  std::optional<char32_t> found;
  if (name.starts_with('#')) {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    std::uint32_t value = 0;
    const char* const begin = name.data() + (hex ? 2 : 1);
    const auto [stop, error] = std::from_chars(begin, name.data() + name.size(), value, hex ? 16 : 10);
    if (error == std::errc() && stop == name.data() + name.size()) found = value;
  } else if (name == "amp") {
    found = U'&';
  } else if (name == "lt") {
    found = U'<';
  } else if (name == "gt") {
    found = U'>';
  } else if (name == "quot") {
    found = U'"';
  } else if (name == "apos") {
    found = U'\'';
  }
  if (found) text.remove_prefix(end + 1);
  return found;
}

bool IsHigh(char32_t c) { return c >= 0xD800 && c < 0xDC00; }
bool IsLow(char32_t c) { return c >= 0xDC00 && c < 0xE000; }
bool IsAllowed(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
         (c >= 0x10000 && c < 0x110000);
}

}  // namespace

const std::string_view* Tag::Find(std::string_view attribute) const {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto& one) { return one.first == attribute; });
  return found == attributes.end() ? nullptr : &found->second;
}

bool ReadTag(std::string_view& xml, Tag& tag) {
  tag = {};
  std::size_t at = 1;
  const auto skip_spaces = [&] {
    while (at < xml.size() && IsSpace(xml[at])) ++at;
  };
  const auto take_name = [&] {
    const std::size_t begin = at;
    while (at < xml.size() && !EndsName(xml[at])) ++at;
    return xml.substr(begin, at - begin);
  };
  if (xml.empty() || xml.front() != '<') return false;
  tag.name = take_name();
  while (true) {
    skip_spaces();
    if (at >= xml.size()) return false;
    if (xml[at] == '/') {
      ++at;
      continue;
    }
    if (xml[at] == '>') {
      xml.remove_prefix(at + 1);
      return !tag.name.empty();
    }
    const std::string_view name = take_name();
    skip_spaces();
    if (name.empty() || at >= xml.size() || xml[at] != '=') return false;
    ++at;
    skip_spaces();
    if (at >= xml.size() || (xml[at] != '"' && xml[at] != '\'')) return false;
    const std::size_t close = xml.find(xml[at], at + 1);
    if (close == std::string_view::npos) return false;
    tag.attributes.emplace_back(name, xml.substr(at + 1, close - at - 1));
    at = close + 1;
  }
}

std::string Unescape(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  while (!value.empty()) {
    const std::size_t plain = std::min(value.find('&'), value.size());
    out += value.substr(0, plain);
    value.remove_prefix(plain);
    if (value.empty()) break;
    const auto first = TakeReference(value);
    if (!first) {
      out += '&';
      value.remove_prefix(1);
      continue;
    }
    if (IsHigh(*first)) {
      std::string_view rest = value;
      const auto second = TakeReference(rest);
      if (second && IsLow(*second)) {
        AppendUtf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
        value = rest;
        continue;
      }
    }
    AppendUtf8(out, IsAllowed(*first) ? *first : kReplacement);
  }
  return out;
}

}  // namespace custos::record
