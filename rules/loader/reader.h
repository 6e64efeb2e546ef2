// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/load_report.h"
#include "rules/loader/definition.h"
#include "rules/rule_set.h"

namespace custos::rules {

/// Reads the files of a pack. Faults go to the report with their place; what could be read is returned all the same,
/// so that one run shows every fault. Never throws, whatever the bytes are.
PackDefinition ReadPack(const PackFiles& files, LoadReport* report);

}  // namespace custos::rules
