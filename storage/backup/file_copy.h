// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/result.h"

namespace custos::storage {

/// Files by their path below a folder, with the SHA-256 of their content in hex. Written as sha256sum writes it, so
/// that anybody can check a backup with a tool he trusts.
using FileDigests = std::map<std::string, std::string>;

struct CopyCount {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;   ///< read and written
  std::uint64_t linked = 0;  ///< files that the earlier copy had and that take no space again
};

/// Copies a file, or what lies below a directory, from `from/name` to `to/name`, owners and modes included, and adds
/// its digests. What vanishes meanwhile is left out; sockets and other special files are too. A file of the same size
/// at the same path of `earlier` (a folder with `earlier_digests`) is linked instead, for folders whose files never
/// change. kUnavailable "backup.copy".
Status CopyFiles(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& name,
                 const std::filesystem::path& earlier, const FileDigests& earlier_digests, FileDigests& digests,
                 CopyCount& count);

/// Gives `to` the mode of `from`, and its owner where this process may. kUnavailable "backup.copy".
Status CopyOwner(const std::filesystem::path& from, const std::filesystem::path& to);

Status WriteDigests(const std::filesystem::path& file, const FileDigests& digests);
Result<FileDigests> ReadDigests(const std::filesystem::path& file);

/// Whether exactly these files lie below `folder`, unchanged. kCorrupt "backup.damaged", naming the first that is not.
Status CheckFiles(const std::filesystem::path& folder, const FileDigests& digests);

}  // namespace custos::storage
