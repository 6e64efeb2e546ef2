// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/matcher/position_program.h"

namespace custos::rules {

/// Says whether a text holds a match of a pattern, without saying where. Keeps a bit for every position of the text:
/// a part of a pattern turns the set of positions where it may begin into the set where it may end, so a whole word
/// list or gap costs a few machine words. Exact for texts of up to kMaxChars characters. Belongs to one thread.
class PositionMatcher {
 public:
  static constexpr std::size_t kMaxChars = 1023;

  /// Looks at this text from now on; it must be valid UTF-8 and stay where it is.
  void Reset(const PositionProgram& program, std::string_view text);

  /// nullopt when the text is too long or the pattern too costly for it: then another judge has to say.
  std::optional<bool> Found(std::uint32_t root);

 private:
  template <int W>
  struct Bits;
  template <int W>
  class Run;

  void Prepare();

  const PositionProgram* program_ = nullptr;
  std::string_view text_;
  bool ready_ = false;
  int words_ = 0;  // machine words per set; 0 when the text is too long
  std::vector<char32_t> chars_;
  std::vector<Alphabet::Letter> present_;   // letters of the text, once each
  std::vector<std::uint64_t> masks_;        // by letter: where it stands
  std::vector<std::uint64_t> class_masks_;  // by class, when its stamp is now
  std::vector<std::uint64_t> starts_;       // by node: where it ends when it may begin anywhere, when its stamp is now
  std::vector<std::uint32_t> class_stamps_;
  std::vector<std::uint32_t> start_stamps_;
  std::uint32_t now_ = 0;
};

}  // namespace custos::rules
