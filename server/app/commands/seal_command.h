// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos seal`; returns the exit code.
int RunSealCommand(int argc, char** argv);

}  // namespace custos::app
