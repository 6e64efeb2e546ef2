// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos prove message|alert|decision|pack|leaf ID`, `consistency`, `supervision`, `manifests`, `checkpoint`: what a
/// stranger is given to check the archive, from the running server's database or one started for the purpose.
int RunProveCommand(int argc, char** argv);

}  // namespace custos::app
