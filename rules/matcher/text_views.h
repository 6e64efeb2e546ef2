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

  const std::string& Text(std::size_t view);
  /// The bytes of the original behind the bytes [begin, end) of a view.
  Span Original(std::size_t view, std::size_t begin, std::size_t end);
  std::string_view original() const { return original_; }

 private:
  struct Slot {
    text::Folded plain, mapped;
    bool have_plain = false, have_map = false;
  };
  void Make(std::size_t view, bool with_map, text::Folded* out) const;

  const Program* program_ = nullptr;
  std::string_view original_;
  std::vector<Slot> slots_;
};

}  // namespace custos::rules
