// SPDX-License-Identifier: Apache-2.0
#include "core/message.h"

#include <catch2/catch.hpp>

namespace custos {

TEST_CASE("a conversation id depends on source and key and survives its text form") {
  const ConversationId id = ConversationId::Of("wecom:a", "room1");
  CHECK(id == ConversationId::Of("wecom:a", "room1"));
  CHECK(id != ConversationId::Of("wecom:b", "room1"));
  CHECK(ConversationId::Parse(id.Hex()) == id);
}

TEST_CASE("the border between source and key counts") {
  CHECK(ConversationId::Of("wecom:a", "b") != ConversationId::Of("wecom:", "ab"));
}

TEST_CASE("a conversation id of the wrong form is refused") {
  CHECK_FALSE(ConversationId::Parse("12"));
  CHECK_FALSE(ConversationId::Parse(std::string(32, 'x')));
}

TEST_CASE("names of channels and roles go both ways") {
  CHECK(ParseChannel(ToString(Channel::kSms)) == Channel::kSms);
  CHECK(ParseRole(ToString(Role::kColleague)) == Role::kColleague);
  CHECK_FALSE(ParseRole("boss"));
}

}  // namespace custos
