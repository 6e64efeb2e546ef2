// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::architecture {

struct Include {
  std::string header;   ///< as written, without quotes or brackets
  bool quoted = false;  ///< "ours" as against <theirs>
  int line = 0;
};

/// The #include lines of a source text.
std::vector<Include> FindIncludes(std::string_view text);

/// Why a file at `path` (from the repository root, with '/') must not have this include; nullopt when it may.
std::optional<std::string> WhyForbidden(std::string_view path, const Include& include);

/// Every forbidden include of the tree at `root`, one "path:line: reason" each. `files` counts what was read.
std::vector<std::string> CheckTree(const std::string& root, std::size_t& files);

}  // namespace custos::architecture
