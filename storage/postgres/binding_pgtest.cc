// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;

constexpr TimeMs kDay = 86'400'000;

class Bound : public test::CompanyFixture {
 public:
  Device Phone(const std::string& id, const std::string& employee) {
    Device device;
    device.id = id;
    device.source = "phone:one";
    device.employee_source = kSource;
    device.employee_id = employee;
    device.label = "工作机";
    device.code_expires_at = clock().Now() + kDay;
    device.created_at = clock().Now();
    return device;
  }
  void Enrolled(const std::string& id, const std::string& employee) {
    REQUIRE(devices().Invite(Phone(id, employee), "code" + id));
    REQUIRE(devices().Enrol("code" + id, "secret" + id, "", "", clock().Now()));
  }
  void Number(const std::string& value, const std::string& employee) {
    REQUIRE(storage().numbers().Put({{.value = value, .employee_source = kSource, .employee_id = employee}}));
  }
  DeviceStore& devices() { return storage().devices(); }
  StaffBindings Of(const std::string& employee) {
    const auto bindings = storage().bindings().Of({kSource, employee});
    REQUIRE(bindings);
    return *bindings;
  }
};

}  // namespace

TEST_CASE("A phone is replaced at once: the old one is out, the new one invited for the same person") {
  Bound f;
  f.Enrolled("a", "zhang");
  f.clock().Advance(1000);
  Device next;
  next.id = "b";
  next.code_expires_at = f.clock().Now() + kDay;
  next.created_at = f.clock().Now();
  const auto replaced = f.devices().Replace("a", next, "codeb");
  REQUIRE(replaced);
  CHECK(replaced->employee_id == "zhang");
  CHECK(replaced->source == "phone:one");
  CHECK(replaced->label == "工作机");
  CHECK(replaced->replaces == "a");
  CHECK_FALSE(*f.devices().FindBySecret("secreta"));
  REQUIRE(*f.devices().Enrol("codeb", "secretb", "", "", f.clock().Now()));
  const StaffBindings bound = f.Of("zhang");
  REQUIRE(bound.devices.size() == 2);
  CHECK(bound.devices[0].id == "b");
  CHECK(bound.devices[1].state == DeviceState::kRevoked);
  CHECK(bound.devices[1].revoked_at == f.clock().Now());
}

TEST_CASE("What is revoked already, and what is not there, is not replaced, and nothing is invited for it") {
  Bound f;
  f.Enrolled("a", "zhang");
  REQUIRE(f.devices().Revoke("a", f.clock().Now()));
  CHECK(f.devices().Replace("a", f.Phone("b", "zhang"), "codeb").error().code == "device.revoked");
  CHECK(f.devices().Replace("c", f.Phone("b", "zhang"), "codeb").error().code == "device.not_found");
  CHECK(f.Count("device") == 1);
}

TEST_CASE("A number that moved says whose it was and until when") {
  Bound f;
  f.Number("8613900001111", "zhang");
  const TimeMs since = f.clock().Now();
  f.clock().Advance(kDay);
  f.Number("8613900001111", "li");
  CHECK(f.Of("li").numbers.at(0).until == 0);
  const auto was = f.Of("zhang").numbers;
  REQUIRE(was.size() == 1);
  CHECK(was[0].since == since);
  CHECK(was[0].until == f.clock().Now());
  f.Number("8613900001111", "li");  // said again: nothing moved
  CHECK(f.Count("employee_number_past") == 1);
  REQUIRE(f.storage().numbers().Remove("", "8613900001111"));
  CHECK(f.Of("li").numbers.at(0).until > 0);
  CHECK(f.storage().bindings().Of({kSource, "nobody"}).error().code == "employee.not_found");
}

}  // namespace custos::storage
