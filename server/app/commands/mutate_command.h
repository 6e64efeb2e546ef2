// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos rules mutate DIR [--json]`: disguises the examples of every rule in every way and prints how many are still
/// found. Exit codes: 0 done, 1 the pack does not load, 64 wrong usage.
int RunMutateCommand(int argc, char** argv);

}  // namespace custos::app
