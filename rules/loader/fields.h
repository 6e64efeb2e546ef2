// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rules/loader/node.h"
#include "rules/rule.h"

namespace custos::rules {

/// Reads typed values out of nodes of one file and reports what does not fit.
class Fields {
 public:
  Fields(std::string file, LoadReport* report) : file_(std::move(file)), report_(report) {}

  Place At(const Node& node) const { return {file_, node.line, node.column}; }
  void Fault(const std::string& code, const Node& node, const std::string& text) { report_->Add(code, At(node), text); }
  LoadReport* report() { return report_; }

  /// Reports `node` unless it is a map.
  bool IsMap(const Node& node);
  /// Reports `node` unless it is a map, and every key of it that is not among `known`.
  bool IsMap(const Node& node, std::initializer_list<std::string_view> known);
  /// Reports every key of a map that is not among `known`, and says which are.
  void CheckKeys(const Node& map, const std::vector<std::string_view>& known);
  std::string Text(const Node& map, std::string_view key, bool required);
  /// true or false.
  bool Flag(const Node& map, std::string_view key);
  std::string Scalar(const Node& node);
  /// A list of texts; a single text counts as a list of one.
  std::vector<std::string> Texts(const Node& node);
  /// {zh: …, en: …}; both are required.
  Bilingual Titles(const Node& map, std::string_view key, bool required);

 private:
  std::string file_;
  LoadReport* report_;
};

}  // namespace custos::rules
