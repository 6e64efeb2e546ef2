// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/finding.h"
#include "core/signal.h"

namespace custos::rules {

/// A finding on a message that came before: what had to follow it did not.
struct EarlierFinding {
  Signal anchor;  ///< the message it belongs to, and its people
  Finding finding;
};

/// What the pack says when one more message is stored.
struct StreamVerdict {
  std::vector<Finding> findings;        ///< on the message: at most one per rule, shadow rules and signals included
  std::vector<EarlierFinding> earlier;  ///< on messages before it
  std::vector<Signal> signals;          ///< to be stored with the message, and given back after a restart
};

}  // namespace custos::rules
