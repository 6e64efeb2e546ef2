// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rules/loader/definition.h"
#include "rules/matcher/digits.h"
#include "rules/matcher/field_check.h"
#include "rules/matcher/literal_finder.h"
#include "rules/matcher/scope.h"
#include "rules/matcher/variants.h"

namespace custos::rules {

inline constexpr std::uint32_t kNoGate = 0xFFFFFFFF;

/// A pattern ready to be searched for. Exactly one of the three is meant, by `kind`.
struct CompiledPattern {
  PatternKind kind = PatternKind::kContains;
  std::string literal;  ///< folded like the view
  std::unique_ptr<re2::RE2> regex;
  DigitKind digits = DigitKind::kIdentityCard;
  std::uint32_t gate = kNoGate;  ///< opened by its literals; while shut the pattern cannot match
};

struct CompiledSelection {
  std::vector<CompiledPattern> patterns;
  std::size_t needed = 1;             ///< how many of the patterns must be found
  std::size_t view = 0;               ///< index of the text it looks at
  std::unique_ptr<FieldCheck> field;  ///< instead of patterns: what another field must be
};

struct CompiledRule {
  ScopeCheck scope;
  std::vector<CompiledSelection> selections;
  Expression condition;
  std::vector<CompiledSelection> allow;  ///< a match that touches one of their patterns does not count
};

/// One way of folding a message, with the literals that rules need to see in it before they are tried at all.
struct View {
  std::uint32_t fold = 0;
  LiteralFinder finder;
  struct Wake {
    std::uint32_t rule = 0;
    std::uint32_t gate = 0;
  };
  std::vector<std::vector<Wake>> wakes;  ///< by literal: the rules it wakes and the patterns it opens
};

/// A compiled pack. Immutable, shared by all judging threads.
struct Program {
  std::vector<View> views;
  std::vector<CompiledRule> rules;
  std::vector<std::uint32_t> always;  ///< rules without a literal to wait for
  VariantRewriter variants;
  Calendar calendar;
  std::uint32_t gates = 0;  ///< how many there are
};

}  // namespace custos::rules
