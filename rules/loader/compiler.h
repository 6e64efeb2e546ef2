// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/load_report.h"
#include "rules/loader/definition.h"
#include "rules/matcher/program.h"

namespace custos::rules {

/// Turns a definition into a program that can judge. Faults of single patterns go to the report; the program is then
/// not to be used.
Program Compile(const PackDefinition& pack, LoadReport* report);

}  // namespace custos::rules
