// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/result.h"

namespace custos::storage {

/// Ends what an earlier server left running in this cluster directory (found by its working directory, so that never
/// another process is meant) and removes the lock files of the directory and of its socket: the process ids in them may
/// meanwhile belong to others. The caller holds the DataDirLock.
Status EndStaleCluster(const std::filesystem::path& cluster, const std::filesystem::path& socket_dir);

}  // namespace custos::storage
