// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/postgres/service_user.h"

namespace custos::storage {

/// Folder of initdb, postgres, pg_basebackup …: the newest below /usr/lib/postgresql, else the one on PATH. kInvalid
/// "db.not_installed" when there is no PostgreSQL 15 or newer.
Result<std::filesystem::path> PostgresBinaries();

/// The last line of a log that is not empty; empty when there is none.
std::string LastLine(const std::filesystem::path& file);

/// Runs one of these programs to its end, its output in `log`. kUnavailable with `code` and the program's last line
/// when it does not succeed.
Status RunTool(const std::vector<std::string>& command, const ServiceUser& user, const std::filesystem::path& log,
               const std::string& code);

/// This process as it is.
ServiceUser OurselvesAsUser();

}  // namespace custos::storage
