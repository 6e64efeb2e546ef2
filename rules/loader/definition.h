// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/message.h"
#include "rules/facts.h"
#include "rules/load_report.h"
#include "rules/loader/correlation_definition.h"
#include "rules/matcher/expression.h"
#include "rules/matcher/field.h"
#include "rules/matcher/keyword_finder.h"
#include "rules/matcher/scope.h"
#include "rules/rule.h"
#include "rules/score/model.h"
#include "rules/stream/join_settings.h"

namespace custos::rules {

/// How one pattern is compared with the text.
enum class PatternKind : std::uint8_t {
  kContains,  ///< the words stand in the text
  kStartsWith,
  kEndsWith,
  kRegex,    ///< RE2
  kPattern,  ///< RE2 plus <word list> and ~N gaps
  kDigits,   ///< a number with valid check digits: cn_id, bank_card
  kScore,    ///< the pack's score says that the text is of this kind: "kickback", "kickback>1.5"
};

struct Pattern {
  PatternKind kind = PatternKind::kContains;
  std::string text;
  Place place;
};

/// A part of a rule: patterns of which one (or, with `all`, every one; with `min`, so many) must be found in the text,
/// or a comparison of another field with the patterns' texts.
struct Selection {
  std::string name;  ///< as the rule calls it; the parts of one selection share its name
  std::vector<Pattern> patterns;
  bool all = false;
  std::size_t min = 0;         ///< how many patterns at least; 0: one
  std::uint32_t fold = 0;      ///< FoldOption bits and kFoldVariants
  std::optional<Field> field;  ///< nullopt: the text, by patterns
  std::string field_name = "text";
  Comparison comparison = Comparison::kEquals;
  Place place;
};

/// Selections and how they are put together.
struct Detection {
  std::vector<Selection> selections;
  Expression condition;
};

/// A rule's own proof: a message that it must find, or must leave alone.
struct Example {
  Message message;
  std::optional<Facts> facts;  ///< nullopt: what the message and the rule's scope say
  bool hit = true;
  bool role_given = false, channel_given = false, type_given = false, time_given = false, kind_given = false;
  Place place;
};

struct RuleDefinition {
  RuleInfo info;
  Scope scope;
  std::vector<Selection> selections;
  Expression condition;
  Selection allow;                    ///< a match that touches one of these does not count
  std::vector<Selection> more_allow;  ///< the same, added by filters
  std::vector<Example> examples;
  Place place;
};

/// An operator's own exception to rules of a pack.
struct Filter {
  std::vector<std::string> rules;  ///< ids; "any" stands for all
  Detection detection;             ///< must hold as well, where there are selections
  Selection allow;                 ///< joins the rules' own
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
  std::map<std::string, std::vector<std::string>> words;  ///< word lists by name, as regular expressions
  std::map<std::string, std::vector<std::string>> lists;  ///< the operator's own lists by name, as plain texts
  Calendar calendar;
  std::vector<Variant> variants;
  Keywords keywords;
  std::vector<RuleDefinition> rules;
  std::vector<CorrelationDefinition> correlations;
  JoinSettings join;
  std::shared_ptr<const ScoreModel> score;  ///< of score.tsv; null when the pack has none
};

/// Beside text::FoldOption: the pack's variants are replaced by their words.
inline constexpr std::uint32_t kFoldVariants = 1u << 8;

}  // namespace custos::rules
