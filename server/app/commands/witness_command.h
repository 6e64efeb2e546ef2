// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos witness`: cosigns checkpoints over HTTP (c2sp.org/tlog-witness) until it is told to stop.
int RunWitnessCommand(int argc, char** argv);

}  // namespace custos::app
