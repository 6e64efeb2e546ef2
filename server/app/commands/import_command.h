// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos import FORMAT FILE…`: brings files of records to a running server and tells what came of them.
int RunImportCommand(int argc, char** argv);

}  // namespace custos::app
