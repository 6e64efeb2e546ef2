// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/message.h"

namespace custos::storage {

/// What the codes of a text (core/text/bigrams.h) must satisfy so that a query can match it: a tree of and/or over
/// single codes. Necessary, not sufficient: the text itself is compared afterwards, and what a NOT excludes is only
/// found there.
struct GramCondition {
  enum class Kind : std::uint8_t {
    kAny,   ///< says nothing about the text
    kAll,   ///< every code of `codes` and every one of `parts`
    kSome,  ///< at least one code of `codes` or one of `parts`
  };

  Kind kind = Kind::kAny;
  std::vector<std::int32_t> codes = {};
  std::vector<GramCondition> parts = {};

  static GramCondition AllOf(std::vector<std::int32_t> codes, std::vector<GramCondition> parts = {}) {
    if (codes.empty() && parts.empty()) return {};
    return {Kind::kAll, std::move(codes), std::move(parts)};
  }
  static GramCondition SomeOf(std::vector<std::int32_t> codes, std::vector<GramCondition> parts = {}) {
    return {Kind::kSome, std::move(codes), std::move(parts)};
  }
};

/// A place in the order of all messages: by time sent, then by id.
struct MessagePosition {
  TimeMs sent_at = 0;
  std::uint64_t message_id = 0;

  bool operator==(const MessagePosition&) const = default;
  auto operator<=>(const MessagePosition&) const = default;
};

/// What a planned query asks of the index of messages. Members that are nullopt do not restrict; an empty list lets
/// nothing through. Everything but `grams` and `people` is exact.
struct CandidateQuery {
  GramCondition grams;
  GramCondition people;  ///< over storage/segment/people_codes.h: what `conversations` means for sealed messages
  std::optional<std::vector<ConversationId>> conversations;  ///< ascending
  std::optional<std::vector<std::uint64_t>> messages;        ///< ids; of alerts, verdicts, kinds of media …
  std::optional<std::vector<Channel>> channels;
  std::optional<std::vector<Role>> roles;
  std::optional<std::vector<ConversationKind>> conversation_kinds;
  std::optional<std::vector<std::string>> types;  ///< the platform's type names
  std::optional<std::vector<Party>> senders;
  std::optional<bool> has_media;
  std::optional<bool> recalled;
  TimeMs from = 0;   ///< inclusive; 0 = open
  TimeMs until = 0;  ///< exclusive; 0 = open
  bool oldest_first = false;
  std::optional<MessagePosition> after;  ///< only what comes behind it in the wanted order
};

}  // namespace custos::storage
