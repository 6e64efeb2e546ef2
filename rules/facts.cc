// SPDX-License-Identifier: Apache-2.0
#include "rules/facts.h"

#include <algorithm>

namespace custos::rules {
namespace {

const Party* First(const Message& message, PartyKind kind) {
  if (message.from.kind == kind) return &message.from;
  const auto found =
      std::find_if(message.to.begin(), message.to.end(), [&](const Party& party) { return party.kind == kind; });
  return found == message.to.end() ? nullptr : &*found;
}

std::string Canonical(const Message& message, const Party* party) {
  return party && !party->id.empty() ? message.source + '/' + party->id : std::string();
}

}  // namespace

Facts FactsOf(const Message& message) {
  Facts facts;
  facts.employee = Canonical(message, First(message, PartyKind::kStaff));
  const bool one_customer =
      message.conversation_kind == ConversationKind::kSingle || message.from.kind == PartyKind::kExternal;
  if (one_customer) facts.customer = Canonical(message, First(message, PartyKind::kExternal));
  return facts;
}

}  // namespace custos::rules
