// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

class Pushing : public test::Fixture {
 public:
  DeviceStore& devices() { return storage().devices(); }
  PushSourceStore& sources() { return storage().push_sources(); }

  Device Invited(const std::string& code = "code") {
    Device device;
    device.id = std::string(31, '0') + "1";
    device.source = "phone:ww1";
    device.employee_source = "wecom:ww1";
    device.employee_id = "zhang";
    device.created_at = clock().Now();
    device.code_expires_at = clock().Now() + 1000;
    REQUIRE(devices().Invite(device, code).ok());
    return device;
  }
};

}  // namespace

TEST_CASE("A device enrols once with its code, is found by its credential, and is out when revoked") {
  Pushing f;
  const Device invited = f.Invited();
  const TimeMs now = f.clock().Now();
  CHECK_FALSE((*f.devices().Enrol("other", "secret", "", "", now)).has_value());
  CHECK_FALSE((*f.devices().Enrol("code", "secret", "", "", now + 1000)).has_value());
  const auto enrolled = f.devices().Enrol("code", "secret", "Model X", "1.0", now);
  REQUIRE((enrolled.ok() && enrolled->has_value()));
  CHECK((*enrolled)->state == DeviceState::kEnrolled);
  CHECK((*enrolled)->model == "Model X");
  CHECK_FALSE((*f.devices().Enrol("code", "again", "", "", now)).has_value());
  CHECK((*f.devices().FindBySecret("secret"))->employee_id == "zhang");
  REQUIRE(f.devices().Revoke(invited.id, now).ok());
  CHECK_FALSE((*f.devices().FindBySecret("secret")).has_value());
  CHECK(f.devices().List()->front().state == DeviceState::kRevoked);
  CHECK(f.devices().Revoke("none", now).error().code == "device.not_found");
  CHECK(f.devices().InviteAgain(invited.id, "c2", now + 1).error().code == "device.in_use");
}

TEST_CASE("The progress of a device and what is missing survive a restart") {
  Pushing f;
  const Device device = f.Invited();
  const TimeMs now = f.clock().Now();
  REQUIRE(f.devices().Enrol("code", "secret", "", "", now).ok());
  REQUIRE(f.devices().Advance(device.id, {now + 5, -40, 3, "1.1", {1, 2, 6, 9}}).ok());
  f.Reopen();
  Device found = **f.devices().FindBySecret("secret");
  CHECK(found.last_seq == 9);
  CHECK(found.pending == 3);
  CHECK(found.skew_ms == -40);
  CHECK(found.app_version == "1.1");
  CHECK(found.gaps == std::vector<DeviceGap>{{3, 5, now + 5}, {7, 8, now + 5}});
  REQUIRE(f.devices().Advance(device.id, {now + 6, 0, 0, "", {4, 7, 8}}).ok());
  found = f.devices().List()->front();
  CHECK(found.gaps == std::vector<DeviceGap>{{3, 3, now + 5}, {5, 5, now + 5}});
  CHECK(found.app_version == "1.1");
}

TEST_CASE("A silence is found until it was told") {
  Pushing f;
  const Device device = f.Invited();
  const TimeMs now = f.clock().Now();
  REQUIRE(f.devices().Enrol("code", "secret", "", "", now).ok());
  CHECK(f.devices().Silent(now)->empty());
  REQUIRE(f.devices().Silent(now + 1)->size() == 1);
  REQUIRE(f.devices().MarkSilent(device.id, now).ok());
  CHECK(f.devices().Silent(now + 1)->empty());
  REQUIRE(f.devices().Advance(device.id, {now + 10, 0, 0, "", {}}).ok());
  CHECK(f.devices().Silent(now + 11)->size() == 1);
}

TEST_CASE("A source is made once and found by its token while it is enabled") {
  Pushing f;
  const PushSource source{.name = "ingest:chat",
                          .kind = "ingest",
                          .title = "Chat",
                          .directory = "wecom:ww1",
                          .created_at = f.clock().Now()};
  REQUIRE(f.sources().Create(source).ok());
  CHECK(f.sources().Create(source).error().code == "source.exists");
  CHECK(f.sources().Ensure(source).ok());
  CHECK_FALSE((*f.sources().FindByToken("", f.clock().Now())).has_value());
  REQUIRE(f.sources().SetToken("ingest:chat", "hash", "cussrc_abcd").ok());
  const auto found = f.sources().FindByToken("hash", f.clock().Now());
  CHECK((*found)->token_prefix == "cussrc_abcd");
  CHECK(f.sources().List()->front().last_seen_at == f.clock().Now());
  REQUIRE(f.sources().SetEnabled("ingest:chat", false).ok());
  CHECK_FALSE((*f.sources().FindByToken("hash", f.clock().Now())).has_value());
  CHECK(f.sources().SetToken("none", "x", "x").error().code == "source.not_found");
}

TEST_CASE("A source that uses another's directory shows its people by name, to those who may see them") {
  Pushing f;
  DirectorySnapshot company;
  company.source = "wecom:ww1";
  company.departments = {{1, 0, "公司"}};
  company.employees = {{"zhang", "张伟", {1}, 1, true, true}, {"li", "李娜", {1}, 1, true, true}};
  REQUIRE(f.storage().directory().Apply(company).ok());
  REQUIRE(f.sources().Ensure({.name = "phone:ww1", .kind = "phone", .directory = "wecom:ww1"}).ok());
  Message sms = test::ChatMessage(0, "短信");
  sms.source = "phone:ww1";
  sms.key = "d1/1";
  sms.channel = Channel::kSms;
  CommitRequest request;
  request.source = "phone:ww1";
  request.messages = {{sms, {}}};
  request.received_at = f.clock().Now();
  f.Commit(request);
  const auto seen_by = [&](const Scope& scope) { return f.storage().reader().Search(scope, {})->items; };
  const auto own = seen_by({Scope::Kind::kOwn, {}, {{"wecom:ww1", "zhang"}}});
  REQUIRE(own.size() == 1);
  CHECK(own[0].from.name == "张伟");
  CHECK(own[0].from.department == "公司");
  CHECK(seen_by({Scope::Kind::kDepartments, {{"wecom:ww1", 1}}, {}}).size() == 1);
  CHECK(seen_by({Scope::Kind::kOwn, {}, {{"wecom:ww1", "li"}}}).empty());
}

TEST_CASE("Gaps are joined rather than counted without end") {
  std::vector<std::uint64_t> seqs;
  for (std::uint64_t seq = 2; seq <= 4000; seq += 2) seqs.push_back(seq);
  std::uint64_t last_seq = 0;
  const auto gaps = GapsAfter({}, &last_seq, seqs, 5);
  CHECK(last_seq == 4000);
  CHECK(gaps.size() == 1000);
  CHECK(gaps.front().first == 1);
  CHECK(gaps.back().last == 3999);
}

}  // namespace custos::storage
