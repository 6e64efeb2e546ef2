// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "rules/load_report.h"
#include "rules/loader/correlation_definition.h"
#include "rules/rule_set.h"

namespace custos::rules {

/// Runs the examples of every correlation; reports those that come out otherwise. Returns how many were run.
std::size_t RunEventExamples(const std::vector<CorrelationDefinition>& correlations,
                             const std::shared_ptr<const RuleSet>& rules, LoadReport* report);

}  // namespace custos::rules
