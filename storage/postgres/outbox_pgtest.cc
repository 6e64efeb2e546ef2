// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

OutboxItem About(const std::string& subject, TimeMs at = 1'000) {
  OutboxItem item;
  item.channel = "ops";
  item.subject = subject;
  item.title = "告警";
  item.created_at = at;
  return item;
}

}  // namespace

TEST_CASE("A subject is queued once for a channel and stays until it was sent") {
  test::Fixture f;
  REQUIRE(f.storage().outbox().Put({About("alert:1"), About("alert:2")}).ok());
  REQUIRE(f.storage().outbox().Put({About("alert:2"), About("alert:3")}).ok());
  f.Reopen();
  Outbox& outbox = f.storage().outbox();
  const auto due = outbox.Due("ops", 1'000, 10);
  REQUIRE(due->size() == 3);
  CHECK(due->at(0).subject == "alert:1");
  CHECK(due->at(0).title == "告警");
  CHECK(outbox.Due("ops", 999, 10)->empty());
  CHECK(outbox.Due("other", 1'000, 10)->empty());
  REQUIRE(outbox.Sent({due->at(0)}, 2'000).ok());
  REQUIRE(outbox.PutOff({due->at(1)}, 5'000, "wecom.api_silence").ok());
  CHECK(outbox.Due("ops", 4'999, 10)->size() == 1);
  CHECK(outbox.Due("ops", 5'000, 10)->at(0).attempts == 1);
  REQUIRE(outbox.Put({About("alert:1")}).ok());
  const auto depths = outbox.Depths();
  REQUIRE(depths->size() == 1);
  CHECK(depths->at(0).waiting == 2);
  CHECK(depths->at(0).sent == 1);
  CHECK(depths->at(0).oldest_at == 1'000);
  CHECK(depths->at(0).problem == "wecom.api_silence");
}

TEST_CASE("What waited too long is given up and counted, and settled things are forgotten after a while") {
  test::Fixture f;
  Outbox& outbox = f.storage().outbox();
  REQUIRE(outbox.Put({About("old", 1'000), About("new", 9'000)}).ok());
  CHECK(*outbox.Expire(5'000, 0, 10'000) == 1);
  CHECK(outbox.Depths()->at(0).given_up == 1);
  CHECK(outbox.Depths()->at(0).waiting == 1);
  CHECK(*outbox.Expire(5'000, 10'001, 20'000) == 0);
  CHECK(outbox.Depths()->at(0).given_up == 0);
}

TEST_CASE("A note is what was noted last") {
  test::Fixture f;
  Outbox& outbox = f.storage().outbox();
  CHECK(outbox.Note("notify", "position")->empty());
  REQUIRE(outbox.SetNote("notify", "position", "1", 1).ok());
  REQUIRE(outbox.SetNote("notify", "position", "2", 2).ok());
  CHECK(*outbox.Note("notify", "position") == "2");
}

}  // namespace custos::storage
