// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "connectors/records.h"

namespace custos::cdr_files {

/// Which documents of a directory were read: all that came to it no later than this.
struct DirectoryPosition {
  std::int64_t changed_ns = 0;  ///< the moment a file got its name and content there (st_ctim)
  std::string name;             ///< the last of that moment

  auto operator<=>(const DirectoryPosition&) const = default;
};

/// Documents behind `from`, oldest first, at most `limit`. Young ones are left for the next time: they may still be
/// written.
std::vector<std::pair<DirectoryPosition, std::filesystem::path>> NewDocuments(const std::filesystem::path& directory,
                                                                              const DirectoryPosition& from,
                                                                              std::int64_t now_ns, std::size_t limit);

}  // namespace custos::cdr_files
