// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/text/fold.h"
#include "rules/matcher/program.h"

namespace custos::rules {

/// The folded forms of one text, made when first asked for. Reused from message to message by one thread.
class TextViews {
 public:
  void Reset(const Program& program, std::string_view original);

  /// LiteralFinder::kPadding bytes behind it are readable.
  std::string_view Text(std::size_t view) {
    Slot& slot = slots_[view];
    if (!slot.have_plain) MakePlain(view);
    return slot.text;
  }
  /// Says what Text() is, for who knows it already and keeps it, padding and all.
  void Preset(std::size_t view, std::string_view folded);
  /// The bytes of the original behind the bytes [begin, end) of a view.
  Span Original(std::size_t view, std::size_t begin, std::size_t end);
  std::string_view original() const { return original_; }

 private:
  struct Slot {
    text::Folded plain, mapped;
    std::string_view text;
    bool have_plain = false, have_map = false;
  };
  void MakePlain(std::size_t view);
  void Make(std::size_t view, bool with_map, text::Folded* out) const;

  const Program* program_ = nullptr;
  std::string_view original_;
  std::vector<Slot> slots_;
};

}  // namespace custos::rules
