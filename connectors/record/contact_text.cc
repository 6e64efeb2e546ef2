// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/contact_text.h"

#include <algorithm>

namespace custos::record {

std::string Trim(std::string_view text) {
  constexpr std::string_view kWide = "\xE3\x80\x80";  // U+3000, as Chinese keyboards type it
  while (true) {
    if (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') {
      text.remove_prefix(1);
    } else if (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') {
      text.remove_suffix(1);
    } else if (text.starts_with(kWide)) {
      text.remove_prefix(kWide.size());
    } else if (text.ends_with(kWide)) {
      text.remove_suffix(kWide.size());
    } else {
      return std::string(text);
    }
  }
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string Narrow(std::string_view text) {
  std::string narrow;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 2 < text.size() && text[i] == '\xEF' && (text[i + 1] == '\xBC' || text[i + 1] == '\xBD')) {
      const int low =
          ((static_cast<unsigned char>(text[i + 1]) & 0x3F) << 6) | (static_cast<unsigned char>(text[i + 2]) & 0x3F);
      const int ascii = 0xF000 + low - 0xFEE0;
      if (ascii > 0x20 && ascii < 0x7F) {
        narrow += static_cast<char>(ascii);
        i += 2;
        continue;
      }
    }
    narrow += text[i];
  }
  return narrow;
}

std::vector<std::string> SplitContacts(const std::string& text) {
  std::string marked;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.starts_with("、") || rest.starts_with("，") || rest.starts_with("；")) {
      marked += '\n';
      i += 2;
    } else {
      marked += std::string_view(",;/|\r\n").find(text[i]) == std::string_view::npos ? text[i] : '\n';
    }
  }
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= marked.size();) {
    const std::size_t end = std::min(marked.find('\n', begin), marked.size());
    if (std::string part = Trim(std::string_view(marked).substr(begin, end - begin)); !part.empty()) {
      parts.push_back(std::move(part));
    }
    begin = end + 1;
  }
  return parts;
}

bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.find('.');
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; });
  return plain && text.size() <= 254 && dot != std::string_view::npos && dot != 0 && domain.back() != '.';
}

}  // namespace custos::record
