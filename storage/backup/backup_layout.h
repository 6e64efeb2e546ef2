// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::storage {

// Names inside a backup.
inline constexpr char kBackupAbout[] = "backup.json";
inline constexpr char kBackupCluster[] = "cluster";
inline constexpr char kBackupFiles[] = "files";
inline constexpr char kBackupDigests[] = "files.sha256";
inline constexpr int kBackupFormat = 1;

}  // namespace custos::storage
