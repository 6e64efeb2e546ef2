// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/wecom/change_hint.h"
#include "core/message.h"
#include "core/result.h"

namespace custos::wecom {

/// A callback as understood.
struct CallbackEvent {
  std::optional<Message> message;  ///< nullopt for what is only a hint, or nothing of ours
  std::vector<ChangeHint> hints;
};

/// Grows when a newer parser can read what an older one could not.
inline constexpr std::uint64_t kCallbackParserVersion = 1;

/// A decrypted callback to the message of channel event that docs/events.md describes; no I/O. Its key is permanent:
/// the digest of what identifies the change (for contact events the two people, the change and its second, for others
/// every field but AgentID, so that several apps of a company that are told of one change tell it once). Deliveries
/// that people make to an app (messages, menu clicks) are no events of ours: neither message nor hints.
/// kCorrupt "wecom.callback_malformed" or "wecom.callback_time".
Result<CallbackEvent> ParseCallback(std::string_view source, std::string xml);

/// The same bytes without the element WelcomeCode, a key that is valid for twenty seconds and nobody's to keep.
std::string WithoutWelcomeCode(std::string xml);

/// The conversation of an employee and a customer, the same as that of their chat.
std::string PairConversation(std::string_view employee, std::string_view customer);

}  // namespace custos::wecom
