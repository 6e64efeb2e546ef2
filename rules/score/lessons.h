// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/rule_set.h"
#include "rules/score/learner.h"

namespace custos::rules {

/// Reads lessons: a line each, `role<TAB>classes<TAB>text`; role is r (rep), c (customer) or g (colleague), classes are
/// separated by commas, `-` stands for harmless. Empty lines and lines that begin with # are skipped. What cannot be
/// read goes to the report with its line. Every rule over texts gives its own examples as lessons, too. The texts are
/// folded by the pack's own default.
std::vector<Lesson> ReadLessons(const PackFiles& pack, const std::map<std::string, std::string>& files,
                                LoadReport* report);

}  // namespace custos::rules
