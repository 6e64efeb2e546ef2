// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos export packet`: an evidence packet of a message, a conversation, an alert or a search, alone or beside a
/// running server.
int RunExportCommand(int argc, char** argv);

}  // namespace custos::app
