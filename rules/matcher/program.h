// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/loader/definition.h"
#include "rules/matcher/digits.h"
#include "rules/matcher/literal_finder.h"
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
  bool all = false;
  std::size_t view = 0;  ///< index of the text it looks at
};

struct CompiledRule {
  std::uint32_t roles = 0;  ///< bit per Role value; 0 means any
  std::uint32_t channels = 0;
  std::vector<std::string> types;
  std::vector<CompiledSelection> selections;
  Expression condition;
  std::optional<CompiledSelection> allow;
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
  std::uint32_t gates = 0;  ///< how many there are
};

}  // namespace custos::rules
