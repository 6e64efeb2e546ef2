// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos serve`: runs until SIGTERM or SIGINT; SIGHUP reads the rule pack again. Exit codes of sysexits(3): 0 after a
/// clean stop, 64 for wrong usage, 78 for a wrong configuration, 75 when something was not available, 70 otherwise.
int RunServeCommand(int argc, char** argv);

}  // namespace custos::app
