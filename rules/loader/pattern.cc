// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/pattern.h"

#include <cctype>

#include "core/text/fold_table.h"
#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr int kMaxGap = 60;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameChar(char c) { return std::islower(static_cast<unsigned char>(c)) || IsDigit(c) || c == '_'; }

// `<name>` at `at`, which points at the bracket; nullopt when this is something else.
std::optional<std::string_view> ListName(std::string_view pattern, std::size_t at) {
  std::size_t end = at + 1;
  while (end < pattern.size() && IsNameChar(pattern[end])) ++end;
  if (end == at + 1 || end >= pattern.size() || pattern[end] != '>') return std::nullopt;
  return pattern.substr(at + 1, end - at - 1);
}

std::string Alternatives(const std::vector<std::string>& words) {
  std::string out = "(?:";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i) out += '|';
    out += words[i];
  }
  return out + ')';
}

// `A~~8B` as `(?:A~8B|B~8A)`: two notions beside each other, whichever comes first. At most one per pattern.
std::string EitherOrder(std::string_view pattern) {
  const auto at = pattern.find("~~");
  if (at == std::string_view::npos) return std::string(pattern);
  auto end = at + 2;
  while (end < pattern.size() && IsDigit(pattern[end])) ++end;
  const auto gap = std::string(pattern.substr(at + 1, end - at - 1));
  const auto left = "(?:" + std::string(pattern.substr(0, at)) + ')';
  const auto right = "(?:" + std::string(pattern.substr(end)) + ')';
  return "(?:" + left + gap + right + '|' + right + gap + left + ')';
}

}  // namespace

std::optional<std::string> ExpandPattern(std::string_view written, const WordLists& words, std::string* fault) {
  const std::string either = EitherOrder(written);
  const std::string_view pattern = either;
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out.append(pattern.substr(i++, 2));
    } else if (c == '<' && !(i >= 2 && pattern[i - 1] == 'P' && pattern[i - 2] == '?')) {
      const auto name = ListName(pattern, i);
      const auto list = name ? words.find(std::string(*name)) : words.end();
      if (!name || list == words.end()) {
        *fault = name ? "no word list is named \"" + std::string(*name) + "\"" : "\"<\" opens no word list";
        return std::nullopt;
      }
      out += Alternatives(list->second);
      i += name->size() + 1;
    } else if (c == '~' && i + 1 < pattern.size() && IsDigit(pattern[i + 1])) {
      int gap = 0;
      while (i + 1 < pattern.size() && IsDigit(pattern[i + 1]) && gap <= kMaxGap) gap = gap * 10 + (pattern[++i] - '0');
      if (gap > kMaxGap) {
        *fault = "a gap may be at most " + std::to_string(kMaxGap) + " characters";
        return std::nullopt;
      }
      out += "[^。!?;\\n]{0," + std::to_string(gap) + "}?";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string FoldRegex(std::string_view regex, bool numerals) {
  const auto& table = text::FoldTable::Get();
  std::string out;
  for (std::size_t at = 0; at < regex.size();) {
    const char32_t c = text::NextChar(regex, &at);
    if (c == U'\\' && at < regex.size()) {
      out.push_back('\\');
      text::AppendChar(text::NextChar(regex, &at), &out);
      continue;
    }
    if (c < 0x80) {
      const char before = out.size() >= 2 ? out[out.size() - 1] : '\0';
      const bool group_syntax = before == '?';  // (?P<…>, (?i)
      out.push_back(group_syntax ? static_cast<char>(c) : static_cast<char>(std::tolower(static_cast<int>(c))));
      continue;
    }
    const auto entry = table[c];
    if (entry & (text::FoldTable::kExpand | text::FoldTable::kDrop)) {
      text::AppendChar(c, &out);
      continue;
    }
    char32_t folded = entry & text::FoldTable::kTarget;
    if (numerals) folded = text::FoldTable::PlainNumeral(folded);
    if (folded < 0x80 && std::ispunct(static_cast<int>(folded))) out.push_back('\\');
    text::AppendChar(folded, &out);
  }
  return out;
}

std::string QuoteRegex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80 && !std::isalnum(static_cast<unsigned char>(c))) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

}  // namespace custos::rules
