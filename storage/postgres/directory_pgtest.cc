// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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

namespace {

/// What rules would know, as lines.
class Lines final : public PeopleVisitor {
 public:
  void OnBorrower(const std::string& source, const std::string& directory) override {
    all.push_back(source + " uses " + directory);
  }
  void OnDepartment(const std::string&, const custos::Department& one) override {
    all.push_back("department " + one.name);
  }
  void OnEmployee(const std::string&, const std::string& id, const std::vector<std::int64_t>& in) override {
    all.push_back("employee " + id + " in " + std::to_string(in.size()));
  }
  void OnTag(const std::string&, const CustomerTag& tag) override { all.push_back("tag " + tag.id + " " + tag.name); }
  void OnTagged(const std::string& source, const std::string& customer, const std::vector<std::string>& tags) override {
    std::string line = source + " " + customer;
    for (const std::string& tag : tags) line += " " + tag;
    all.push_back(line);
  }
  bool Has(const std::string& line) const { return std::find(all.begin(), all.end(), line) != all.end(); }

  std::vector<std::string> all;
};

}  // namespace

TEST_CASE("Tags that several employees gave a customer are told together") {
  test::Fixture f;
  DirectorySnapshot company = Company();
  company.customer_tags = {{"et1", "重点"}, {"et2", "老客户"}};
  company.relations[0].tags = {"et1"};
  company.relations.push_back({"li", "wm1", "", 1, {"et2", "et1"}});
  company.relations.push_back({"li", "wm2", "", 1, {}});
  REQUIRE(f.storage().directory().Apply(company).ok());
  Lines lines;
  REQUIRE(f.storage().people().Read(lines).ok());
  CHECK(lines.Has(std::string(kSource) + " wm1 et2 et1 et1"));
  CHECK(lines.Has("tag et2 老客户"));
  CHECK(lines.Has("employee zhang in 1"));
  CHECK(lines.all.size() == 4 + 2 + 2 + 1);
}

TEST_CASE("The revision of what rules know grows when it changes, and only then") {
  test::Fixture f;
  DirectoryStore& directory = f.storage().directory();
  const auto revision = [&] { return f.storage().people().Revision().value(); };
  DirectorySnapshot company = Company();
  company.relations[0].tags = {"et1"};
  REQUIRE(directory.Apply(company).ok());
  const std::uint64_t first = revision();
  REQUIRE(directory.Apply(company).ok());
  company.relations[0].remark = "别的备注";
  company.customers[0].name = "别的名字";
  REQUIRE(directory.Apply(company).ok());
  CHECK(revision() == first);
  company.relations[0].tags = {};
  REQUIRE(directory.Apply(company).ok());
  CHECK(revision() == first + 1);
  (*company.departments)[1].parent_id = 4;
  REQUIRE(directory.Apply(company).ok());
  CHECK(revision() == first + 2);
  company.employees->pop_back();  // who left keeps his departments
  REQUIRE(directory.Apply(company).ok());
  CHECK(revision() == first + 2);
  company.employees->front().departments = {4};
  REQUIRE(directory.Apply(company).ok());
  CHECK(revision() == first + 3);
}

}  // namespace custos::storage
