// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/load_report.h"

namespace custos::rules {

/// A YAML value with its place. What the reader sees instead of yaml-cpp's own types.
struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Field;

  Kind kind = Kind::kNull;
  std::string scalar;
  std::vector<Node> items;    ///< of a list
  std::vector<Field> fields;  ///< of a map, in the order of the file
  int line = 0;
  int column = 0;

  const Node* Find(std::string_view key) const;
};

struct Node::Field {
  std::string key;
  Node value;
};

/// Largest file and deepest nesting that are read: rules are small, and a file is input from outside.
inline constexpr std::size_t kMaxYamlBytes = 1 << 20;
inline constexpr int kMaxYamlDepth = 12;
inline constexpr std::size_t kMaxYamlNodes = 200000;
inline constexpr std::size_t kMaxDocuments = 5000;

/// The documents of a YAML stream. Anchors, aliases, tags, repeated keys, keys that are no plain text, and whatever is
/// over the limits are refused. Faults go to the report; documents after a fault are not returned. Never throws.
std::vector<Node> ParseYaml(const std::string& file, const std::string& text, LoadReport* report);

}  // namespace custos::rules
