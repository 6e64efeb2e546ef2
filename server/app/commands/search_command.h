// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos search QUERY`: what the search of the API finds, for an operator of the machine who sees everything. Written
/// to the audit trail like every search. Ends with 0, also when nothing is found; 64 for a query that cannot be read;
/// else as sysexits(3).
int RunSearchCommand(int argc, char** argv);

}  // namespace custos::app
