// SPDX-License-Identifier: Apache-2.0
#include "rules/facts.h"

#include <simdjson.h>

#include <algorithm>
#include <string_view>

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

// Few messages name a device: the others are not parsed.
std::string DeviceIn(const std::string& detail) {
  if (detail.find("\"device\"") == std::string::npos) return {};
  simdjson::dom::parser parser;
  std::string_view device;
  return parser.parse(detail)["device"].get(device) == simdjson::SUCCESS ? std::string(device) : std::string();
}

}  // namespace

Facts FactsOf(const Message& message) {
  Facts facts;
  facts.employee = Canonical(message, First(message, PartyKind::kStaff));
  const bool one_customer =
      message.conversation_kind == ConversationKind::kSingle || message.from.kind == PartyKind::kExternal;
  if (one_customer) facts.customer = Canonical(message, First(message, PartyKind::kExternal));
  facts.device = DeviceIn(message.detail);
  return facts;
}

}  // namespace custos::rules
