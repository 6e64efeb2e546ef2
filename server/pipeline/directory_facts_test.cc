// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/directory_facts.h"

#include <catch2/catch.hpp>

namespace custos::server {
namespace {

using Texts = std::vector<std::string>;

/// A company of three levels, with two customers that have tags.
class FakePeople final : public storage::PeopleStore {
 public:
  Result<std::uint64_t> Revision() override { return revision; }
  Status Read(storage::PeopleVisitor& visitor) override {
    ++readings;
    if (fails) return Error{ErrorKind::kUnavailable, "storage.unavailable", ""};
    visitor.OnBorrower("phone:a", "wecom:a");
    visitor.OnDepartment("wecom:a", {1, 0, "公司"});
    visitor.OnDepartment("wecom:a", {2, 1, sales});
    visitor.OnDepartment("wecom:a", {3, 2, "一组"});
    visitor.OnDepartment("wecom:b", {3, 4, "乙"});
    visitor.OnDepartment("wecom:b", {4, 3, "甲"});
    visitor.OnEmployee("wecom:a", "zhang", {3, 2});
    visitor.OnEmployee("wecom:b", "zhang", {3});
    visitor.OnTag("wecom:a", {"et1", "重点客户"});
    visitor.OnTagged("wecom:a", "wm2", {"et1", "et9", "et1"});
    visitor.OnTagged("wecom:a", "wm1", {"et9"});
    return {};
  }

  std::uint64_t revision = 1;
  int readings = 0;
  bool fails = false;
  std::string sales = "销售";
};

Message Said(const std::string& source, const std::string& employee, const std::string& customer) {
  Message message;
  message.source = source;
  message.from = {PartyKind::kStaff, employee};
  message.to = {{PartyKind::kExternal, customer}};
  return message;
}

}  // namespace

TEST_CASE("rules know the departments of an employee with all above them, by id and by name") {
  FakePeople people;
  DirectoryFacts facts(people);
  REQUIRE(facts.Refresh().ok());
  const rules::Facts known = facts.Of(Said("wecom:a", "zhang", "wm3"));
  CHECK(known.departments == Texts{"3", "一组", "2", "销售", "1", "公司"});
  CHECK(known.own_departments == Texts{"wecom:a/3", "wecom:a/2"});
  CHECK(known.customer_tags.empty());
  CHECK(facts.Of(Said("wecom:a", "li", "wm1")).departments.empty());
}

TEST_CASE("a source that uses another's directory speaks of the same people") {
  FakePeople people;
  DirectoryFacts facts(people);
  REQUIRE(facts.Refresh().ok());
  const rules::Facts known = facts.Of(Said("phone:a", "zhang", "wm2"));
  CHECK(known.employee == "wecom:a/zhang");
  CHECK(known.customer == "wecom:a/wm2");
  CHECK(known.own_departments == Texts{"wecom:a/3", "wecom:a/2"});
  CHECK(known.customer_tags == Texts{"et1", "重点客户", "et9"});
  CHECK(facts.Of(Said("phone:other", "zhang", "wm2")).employee == "phone:other/zhang");
}

TEST_CASE("people of another company with the same ids are other people") {
  FakePeople people;
  DirectoryFacts facts(people);
  REQUIRE(facts.Refresh().ok());
  const rules::Facts known = facts.Of(Said("wecom:b", "zhang", "wm1"));
  CHECK(known.own_departments == Texts{"wecom:b/3"});
  CHECK(known.departments == Texts{"3", "乙", "4", "甲"});  // which name each other as parent
  CHECK(known.customer_tags.empty());
  CHECK(facts.Of(Said("wecom:c", "zhang", "wm1")).departments.empty());
}

TEST_CASE("tags of a customer are known by id, and by name where the company has one") {
  FakePeople people;
  DirectoryFacts facts(people);
  REQUIRE(facts.Refresh().ok());
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm2")).customer_tags == Texts{"et1", "重点客户", "et9"});
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm1")).customer_tags == Texts{"et9"});
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm")).customer_tags.empty());
}

TEST_CASE("the directory is read again only when it changed, and a picture in use stays as it is") {
  FakePeople people;
  DirectoryFacts facts(people);
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm1")).departments.empty());
  REQUIRE(facts.Refresh().ok());
  const auto before = facts.Current();
  REQUIRE(facts.Refresh().ok());
  CHECK(people.readings == 1);
  people.revision = 2;
  people.sales = "市场";
  while (people.readings == 1) REQUIRE(facts.Refresh().ok());  // readings keep a distance
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm1")).departments[3] == "市场");
  CHECK(before->Of(Said("wecom:a", "zhang", "wm1")).departments[3] == "销售");
}

TEST_CASE("a reading that fails leaves what is known") {
  FakePeople people;
  DirectoryFacts facts(people);
  REQUIRE(facts.Refresh().ok());
  people.revision = 2;
  people.fails = true;
  Status last;
  while (people.readings == 1) last = facts.Refresh();
  CHECK_FALSE(last.ok());
  CHECK(facts.Of(Said("wecom:a", "zhang", "wm1")).departments.size() == 6);
}

TEST_CASE("a device is known where the message names one") {
  FakePeople people;
  DirectoryFacts facts(people);
  Message call = Said("calls:a", "zhang", "13900001111");
  call.detail = R"({"direction":"outbound","device":"phone-07"})";
  CHECK(facts.Of(call).device == "phone-07");
  call.detail = R"({"note":"\"device\"", "device":7})";
  CHECK(facts.Of(call).device.empty());
}

}  // namespace custos::server
