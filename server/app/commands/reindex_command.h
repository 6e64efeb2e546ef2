// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos reindex [--data-dir DIR] [--database URL]`: makes messages, search, conversations, alerts, leads, counters
/// and the ledger of ownership again from the evidence, also while the server runs; an interrupted run is continued by
/// the next. Returns 0, or the exit code of what went wrong.
int RunReindexCommand(int argc, char** argv);

}  // namespace custos::app
