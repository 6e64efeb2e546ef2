// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/fold.h"
#include "rules/matcher/literal_finder.h"

namespace custos::rules {

/// Replaces hidden writings (薇信, zhuanzhang, 🐧) by the words they stand for, leftmost and longest first, so that
/// rules need to know the words alone. Works on folded text and keeps its way back to the original. Immutable.
class VariantRewriter {
 public:
  struct Entry {
    std::string written;  ///< folded
    std::string word;     ///< folded
  };

  VariantRewriter() = default;
  explicit VariantRewriter(std::vector<Entry> entries);

  /// Rewrites `text` in place; the map is rewritten too when there is one.
  void Apply(text::Folded* text) const;

 private:
  struct Hit {
    std::size_t begin, end;
    std::uint32_t entry;
  };
  std::vector<Hit> Chosen(std::string_view text) const;

  std::vector<Entry> entries_;
  LiteralFinder finder_;
};

}  // namespace custos::rules
