// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_rule.h"

#include <algorithm>

#include "core/digest.h"

namespace custos::wecom {
namespace {

constexpr std::string_view kPrefix = "custos-";
constexpr std::size_t kDigits = 12;
static_assert(kPrefix.size() + kDigits + 1 == kMostInterceptName);

template <class T>
void SortOnce(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

// Every part with its length, so that no two rules make the same text.
std::string DigitsOf(const InterceptRule& rule) {
  std::string text = rule.block ? "block" : "warn";
  const auto add = [&](const std::string& part) { text += "\n" + std::to_string(part.size()) + ":" + part; };
  add(std::to_string(rule.words.size()));
  for (const std::string& word : rule.words) add(word);
  add(std::to_string(rule.semantics.size()));
  for (const std::uint8_t one : rule.semantics) add(std::to_string(one));
  add(std::to_string(rule.range.departments.size()));
  for (const std::int64_t id : rule.range.departments) add(std::to_string(id));
  for (const std::string& user : rule.range.users) add(user);
  return HexEncode(AsBytes(Sha256(text))).substr(0, kDigits);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

}  // namespace

bool SameEffect(const InterceptRule& a, const InterceptRule& b) {
  return a.block == b.block && a.words == b.words && a.semantics == b.semantics && a.range == b.range;
}

std::string InterceptName(const InterceptRule& rule, char variant) {
  return std::string(kPrefix) + DigitsOf(rule) + variant;
}

bool IsOurInterceptName(std::string_view name) {
  if (name.size() != kMostInterceptName || !name.starts_with(kPrefix) || !IsDigit(name.back())) return false;
  const std::string_view digits = name.substr(kPrefix.size(), kDigits);
  return std::all_of(digits.begin(), digits.end(), IsHexDigit);
}

bool FitsItsName(const InterceptRule& rule) {
  return IsOurInterceptName(rule.name) && rule.name.substr(kPrefix.size(), kDigits) == DigitsOf(rule);
}

void Tidy(InterceptRule& rule) {
  SortOnce(rule.words);
  SortOnce(rule.semantics);
  SortOnce(rule.range.departments);
  SortOnce(rule.range.users);
}

bool IsInterceptWord(std::string_view word) {
  const auto characters =
      std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  if (word.empty() || static_cast<std::size_t>(characters) > kMostInterceptCharacters) return false;
  if (word.front() == ' ' || word.back() == ' ') return false;
  return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

}  // namespace custos::wecom
