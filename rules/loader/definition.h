// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/message.h"
#include "rules/load_report.h"
#include "rules/matcher/expression.h"
#include "rules/rule.h"

namespace custos::rules {

/// How one pattern is compared with the text.
enum class PatternKind : std::uint8_t {
  kContains,  ///< the words stand in the text
  kStartsWith,
  kEndsWith,
  kRegex,    ///< RE2
  kPattern,  ///< RE2 plus <word list> and ~N gaps
  kDigits,   ///< a number with valid check digits: cn_id, bank_card
};

struct Pattern {
  PatternKind kind = PatternKind::kContains;
  std::string text;
  Place place;
};

/// A named part of a rule: patterns of which one (or, with `all`, every one) must be found.
struct Selection {
  std::string name;
  std::vector<Pattern> patterns;
  bool all = false;
  std::uint32_t fold = 0;  ///< FoldOption bits and kFoldVariants
  Place place;
};

/// Who and what a rule looks at. An empty list means everything.
struct Scope {
  std::vector<Role> roles;
  std::vector<Channel> channels;
  std::vector<std::string> types;
};

/// A rule's own proof: a text that it must find, or must leave alone.
struct Example {
  std::string text;
  bool hit = true;
  Role role = Role::kUnknown;  ///< kUnknown: the first role of the scope
  Channel channel = Channel::kChat;
  Place place;
};

struct RuleDefinition {
  RuleInfo info;
  Scope scope;
  std::vector<Selection> selections;
  Expression condition;
  Selection allow;  ///< a match that touches one of these does not count
  std::vector<Example> examples;
  Place place;
};

/// Ways of writing a word that hide it: `word` is what they become before rules look.
struct Variant {
  std::string written;
  std::string word;
};

/// A pack as written, before it is compiled.
struct PackDefinition {
  std::string name;
  std::string version;
  std::vector<CategoryInfo> categories;
  std::map<std::string, std::vector<std::string>> words;  ///< word lists by name
  std::vector<Variant> variants;
  std::vector<RuleDefinition> rules;
};

/// Beside text::FoldOption: the pack's variants are replaced by their words.
inline constexpr std::uint32_t kFoldVariants = 1u << 8;

}  // namespace custos::rules
