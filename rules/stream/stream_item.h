// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"
#include "core/message.h"
#include "rules/facts.h"

namespace custos::rules {

/// A message in its place in the stored stream. Points at what the caller keeps alive.
struct StreamItem {
  const Message& message;
  const Facts& facts;
  TimeMs source_before = 0;  ///< greatest sent_at of its source among the messages before it
  TimeMs all_before = 0;     ///< the same over all sources
};

}  // namespace custos::rules
