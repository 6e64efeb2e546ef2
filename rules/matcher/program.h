// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rules/loader/definition.h"
#include "rules/matcher/digits.h"
#include "rules/matcher/field_check.h"
#include "rules/matcher/lazy_regex.h"
#include "rules/matcher/literal_finder.h"
#include "rules/matcher/position_program.h"
#include "rules/matcher/scope.h"
#include "rules/matcher/variants.h"

namespace custos::rules {

inline constexpr std::uint32_t kNoGate = 0xFFFFFFFF;

/// A gate is a set of literals; it opens when one of them is in the text. While one of a pattern's gates is shut, the
/// pattern cannot match. Unused places hold kNoGate.
using GateList = std::array<std::uint32_t, 3>;

/// A pattern ready to be searched for. Exactly one of the three is meant, by `kind`.
struct CompiledPattern {
  PatternKind kind = PatternKind::kContains;
  std::string literal;  ///< folded like the view
  std::unique_ptr<LazyRegex> regex;
  DigitKind digits = DigitKind::kIdentityCard;
  GateList gates{kNoGate, kNoGate, kNoGate};
  bool gate_decides = false;                    ///< the first gate open means the pattern matches
  std::uint32_t root = PositionProgram::kNone;  ///< in Program::positions
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
  std::vector<std::uint32_t> gate_begin;  ///< by literal, and one more: its part of `gates`
  std::vector<std::uint32_t> gates;       ///< that a literal opens
};

/// An open gate wakes a rule, provided that another gate is open too.
struct Wake {
  std::uint32_t rule = 0;
  std::uint32_t also = kNoGate;
};

/// A gate that a score opens.
struct ScoreGate {
  std::size_t view = 0;
  std::size_t kind = kAnyKind;  ///< index of the class that the text must be most like
  std::int32_t limit = 0;       ///< of the risk, in thousandths
  bool below = false;           ///< opens under the limit, otherwise from it on
  std::uint32_t gate = kNoGate;

  static constexpr std::size_t kAnyKind = static_cast<std::size_t>(-1);
  bool Opens(const Score& score) const {
    return (score.risk < limit) == below && (kind == kAnyKind || kind == score.kind);
  }
};

/// A compiled pack. Immutable, shared by all judging threads.
struct Program {
  std::vector<View> views;
  std::vector<CompiledRule> rules;
  std::vector<std::uint32_t> always;  ///< rules without a literal to wait for
  VariantRewriter variants;
  Calendar calendar;
  PositionProgram positions;
  std::uint32_t gates = 0;                ///< how many there are
  std::vector<std::uint32_t> wake_begin;  ///< by gate, and one more: its part of `wakes`
  std::vector<Wake> wakes;
  std::shared_ptr<const ScoreModel> score;
  std::vector<ScoreGate> score_gates;
};

}  // namespace custos::rules
