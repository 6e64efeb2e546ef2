// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "rules/load_report.h"
#include "rules/rule_set.h"

namespace custos::rules {

/// The YAML files of a pack directory: those at its top, in rules/ and in local/ (an overlay). Links, other files and
/// other folders are not looked at. Nullopt when the directory cannot be read; oversized packs are refused.
std::optional<PackFiles> ReadPackDirectory(const std::string& directory, LoadReport* report);

/// Adds the files of an overlay directory to those of a pack, as "local/…", instead of any that were there.
void ReadOverlay(const std::string& directory, PackFiles* files, LoadReport* report);

}  // namespace custos::rules
