// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/loader/correlation_definition.h"
#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Whether a document of a rule file is a correlation.
bool IsCorrelation(const Node& root);

/// Reads one correlation with its examples; what is wrong goes to the report.
CorrelationDefinition ReadCorrelation(const Node& root, Fields* fields);

/// Puts ids in the place of names, in the correlations and in their examples. Reports names that no rule has, and
/// correlations over correlations.
void ResolveCorrelations(PackDefinition* pack, LoadReport* report);

}  // namespace custos::rules
