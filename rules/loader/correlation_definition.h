// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/message.h"
#include "rules/facts.h"
#include "rules/load_report.h"
#include "rules/rule.h"
#include "rules/stream/correlation.h"

namespace custos::rules {

/// One message of an example of a correlation.
struct ExampleEvent {
  Message message;
  Facts facts;
  std::vector<std::string> rules;  ///< what fires on it; empty: the pack's rules judge the message
  Place place;
};

/// A correlation's own proof: messages in order that it must find something in, or must leave alone.
struct EventExample {
  std::vector<ExampleEvent> events;
  TimeMs until = 0;  ///< event time goes on to here after the last message; 0: it does not
  bool hit = true;
  Place place;
};

struct CorrelationDefinition {
  RuleInfo info;
  Correlation correlation;  ///< `rules` as written: ids or names
  Place rules_place;
  std::vector<EventExample> examples;
  Place place;
};

}  // namespace custos::rules
