// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

using test::kSource;

DirectorySnapshot Company() {
  DirectorySnapshot s;
  s.source = kSource;
  s.departments = {{1, 0, "公司"}, {2, 1, "销售"}, {3, 2, "销售一组"}, {4, 1, "市场"}};
  s.employees = {{.id = "zhang", .name = "张三", .departments = {3}, .main_department = 3},
                 {.id = "li", .name = "李四", .departments = {4}, .main_department = 4}};
  s.customers = {{.id = "wm1", .name = "王客户"}, {.id = "wm2", .name = "赵客户"}};
  s.relations = {{.employee_id = "zhang", .customer_id = "wm1", .remark = "老客户", .added_at = 1}};
  Group group;
  group.id = "wr1";
  group.name = "看房群";
  group.owner_id = "zhang";
  for (const Party& party : {Party{PartyKind::kStaff, "zhang"}, Party{PartyKind::kExternal, "wm1"}}) {
    GroupMember& member = group.members.emplace_back();
    member.party = party;
  }
  s.groups.push_back(std::move(group));
  return s;
}

Scope Department(std::int64_t id) {
  Scope scope;
  scope.kind = Scope::Kind::kDepartments;
  scope.departments = {{kSource, id}};
  return scope;
}

}  // namespace

TEST_CASE("Departments and people are listed as far as the scope reaches") {
  test::Fixture f;
  DirectoryStore& directory = f.storage().directory();
  REQUIRE(directory.Apply(Company()).ok());
  CHECK(directory.Departments(Scope::All())->size() == 4);
  CHECK(directory.Departments(Scope{})->empty());
  CHECK(directory.FindEmployees(Scope::All(), "", 10)->size() == 2);
  const auto found = directory.FindEmployees(Department(2), "", 10);
  REQUIRE(found->size() == 1);
  CHECK(found->at(0).name == "张三");
  CHECK(found->at(0).department == "销售一组");
  CHECK(directory.FindEmployees(Scope::All(), "LI", 10)->at(0).id == "li");
  CHECK(directory.FindEmployees(Scope::All(), "%", 10)->empty());
  CHECK(directory.FindCustomers(Scope::All(), "客户", 10)->size() == 2);
  REQUIRE(directory.FindCustomers(Department(1), "", 10)->size() == 1);
  CHECK(directory.FindCustomers(Department(4), "", 10)->empty());
  CHECK(directory.FindCustomers(Scope{}, "", 10)->empty());
}

TEST_CASE("A new list replaces the old one, and who left keeps his name") {
  test::Fixture f;
  DirectoryStore& directory = f.storage().directory();
  REQUIRE(directory.Apply(Company()).ok());
  DirectorySnapshot later;
  later.source = kSource;
  later.departments = {{1, 0, "新公司"}};
  later.employees = {{.id = "zhang", .name = "张三丰", .departments = {1}, .main_department = 1}};
  REQUIRE(directory.Apply(later).ok());
  CHECK(directory.Departments(Scope::All())->size() == 1);
  CHECK(f.Sql("SELECT active FROM employee WHERE id = 'li'").Text(0, 0) == "f");
  CHECK(directory.FindEmployees(Scope::All(), "李四", 10)->size() == 1);
  CHECK(directory.FindEmployees(Scope::All(), "zhang", 10)->at(0).name == "张三丰");
  CHECK(f.Count("group_member") == 2);
}

TEST_CASE("Departments that name each other as parent do no harm") {
  test::Fixture f;
  DirectorySnapshot loop;
  loop.source = kSource;
  loop.departments = {{1, 2, "a"}, {2, 1, "b"}};
  CHECK(f.storage().directory().Apply(loop).ok());
}

}  // namespace custos::storage
