// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/message.h"
#include "rules/facts.h"
#include "rules/matcher/program.h"
#include "rules/matcher/scores.h"
#include "rules/matcher/text_views.h"
#include "rules/matcher/verdict.h"

namespace custos::rules {

/// Which gates the literals of the current message opened. A stamp per gate saves clearing them all for every message.
class Gates {
 public:
  void Reset(std::uint32_t count) {
    if (stamps_.size() < count) stamps_.resize(count, 0);
    if (++now_ == 0) {
      std::fill(stamps_.begin(), stamps_.end(), 0);
      now_ = 1;
    }
  }
  /// False when it was open already.
  bool Open(std::uint32_t gate) {
    if (stamps_[gate] == now_) return false;
    stamps_[gate] = now_;
    return true;
  }
  bool IsShut(std::uint32_t gate) const { return gate != kNoGate && stamps_[gate] != now_; }
  bool AnyShut(const GateList& gates) const {
    return std::any_of(gates.begin(), gates.end(), [&](std::uint32_t gate) { return IsShut(gate); });
  }

 private:
  std::vector<std::uint32_t> stamps_;
  std::uint32_t now_ = 0;
};

/// A place that made a rule fire.
struct Hit {
  static constexpr std::size_t kNoText = static_cast<std::size_t>(-1);

  std::uint32_t selection = 0;     ///< index in the rule
  std::size_t view = 0;            ///< kNoText: another field than the text
  std::size_t begin = 0, end = 0;  ///< bytes of the folded text
};

/// What rules are tried on: one message, its folded texts, what is known of its people.
struct Case {
  const Message& message;
  const Facts& facts;
  const Gates& gates;
  const Calendar& calendar;
  TextViews* views;
  FieldReader* fields;
  Presence* presence;
  Scores* scores;
};

/// Tries one rule on one message. Cheap to make; lives no longer than what it looks at.
class Evaluation {
 public:
  Evaluation(const CompiledRule& rule, const Case& subject) : rule_(rule), subject_(subject) {}

  bool Fires() { return Holds(rule_.condition); }
  /// Why it fired, in no particular order.
  const std::vector<Hit>& hits() const { return hits_; }

 private:
  bool Holds(const Expression& e);
  std::size_t Count(const Expression& e);
  bool Found(std::size_t index);
  bool FoundPattern(const CompiledPattern& pattern, std::size_t selection);
  bool FoundScore(std::size_t selection);
  bool Allowed(std::size_t view, std::size_t begin, std::size_t end);
  void FindAllowed();

  const CompiledRule& rule_;
  const Case& subject_;
  std::vector<Hit> hits_;
  std::vector<Span> allowed_;
  bool allowed_ready_ = false;
};

/// Whether the message is of the kind the rule looks at.
bool InScope(const CompiledRule& rule, const Case& subject);

}  // namespace custos::rules
