// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/finding.h"
#include "core/message.h"

namespace custos {

/// That a rule fired on a message, kept because a correlation counts it. Everything a correlation may group by is in
/// it, so that a restarted program counts on without reading messages again.
struct Signal {
  std::string rule_id;
  std::string source;
  std::string key;        ///< of the message
  TimeMs at = 0;          ///< sent_at of the message
  TimeMs seen_until = 0;  ///< greatest sent_at of its source among the messages before it
  ConversationId conversation;
  std::string employee;  ///< canonical ids; empty when not known
  std::string customer;
  std::string device;
  std::vector<std::string> departments;
  std::vector<Span> spans;

  bool operator==(const Signal&) const = default;
};

}  // namespace custos
