// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::server::studio {

/// One YAML document of a rule file, as text: comments and layout are kept.
struct RuleDocument {
  std::string rule_id;    ///< of its line `id:`; empty when it has none
  int line = 1;           ///< where it begins, from 1
  std::size_t begin = 0;  ///< bytes [begin, end) of the file, without the separators
  std::size_t end = 0;
};

/// The documents of a file, cut at lines that begin with "---".
std::vector<RuleDocument> SplitDocuments(std::string_view text);

/// The file with `phrases` among the allow phrases of the rule; nullopt when the rule is not in it, or its `allow` is
/// written in a form that they cannot be put into. Nothing else is changed.
std::optional<std::string> AddAllowPhrases(const std::string& text, const std::string& rule_id,
                                           const std::vector<std::string>& phrases);

}  // namespace custos::server::studio
