// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/verdict.h"

#include <algorithm>

#include "rules/matcher/evaluation.h"

namespace custos::rules {
namespace {

class Quick {
 public:
  Quick(const CompiledRule& rule, const Case& subject) : rule_(rule), subject_(subject) {}

  Verdict Of(const Expression& e) const {
    switch (e.op) {
      case Expression::Op::kSelection: return Of(rule_.selections[e.selection]);
      case Expression::Op::kAnd: return AtLeast(e, e.children.size());
      case Expression::Op::kOr: return AtLeast(e, 1);
      case Expression::Op::kAtLeast: return AtLeast(e, e.count);
      case Expression::Op::kNot: {
        const Verdict inside = Of(e.children.front());
        return inside == Verdict::kNo ? Verdict::kYes : inside == Verdict::kYes ? Verdict::kNo : Verdict::kMaybe;
      }
    }
    return Verdict::kMaybe;
  }

 private:
  // Stops as soon as the rest cannot change the answer.
  Verdict AtLeast(const Expression& e, std::size_t needed) const {
    std::size_t yes = 0, possible = e.children.size();
    for (const Expression& child : e.children) {
      const Verdict verdict = Of(child);
      if (verdict == Verdict::kYes && ++yes >= needed) return Verdict::kYes;
      if (verdict == Verdict::kNo && --possible < needed) return Verdict::kNo;
    }
    return Verdict::kMaybe;
  }

  Verdict Of(const CompiledSelection& selection) const {
    if (selection.field) return selection.field->Holds(subject_.fields) ? Verdict::kYes : Verdict::kNo;
    std::size_t yes = 0, possible = selection.patterns.size();
    for (const CompiledPattern& pattern : selection.patterns) {
      const Verdict verdict = Of(pattern, selection.view);
      if (verdict == Verdict::kYes) ++yes;
      if (verdict == Verdict::kNo && --possible < selection.needed) return Verdict::kNo;
      if (yes >= selection.needed) break;
    }
    // A place that was found may still turn out to be allowed.
    return yes >= selection.needed && rule_.allow.empty() ? Verdict::kYes : Verdict::kMaybe;
  }

  Verdict Of(const CompiledPattern& pattern, std::size_t view) const {
    if (subject_.gates.AnyShut(pattern.gates)) return Verdict::kNo;
    if (pattern.gate_decides) return Verdict::kYes;
    if (pattern.kind == PatternKind::kDigits) {
      return FindDigits(pattern.digits, subject_.views->Text(view), 0) ? Verdict::kYes : Verdict::kNo;
    }
    const auto found = subject_.presence->Of(pattern, view);
    return !found ? Verdict::kMaybe : *found ? Verdict::kYes : Verdict::kNo;
  }

  const CompiledRule& rule_;
  const Case& subject_;
};

}  // namespace

void Presence::Reset(const Program& program, TextViews* views) {
  program_ = &program;
  views_ = views;
  if (slots_.size() < program.views.size()) slots_.resize(program.views.size());
  if (++now_ == 0) {
    for (Slot& slot : slots_) slot.made = 0;
    now_ = 1;
  }
}

std::optional<bool> Presence::Of(std::uint32_t root, std::size_t view) {
  if (root == PositionProgram::kNone) return std::nullopt;
  Slot& slot = slots_[view];
  if (slot.made != now_) slot.matcher.Reset(program_->positions, views_->Text(view));
  slot.made = now_;
  return slot.matcher.Found(root);
}

Verdict QuickVerdict(const CompiledRule& rule, const Case& subject) { return Quick(rule, subject).Of(rule.condition); }

}  // namespace custos::rules
