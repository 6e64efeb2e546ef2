// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/testing/pack_generator.h"

#include <re2/re2.h>

#include <array>
#include <string_view>
#include <utility>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

// What rules are made of: folding leaves these as they are.
constexpr std::array<std::string_view, 9> kCharacters{"微", "信", "转", "我", "卡", "二", "a", "b", "1"};
// Other writings of the same, by their place above.
constexpr std::array<std::string_view, 9> kWritings{"微", "信", "轉", "我", "咔", "贰", "Ａ", "B", "①"};
constexpr std::array<std::string_view, 10> kBetween{" ", "*", "。", ",", "\n", "\u200b", "!", ".", "、", "-"};
constexpr std::array<std::string_view, 5> kBroken{"\xff", "\xe5\xbe", "\xc0\x80", "\xf0\x9f\x90", "\xed\xa0\x80"};
constexpr std::array<std::string_view, 15> kConditions{"a",
                                                       "a and b",
                                                       "a or b",
                                                       "a and not b",
                                                       "(a or b) and c",
                                                       "2 of (a, b, c)",
                                                       "not a and b",
                                                       "not a",
                                                       "any of them",
                                                       "all of them",
                                                       "a and (b or not c)",
                                                       "2 of them",
                                                       "a and not (b and c)",
                                                       "not (a or b) and c",
                                                       "a and b and not c"};
constexpr std::array<std::string_view, 5> kFolds{"", ", fold: []", ", fold: [separators]", ", fold: [numerals]",
                                                 ", fold: [separators, numerals]"};

std::u32string Wide(const std::string& text) {
  std::u32string wide;
  for (std::size_t at = 0; at < text.size();) wide += text::NextChar(text, &at);
  return wide;
}

}  // namespace

std::string PackGenerator::Word(std::size_t most) {
  std::string word;
  for (std::size_t n = 1 + Below(most); n > 0; --n) word += kCharacters[Below(kCharacters.size())];
  return word;
}

std::string PackGenerator::Text() {
  std::string text;
  // Now and then longer than one, four and sixteen machine words of positions.
  const std::size_t words = OneIn(200) ? 700 : OneIn(40) ? 40 + Below(120) : Below(10);
  for (std::size_t n = words; n > 0; --n) {
    for (std::size_t m = 1 + Below(3); m > 0; --m) {
      const std::size_t which = Below(kCharacters.size());
      text += OneIn(8) ? kWritings[which] : kCharacters[which];
      if (OneIn(6)) text += kBetween[Below(kBetween.size())];
    }
    if (OneIn(40)) text += kBroken[Below(kBroken.size())];
  }
  return text;
}

std::string PackGenerator::Class() {
  static constexpr std::array<std::string_view, 9> kClasses{"[微信]",  "[^。]", "[^a微\\n]", "\\d", "[a-z1]",
                                                            "[一-龥]", ".",     "\\w",       "\\W"};
  return std::string(kClasses[Below(kClasses.size())]);
}

std::string PackGenerator::RegexPart(int depth) {
  static constexpr std::array<std::string_view, 9> kCounts{"?", "*", "+", "{2}", "{0,3}", "{1,2}?", "*?", "{2,}", "??"};
  switch (Below(depth > 2 ? 3 : 8)) {
    case 0:
    case 1: return Word(2);
    case 2: return Class();
    case 3: return "(?:" + RegexPart(depth + 1) + '|' + RegexPart(depth + 1) + '|' + Word(2) + ')';
    case 4: return std::string("(").append(RegexPart(depth + 1)).append(")").append(kCounts[Below(kCounts.size())]);
    case 5: return Class() + std::string(kCounts[Below(kCounts.size())]);
    case 6: return OneIn(4) ? (OneIn(2) ? "^" : OneIn(2) ? "$" : OneIn(2) ? "\\b" : "\\B") : Word(1);
    default: return RegexPart(depth + 1) + RegexPart(depth + 1);
  }
}

