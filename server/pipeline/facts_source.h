// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/message.h"
#include "rules/facts.h"

namespace custos::server {

/// Tells rules about the people of a message. Called on the committing thread, for every message.
class FactsSource {
 public:
  virtual ~FactsSource() = default;
  virtual rules::Facts Of(const Message& message) = 0;
};

/// Knows no more than the message itself.
class MessageFacts final : public FactsSource {
 public:
  rules::Facts Of(const Message& message) override { return rules::FactsOf(message); }
};

}  // namespace custos::server
