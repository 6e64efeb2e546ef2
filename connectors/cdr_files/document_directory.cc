// SPDX-License-Identifier: Apache-2.0
#include "connectors/cdr_files/document_directory.h"

#include <sys/stat.h>

#include <algorithm>

namespace custos::cdr_files {
namespace {

constexpr std::int64_t kYoung = 2'000'000'000;

}  // namespace

std::vector<std::pair<DirectoryPosition, std::filesystem::path>> NewDocuments(const std::filesystem::path& directory,
                                                                              const DirectoryPosition& from,
                                                                              std::int64_t now_ns, std::size_t limit) {
  std::vector<std::pair<DirectoryPosition, std::filesystem::path>> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() != ".json") continue;
    struct stat about {};
    if (stat(entry.path().c_str(), &about) != 0 || !S_ISREG(about.st_mode)) continue;
    const DirectoryPosition at{about.st_ctim.tv_sec * 1'000'000'000LL + about.st_ctim.tv_nsec,
                               entry.path().filename().string()};
    if (at > from && at.changed_ns + kYoung <= now_ns) found.emplace_back(at, entry.path());
  }
  std::sort(found.begin(), found.end());
  if (found.size() > limit) found.resize(limit);
  return found;
}

}  // namespace custos::cdr_files
