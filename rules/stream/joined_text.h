// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/finding.h"
#include "rules/stream/join_settings.h"
#include "rules/stream/run.h"

namespace custos::rules {

/// Several pieces as one text, with the way back to the pieces.
class JoinedText {
 public:
  /// Reads `pieces[first..last)` as one text, with `between` in between: nothing, or a comma over which patterns with a
  /// gap reach and words do not.
  JoinedText(const std::vector<Piece>& pieces, std::pair<std::size_t, std::size_t> bounds, std::string_view between);

  const std::string& text() const { return text_; }

  /// The spans of the joined text by piece.
  std::vector<std::vector<Span>> Split(const std::vector<Span>& spans) const;

  /// Whether one short span reaches over a border: what is found far apart in several messages says little.
  bool CrossesClosely(const std::vector<Span>& spans) const;

  /// Whether a span reaches over a border at which no ordinary word ends or begins: then what is found there may well
  /// be one word in two pieces. For a text with nothing between its pieces.
  bool CrossesFreely(const std::vector<Span>& spans, const JoinSettings& settings) const;

 private:
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  bool IsFree(std::size_t border, const JoinSettings& settings) const;

  std::string text_;
  std::vector<Place> places_;  // of the pieces
};

}  // namespace custos::rules
