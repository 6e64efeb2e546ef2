// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/scores.h"

namespace custos::rules {

void Scores::Reset(const Program& program, TextViews* views, Role role) {
  program_ = &program;
  views_ = views;
  role_ = role;
  if (program.score_gates.empty()) return;
  if (slots_.size() < program.views.size()) slots_.resize(program.views.size());
  for (Slot& slot : slots_) slot.have_score = slot.have_reasons = false;
}

const Score& Scores::Of(std::size_t view) {
  Slot& slot = slots_[view];
  if (!slot.have_score) {
    slot.text.Assign(views_->Text(view));
    slot.score = program_->score->Of(slot.text, role_);
  }
  slot.have_score = true;
  return slot.score;
}

const std::vector<Feature>& Scores::Reasons(std::size_t view) {
  const Score& score = Of(view);
  Slot& slot = slots_[view];
  if (!slot.have_reasons) slot.reasons = program_->score->Reasons(slot.text, score);
  slot.have_reasons = true;
  return slot.reasons;
}

}  // namespace custos::rules
