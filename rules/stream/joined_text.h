// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/finding.h"
#include "rules/stream/run.h"

namespace custos::rules {

/// Several pieces as one text, with the way back to the pieces.
class JoinedText {
 public:
  /// Reads `pieces[first..last)` as one text.
  JoinedText(const std::vector<Piece>& pieces, std::size_t first, std::size_t last);

  const std::string& text() const { return text_; }
  std::size_t count() const { return begins_.size(); }

  /// The spans of the joined text by piece.
  std::vector<std::vector<Span>> Split(const std::vector<Span>& spans) const;

  /// Whether what was found says something of the pieces together. Not when all there is is one short word across a
  /// border, of which both sides belong to longer messages: 给您回 and 扣款 are no 回扣.
  bool Convincing(const std::vector<Span>& spans) const;

 private:
  std::size_t End(std::size_t piece) const { return piece + 1 < begins_.size() ? begins_[piece + 1] : text_.size(); }

  std::string text_;
  std::vector<std::size_t> begins_;
};

}  // namespace custos::rules