std::string PackGenerator::Regex() {
  while (true) {
    std::string regex = RegexPart(0);
    if (OneIn(2)) regex += RegexPart(1);
    const re2::RE2 made(regex, re2::RE2::Quiet);
    if (made.ok() && !made.Match("", 0, 0, re2::RE2::UNANCHORED, nullptr, 0)) return regex;
  }
}

// Two or three word lists with gaps between them, or two in either order.
std::string PackGenerator::Gapped() {
  std::string written;
  std::vector<MeantPattern::Part> parts;
  const bool either_order = OneIn(3);
  for (std::size_t i = 0, n = either_order ? 2 : 2 + Below(2); i < n; ++i) {
    if (i > 0) {
      const std::size_t gap = Below(6);
      written += (either_order ? "~~" : "~") + std::to_string(gap);
      parts.push_back({{}, gap});
    }
    MeantPattern::Part& part = parts.emplace_back();
    std::string words;
    for (std::size_t m = 1 + Below(3); m > 0; --m) {
      const std::string word = Word(2);
      words += (words.empty() ? "" : "|") + word;
      part.words.push_back(Wide(word));
    }
    // Digits behind a gap would be read as part of it.
    written += "(?:" + words + ")";
  }
  MeantPattern meaning{{parts}};
  if (either_order) {
    std::swap(parts.front(), parts.back());
    meaning.sequences.push_back(parts);
  }
  meant_[written] = std::move(meaning);
  return written;
}

std::string PackGenerator::Selection(bool negatable) {
  static constexpr std::array<std::string_view, 6> kKinds{"contains", "contains", "startswith",
                                                          "endswith", "re",       "pattern"};
  const std::string kind(kKinds[Below(kKinds.size())]);
  std::string list;
  const std::size_t count = 1 + Below(3);
  for (std::size_t n = count; n > 0; --n) {
    list += (list.empty() ? "'" : ", '") + (kind == "re" ? Regex() : kind == "pattern" ? Gapped() : Word(3)) + "'";
  }
  std::string key = "{text|" + kind;
  std::string behind;
  if (negatable && OneIn(5)) {
    key += "|all";
  } else if (negatable && count > 1 && OneIn(5)) {
    behind = ", min: 2";
  } else if (negatable && OneIn(12)) {
    key += "|none";
  }
  return key + ": [" + list + "]" + behind + std::string(kFolds[Below(kFolds.size())]) + "}";
}

std::string PackGenerator::Rule(std::size_t number) {
  std::string id = std::to_string(number);
  id.insert(0, 12 - id.size(), '0');
  std::string yaml = "---\ntitle: {zh: x, en: x}\nid: 00000000-0000-4000-8000-" + id + "\ncategory: c\nlevel: low\n";
  if (OneIn(4)) yaml += "scope: {roles: [rep]}\n";
  yaml += "detection:\n";
  for (const char* name : {"a", "b", "c"}) yaml += std::string("  ") + name + ": " + Selection(true) + "\n";
  yaml += "  condition: " + std::string(kConditions[Below(kConditions.size())]) + "\n";
  if (OneIn(3)) yaml += "allow: " + Selection(false) + "\n";
  return yaml + "tests: [{text: x, expect: hit}, {text: y, expect: miss}]\n";
}

PackFiles PackGenerator::Pack(std::size_t rules) {
  PackFiles files{
      {"pack.yaml", "name: g\nversion: '1'\nengine: 1\nfold: [separators]\ncategories: {c: {zh: c, en: c}}\n"}};
  for (std::size_t i = 0; i < rules; ++i) files["rules/r.yaml"] += Rule(i);
  return files;
}

Message PackGenerator::RandomMessage() {
  Message message;
  message.text = Text();
  message.role = OneIn(4) ? Role::kCustomer : Role::kRep;
  message.type = "text";
  return message;
}

}  // namespace custos::rules
