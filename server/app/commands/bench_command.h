// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos bench NAME [--messages N] [--corpus FILE] [--json]`: measures against the reference beside it. Progress on
/// stderr, the figures on stdout. Returns 0, 64 for wrong usage, or the exit code of what went wrong.
int RunBenchCommand(int argc, char** argv);

}  // namespace custos::app
