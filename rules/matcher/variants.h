// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/fold.h"
#include "rules/matcher/keyword_finder.h"
#include "rules/matcher/literal_finder.h"

namespace custos::rules {

/// Replaces hidden writings (薇信, zhuanzhang, 🐧) by the words they stand for, leftmost and longest first, so that
/// rules need to know the words alone. Writings that are listed win over keywords found by their sound. Works on folded
/// text and keeps its way back to the original. Immutable.
class VariantRewriter {
 public:
  struct Entry {
    std::string written;  ///< folded
    std::string word;     ///< folded
  };

  VariantRewriter() = default;
  explicit VariantRewriter(std::vector<Entry> entries, KeywordFinder keywords = {});

  /// Rewrites `text` in place; the map is rewritten too when there is one.
  void Apply(text::Folded* text) const;

 private:
  struct Hit {
    std::size_t begin, end;
    std::uint32_t entry;
  };
  std::vector<Hit> Chosen(std::string_view text) const;

  std::vector<Entry> entries_;  // the listed writings, then one for each keyword
  std::uint32_t listed_ = 0;
  LiteralFinder finder_;
  KeywordFinder keywords_;
};

}  // namespace custos::rules
