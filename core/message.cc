// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"

#include <algorithm>

namespace custos {

std::string_view ToString(Channel channel) {
  switch (channel) {
    case Channel::kChat: return "chat";
    case Channel::kSms: return "sms";
    case Channel::kCall: return "call";
    case Channel::kEvent: return "event";
  }
  return "chat";
}

std::string_view ToString(Role role) {
  switch (role) {
    case Role::kUnknown: return "unknown";
    case Role::kRep: return "rep";
    case Role::kCustomer: return "customer";
    case Role::kColleague: return "colleague";
    case Role::kRobot: return "robot";
  }
  return "unknown";
}

std::string_view ToString(ConversationKind kind) {
  switch (kind) {
    case ConversationKind::kSingle: return "single";
    case ConversationKind::kGroup: return "group";
    case ConversationKind::kInternal: return "internal";
  }
  return "single";
}

std::string_view ToString(PartyKind kind) {
  switch (kind) {
    case PartyKind::kUnknown: return "unknown";
    case PartyKind::kStaff: return "staff";
    case PartyKind::kExternal: return "external";
    case PartyKind::kRobot: return "robot";
  }
  return "unknown";
}

std::optional<Channel> ParseChannel(std::string_view name) {
  for (const Channel channel : {Channel::kChat, Channel::kSms, Channel::kCall, Channel::kEvent}) {
    if (name == ToString(channel)) return channel;
  }
  return std::nullopt;
}

std::optional<Role> ParseRole(std::string_view name) {
  for (const Role role : {Role::kUnknown, Role::kRep, Role::kCustomer, Role::kColleague, Role::kRobot}) {
    if (name == ToString(role)) return role;
  }
  return std::nullopt;
}

ConversationId ConversationId::Of(std::string_view source, std::string_view key) {
  const Digest digest = Sha256({source, std::string_view("\0", 1), key});
  ConversationId id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

std::optional<ConversationId> ConversationId::Parse(std::string_view hex) {
  const std::optional<std::string> decoded = HexDecode(hex);
  ConversationId id;
  if (!decoded || decoded->size() != id.bytes.size()) return std::nullopt;
  std::copy(decoded->begin(), decoded->end(), reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

std::string ConversationId::Hex() const {
  return HexEncode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace custos
