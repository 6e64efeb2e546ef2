// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/people_codes.h"

#include <string>

#include "core/digest.h"

namespace custos::storage {
namespace {

/// Between kCodeOfOddMessages and the largest code, both left out.
std::int32_t CodeOf(std::uint8_t first, std::uint8_t second, std::uint8_t third, std::uint8_t fourth) {
  const std::uint32_t bits = static_cast<std::uint32_t>(first) << 24 | static_cast<std::uint32_t>(second) << 16 |
                             static_cast<std::uint32_t>(third) << 8 | fourth;
  return kCodeOfOddMessages + 1 + static_cast<std::int32_t>(bits % (0x40000000U - 2));
}

}  // namespace

std::int32_t CodeOfPerson(std::string_view source, std::string_view id) {
  std::string key(source);
  key += '\0';
  key += id;
  const Digest digest = Sha256(key);
  return CodeOf(digest[0], digest[1], digest[2], digest[3]);
}

std::int32_t CodeOfGroup(const ConversationId& conversation) {
  const auto& bytes = conversation.bytes;
  return CodeOf(bytes[0], bytes[1], bytes[2], bytes[3]);
}

std::vector<std::int32_t> PeopleCodes(const Message& message) {
  if (!message.room.empty()) return {CodeOfGroup(message.conversation())};
  if (message.to.size() != 1 || message.from.id.empty() || message.to.front().id.empty()) return {kCodeOfOddMessages};
  const std::int32_t from = CodeOfPerson(message.source, message.from.id);
  const std::int32_t to = CodeOfPerson(message.source, message.to.front().id);
  if (from == to) return {from};
  return {from, to};
}

}  // namespace custos::storage
