// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads the examples of a rule; reports when hits or misses are wanting.
std::vector<Example> ReadExamples(const Node& rule, const Calendar& calendar, Fields* fields);

/// The example as a message inside the rule's scope, unless it says otherwise itself.
Message ExampleMessage(const Scope& scope, const Example& example, const Calendar& calendar);
Facts ExampleFacts(const Scope& scope, const Example& example, const Message& message);

}  // namespace custos::rules
