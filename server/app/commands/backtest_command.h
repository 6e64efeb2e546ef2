// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::app {

/// `custos rules backtest`: judges the past with a pack and shows what changes. Works alone and beside a running
/// server.
int RunBacktestCommand(int argc, char** argv);

/// `custos rules history`: which pack judged which range of the evidence log.
int RunJudgementsCommand(int argc, char** argv);

}  // namespace custos::app
