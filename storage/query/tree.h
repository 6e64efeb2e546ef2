// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/message.h"

namespace custos::storage::query {

/// What a condition asks about. The names users write stand in fields.cc.
enum class Field : std::uint8_t {
  kSender,        ///< from: who wrote it
  kRecipient,     ///< to: takes part in the conversation and did not write it
  kParticipant,   ///< with: takes part in the conversation
  kDepartment,    ///< dept: an employee of this department or below takes part
  kConversation,  ///< in: this conversation or group
  kSource,        ///< source: connector instance
  kChannel,       ///< channel:
  kRole,          ///< role: who speaks, seen from the company; direction: is the same in other words
  kType,          ///< type: the platform's message type
  kHas,           ///< has: any file (attachment), a file of a kind, a quote, an alert
  kRule,          ///< rule: an alert that this rule raised
  kCategory,      ///< category: an alert of this category
  kVerdict,       ///< verdict: an alert in this state
  kRecalled,      ///< recalled: taken back or not
  kTime,          ///< before:, after:, on:
};

/// A place in the query as written, in characters; columns count from 1.
struct Place {
  std::uint32_t column = 0;
  std::uint32_t length = 0;
};

/// Somebody by the platform's id.
struct PersonKey {
  std::string source;
  PartyKind kind = PartyKind::kUnknown;
  std::string id;

  bool operator==(const PersonKey&) const = default;
};

/// One condition on a message; it holds when any of its values does. The language gives people, conversations and
/// departments as they are written, by name or id, in `values`; a filter gives them exactly.
struct Condition {
  Field field = Field::kSender;
  std::vector<std::string> values{};            ///< as written, without quotation marks
  std::vector<std::int64_t> numbers{};          ///< kChannel, kRole, kVerdict
  TimeMs from = 0;                              ///< kTime: inclusive; 0 = open
  TimeMs until = 0;                             ///< kTime: exclusive; 0 = open
  bool flag = true;                             ///< kRecalled; kHas of a filter: has or has not
  PartyKind kind = PartyKind::kUnknown;         ///< kParticipant: only these; kUnknown = of any kind
  std::vector<PersonKey> people{};              ///< kSender, kRecipient, kParticipant
  std::vector<ConversationId> conversations{};  ///< kConversation
  std::vector<std::pair<std::string, std::int64_t>> departments{};  ///< kDepartment: source and id
};

/// A parsed query. Plain data.
struct Node {
  enum class Kind : std::uint8_t {
    kAll,        ///< every message
    kTerm,       ///< `text` occurs, however it is written
    kPhrase,     ///< `text` occurs exactly as written
    kNear,       ///< both children (terms, phrases, or an OR of them) occur at most `distance` characters apart
    kCondition,  ///< `condition`
    kNot,        ///< one child
    kAnd,
    kOr,
  };
  Kind kind = Kind::kAll;
  std::string text{};
  Condition condition{};
  std::uint32_t distance = 0;
  std::vector<Node> children{};
  Place place{};
};

}  // namespace custos::storage::query
