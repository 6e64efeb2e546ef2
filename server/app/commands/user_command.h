// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos user list|add|reset`: accounts without a browser, also while the server runs. A new one-time password goes
/// to standard output and nowhere else. Returns 0, 64 for wrong usage, or the exit code of what went wrong.
int RunUserCommand(int argc, char** argv);

}  // namespace custos::app
