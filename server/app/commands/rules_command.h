// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos rules lint|test|eval DIR`. argv[0] is "rules". Returns the exit code: 0 good, 1 the pack or an input line
/// has faults, 64 wrong usage.
int RunRulesCommand(int argc, char** argv);

}  // namespace custos::app
