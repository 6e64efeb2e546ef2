// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads lists.yaml: name to texts, or to {replace: …, add: …, remove: …}. Texts join a list that is there already, so
/// that a second file extends the first.
void ReadLists(const Node& root, Fields* fields, std::map<std::string, std::vector<std::string>>* lists);

/// Texts of a rule with "<name>" replaced by the list of that name; unknown names are told by `unknown`.
std::vector<std::string> ExpandLists(const std::vector<std::string>& texts,
                                     const std::map<std::string, std::vector<std::string>>& lists,
                                     std::string* unknown);

}  // namespace custos::rules
