// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/text_views.h"

namespace custos::rules {

void TextViews::Reset(const Program& program, std::string_view original) {
  program_ = &program;
  original_ = original;
  if (slots_.size() < program.views.size()) slots_.resize(program.views.size());
  for (auto& slot : slots_) slot.have_plain = slot.have_map = false;
}

void TextViews::Make(std::size_t view, bool with_map, text::Folded* out) const {
  const std::uint32_t fold = program_->views[view].fold;
  text::Fold(original_, fold & ~kFoldVariants, with_map, out);
  if (fold & kFoldVariants) program_->variants.Apply(out);
}

void TextViews::MakePlain(std::size_t view) {
  Slot& slot = slots_[view];
  Make(view, false, &slot.plain);
  const std::size_t size = slot.plain.text.size();
  slot.plain.text.append(LiteralFinder::kPadding, '\0');
  slot.text = std::string_view(slot.plain.text).substr(0, size);
  slot.have_plain = true;
}

void TextViews::Preset(std::size_t view, std::string_view folded) {
  slots_[view].text = folded;
  slots_[view].have_plain = true;
}

Span TextViews::Original(std::size_t view, std::size_t begin, std::size_t end) {
  Slot& slot = slots_[view];
  if (!slot.have_map) Make(view, true, &slot.mapped);
  slot.have_map = true;
  return slot.mapped.Original(begin, end);
}

}  // namespace custos::rules
