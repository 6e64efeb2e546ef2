// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/message.h"

namespace custos::storage {

/// Codes by which a sealed message is found through who takes part in its conversation. They stand among the search
/// codes of a segment (core/text/bigrams.h), above every code point. They are hashes: what they find has to be checked.
/// The codes are stored and must never change.
///
/// A conversation of two has the codes of both for ever, because its key is the pair. Who is in a group changes, so a
/// group has a code of its own, and whoever looks for a person asks for the groups that person was ever in.
std::int32_t CodeOfPerson(std::string_view source, std::string_view id);
std::int32_t CodeOfGroup(const ConversationId& conversation);
/// Of messages outside of groups that do not name exactly two: everybody's search has to look at them.
constexpr std::int32_t kCodeOfOddMessages = 0x40000000;

/// The codes of a message.
std::vector<std::int32_t> PeopleCodes(const Message& message);

}  // namespace custos::storage
