// SPDX-License-Identifier: Apache-2.0
#include "storage/format/ownership.h"

#include <catch2/catch.hpp>

#include "storage/ownership_rules.h"

namespace custos::storage {
namespace {

OwnershipContent Full() {
  OwnershipContent content;
  content.state.owner = EmployeeRef{"wecom:corp", "zhang"};
  content.state.since = 1'758'000'000'000;
  content.state.shared = {{"wecom:corp", "li"}, {"wecom:corp", "wang"}};
  content.state.borrower = DatedEmployee{{"wecom:corp", "zhao"}, 1'758'100'000'000};
  content.state.frozen = true;
  content.state.frozen_until = 1'758'200'000'000;
  content.state.last_owner = DatedEmployee{{"wecom:corp", "li"}, 1'757'000'000'000};
  content.employee = EmployeeRef{"wecom:corp", "zhao"};
  content.actor = {.user_id = 7, .user_name = "陈主管", .cause = "person", .reason = "出差期间"};
  return content;
}

}  // namespace

TEST_CASE("What stands after a step is read back as it was written") {
  for (const bool full : {true, false}) {
    OwnershipContent content = full ? Full() : OwnershipContent();
    if (!full) content.state.pool = 3;
    const auto read = DecodeOwnership(EncodeOwnership(content));
    REQUIRE(read);
    CHECK(SameOwnership(read->state, content.state));
    CHECK(read->employee.has_value() == full);
    CHECK(read->actor.user_id == content.actor.user_id);
    CHECK(read->actor.user_name == content.actor.user_name);
    CHECK(read->actor.cause == content.actor.cause);
    CHECK(read->actor.reason == content.actor.reason);
  }
}

TEST_CASE("Bytes that no step writes are refused") {
  const std::string bytes = EncodeOwnership(Full());
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(DecodeOwnership(bytes.substr(0, size)));
  CHECK_FALSE(DecodeOwnership(bytes + '\0'));
  std::string flag = bytes;
  flag[1] = 2;
  CHECK_FALSE(DecodeOwnership(flag));
  CHECK(DecodeOwnership(flag).error().code == "evidence.malformed");
}

}  // namespace custos::storage
