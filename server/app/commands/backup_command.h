// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// custos backup: copies a data directory while the server works. Returns the exit code.
int RunBackupCommand(int argc, char** argv);

/// custos restore: makes a data directory of a backup, on request as it was at a point in time. Returns the exit code.
int RunRestoreCommand(int argc, char** argv);

}  // namespace custos::app
