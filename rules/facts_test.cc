// SPDX-License-Identifier: Apache-2.0
#include "rules/facts.h"

#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

Message Between(Party from, std::vector<Party> to) {
  Message message;
  message.source = "s:1";
  message.from = std::move(from);
  message.to = std::move(to);
  return message;
}

TEST_CASE("Employee and customer are found whoever of them speaks") {
  const Party staff{PartyKind::kStaff, "li"}, customer{PartyKind::kExternal, "wm1"};
  for (const auto& facts : {FactsOf(Between(staff, {customer})), FactsOf(Between(customer, {staff}))}) {
    CHECK(facts.employee == "s:1/li");
    CHECK(facts.customer == "s:1/wm1");
    CHECK(facts.departments.empty());
  }
}

TEST_CASE("In a group the customer is known only when he speaks") {
  const Party staff{PartyKind::kStaff, "li"}, one{PartyKind::kExternal, "wm1"}, two{PartyKind::kExternal, "wm2"};
  auto message = Between(staff, {one, two});
  message.conversation_kind = ConversationKind::kGroup;
  CHECK(FactsOf(message).customer.empty());
  message = Between(two, {one, staff});
  message.conversation_kind = ConversationKind::kGroup;
  CHECK(FactsOf(message).customer == "s:1/wm2");
  CHECK(FactsOf(Message{}).employee.empty());
}

}  // namespace
}  // namespace custos::rules
