// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::rules {

/// A way to write a text so that a list of words would miss it.
struct Evasion {
  std::string_view name;
  bool of_words = false;  ///< hides one word at a time; otherwise the whole stretch that gave the text away
  /// The stretch in disguise; unchanged when this way does not fit it.
  std::string (*write)(std::string_view stretch);
};

/// All of them, in the order of the report.
const std::vector<Evasion>& Evasions();

}  // namespace custos::rules
