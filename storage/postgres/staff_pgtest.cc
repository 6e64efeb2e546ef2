// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;

constexpr char kOther[] = "wecom:other";

/// Zhang works in two companies, with another name in the second; Li and Wang share a name only.
class TwoCompanies : public test::CompanyFixture {
 public:
  TwoCompanies() {
    Staff(kSource, {Person("zhang", "张三", "8613900001111", "Zhang@example.com", "007"),
                    Person("li", "李四", "8613900001112", "", "001"), Person("zhang2", "张三", "", "", "")});
    Staff(kOther, {Person("z.san", "张三丰", "8613900001111", "zhang@example.com", "107"),
                   Person("wang", "王五", "8613900001113", "", "001"), Person("li", "李四", "", "", "")});
  }

  static Employee Person(const std::string& id, const std::string& name, const std::string& mobile,
                         const std::string& email, const std::string& number) {
    Employee employee{.id = id, .name = name, .departments = {1}, .main_department = 1};
    if (!mobile.empty()) employee.numbers = {mobile};
    if (!email.empty()) employee.emails = {email};
    employee.staff_number = number;
    return employee;
  }
  void Staff(const std::string& source, const std::vector<Employee>& employees) {
    DirectorySnapshot people = Snapshot(source);
    people.departments = {{1, 0, "公司"}};
    people.employees = employees;
    Tell(people);
  }

  StaffStore& store() { return storage().staff(); }
  std::vector<std::string> Accounts(const EmployeeRef& account) {
    const auto accounts = store().Accounts(account);
    REQUIRE(accounts);
    std::vector<std::string> names;
    for (const StaffAccount& one : *accounts) names.push_back(one.person.source + "/" + one.person.id);
    return names;
  }
  std::vector<StaffProposal> Proposals() {
    const auto proposals = store().Proposals(10);
    REQUIRE(proposals);
    return *proposals;
  }
  static StaffOrder Because(const std::string& reason) { return {reason, 1, "周宁"}; }

  const EmployeeRef zhang{kSource, "zhang"};
  const EmployeeRef z_san{kOther, "z.san"};
  const EmployeeRef wang{kOther, "wang"};
};

}  // namespace

TEST_CASE("Accounts with equal numbers and addresses are proposed, equal names and staff numbers alone are not") {
  TwoCompanies f;
  const auto proposals = f.Proposals();
  REQUIRE(proposals.size() == 1);
  const StaffProposal& one = proposals.front();
  const std::vector<std::string> ids = {one.account.person.id, one.other.person.id};
  CHECK(std::count(ids.begin(), ids.end(), "zhang") == 1);
  CHECK(std::count(ids.begin(), ids.end(), "z.san") == 1);
  CHECK(one.marks == std::vector{StaffMark::kMobile, StaffMark::kEmail});
  // Nobody is joined by that.
  CHECK(f.Accounts(f.zhang).size() == 1);

  // The same staff number with the same name tells something; a number that everybody has does not.
  f.Staff(kOther, {TwoCompanies::Person("li", "李四", "", "", "001")});
  CHECK(f.Proposals().size() == 2);
  std::vector<Employee> many;
  for (int i = 0; i < 6; ++i) {
    many.push_back(TwoCompanies::Person("m" + std::to_string(i), "员工", "8613900001119", "", ""));
  }
  f.Staff("wecom:third", many);
  CHECK(f.Proposals().size() == 2);
}

TEST_CASE("Joined accounts are one person's until they are parted, and every decision is kept") {
  TwoCompanies f;
  REQUIRE(f.store().Join(f.zhang, f.z_san, TwoCompanies::Because("手机号相同")));
  CHECK(f.Accounts(f.zhang).size() == 2);
  CHECK(f.Accounts(f.z_san) == f.Accounts(f.zhang));
  CHECK(f.Proposals().empty());
  CHECK(f.store().Join(f.z_san, f.zhang, {}).error().code == "staff.joined_already");
  CHECK(f.store().Join(f.zhang, f.zhang, {}).error().code == "staff.same_account");
  CHECK(f.store().Join(f.zhang, {kSource, "nobody"}, {}).error().code == "employee.not_found");

  // Two persons of whom each had two accounts turn out to be one.
  const EmployeeRef li{kSource, "li"};
  REQUIRE(f.store().Join(f.wang, li, TwoCompanies::Because("试错")));
  REQUIRE(f.store().Join(li, f.zhang, TwoCompanies::Because("试错")));
  CHECK(f.Accounts(f.wang).size() == 4);
  REQUIRE(f.store().Part(f.wang, TwoCompanies::Because("弄错了")));
  REQUIRE(f.store().Part(li, TwoCompanies::Because("弄错了")));
  CHECK(f.Accounts(f.zhang).size() == 2);
  CHECK(f.Accounts(f.wang).size() == 1);

  REQUIRE(f.store().Part(f.zhang, TwoCompanies::Because("其实是两个人")));
  CHECK(f.Accounts(f.zhang).size() == 1);
  CHECK(f.Accounts(f.z_san).size() == 1);
  CHECK(f.store().Part(f.z_san, {}).error().code == "staff.not_joined");
  CHECK(f.Proposals().empty());  // somebody decided on them
  const auto history = f.store().History(f.z_san);
  REQUIRE(history);
  REQUIRE(history->size() == 2);
  CHECK(history->front().act == StaffAct::kParted);
  CHECK(history->front().reason == "其实是两个人");
  CHECK(history->front().user_name == "周宁");
  CHECK(history->back().act == StaffAct::kJoined);
  CHECK_THROWS(f.Sql("DELETE FROM staff_step"));
  CHECK_THROWS(f.Sql("UPDATE staff_step SET reason = ''"));
}

TEST_CASE("What was said not to be one person is not proposed again, and may still be joined") {
  TwoCompanies f;
  REQUIRE(f.store().Refuse(f.z_san, f.zhang, TwoCompanies::Because("母女共用手机")));
  CHECK(f.Proposals().empty());
  CHECK(f.store().History(f.zhang)->front().act == StaffAct::kRefused);
  REQUIRE(f.store().Join(f.zhang, f.z_san, TwoCompanies::Because("核对过身份证")));
  CHECK(f.Accounts(f.z_san).size() == 2);
}

TEST_CASE("An account that left is still the person's, after the one that is there") {
  TwoCompanies f;
  REQUIRE(f.store().Join(f.zhang, f.z_san, TwoCompanies::Because("调岗")));
  f.Staff(kSource, {TwoCompanies::Person("li", "李四", "8613900001112", "", "001")});
  const auto accounts = f.store().Accounts(f.zhang);
  REQUIRE(accounts);
  REQUIRE(accounts->size() == 2);
  CHECK(accounts->front().person.id == "z.san");
  CHECK(accounts->front().active);
  CHECK_FALSE(accounts->back().active);
  CHECK(f.store().Accounts({kSource, "nobody"}).error().code == "employee.not_found");
}

}  // namespace custos::storage
