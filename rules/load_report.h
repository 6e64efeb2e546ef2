// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace custos::rules {

/// Where in a pack something stands. Line and column count from 1; 0 means the file as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// One thing that is wrong with a pack. `code` is stable ("rule.unknown_key"); see docs/rules.md for all of them.
struct Problem {
  std::string code;
  Place place;
  std::string text;
  bool warning = false;  ///< the pack loads all the same
};

/// Everything found while loading a pack, not only the first fault.
struct LoadReport {
  std::vector<Problem> problems;

  /// True when no problem is worse than a warning.
  bool ok() const;
  void Add(std::string code, Place place, std::string text);
  void Warn(std::string code, Place place, std::string text);
  /// One line per problem: file:line:column: error|warning code: text.
  std::string ToText() const;
};

}  // namespace custos::rules
