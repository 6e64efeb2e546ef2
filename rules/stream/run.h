// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/finding.h"
#include "rules/stream/join_settings.h"
#include "rules/stream/stream_item.h"

namespace custos::rules {

/// A message that may be a piece of a longer text.
struct Piece {
  TimeMs at = 0;
  std::string key;
  std::string text;
  std::vector<std::string> fired;   ///< rules that fired on it alone
  std::vector<std::string> joined;  ///< rules that fired on a text that ended with it
};

/// The newest pieces of one speaker in one conversation with nobody else between: what the next message may continue.
class Run {
 public:
  /// Puts the message into its place by event time and returns its index; nothing when it continues no text, because
  /// it is too late, too long, or not a text. What somebody else says cuts the run. Afterwards the run holds no more
  /// than a later message may still join.
  std::optional<std::size_t> Add(const StreamItem& item, const JoinSettings& settings);

  /// The pieces that are read as one text around the piece `index`: from the first to behind the last.
  std::pair<std::size_t, std::size_t> Bounds(std::size_t index) const;

  const std::vector<Piece>& pieces() const { return pieces_; }
  Piece& piece(std::size_t index) { return pieces_[index]; }
  bool Fired(const std::string& rule_id) const;   ///< on a piece alone
  bool Joined(const std::string& rule_id) const;  ///< on several together
  const std::string& source() const { return source_; }
  TimeMs newest() const { return pieces_.empty() ? 0 : pieces_.back().at; }

 private:
  void CutAt(TimeMs at);
  std::optional<std::size_t> Insert(const Message& message, const JoinSettings& settings);

  std::string source_;
  Party speaker_;
  std::vector<Piece> pieces_;  // ascending by event time
};

}  // namespace custos::rules
