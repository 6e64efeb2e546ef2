// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos sim wecom`: runs a simulated WeCom until it is told to stop. Prints one JSON line with what a connector
/// needs (address, corp id, secrets, keys, library). Returns 0, 64 for wrong usage, or the exit code of what went
/// wrong.
int RunSimCommand(int argc, char** argv);

}  // namespace custos::app
