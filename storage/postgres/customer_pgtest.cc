// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using Company = test::CompanyFixture;
using test::ChatMessage;
using test::EventMessage;
using test::kSource;
using test::LineMessage;

std::vector<std::string> Kinds(const CustomerView& view) {
  std::vector<std::string> kinds;
  for (const CustomerIdentity& identity : view.identities) {
    kinds.push_back(std::string(ToString(identity.kind)) + ":" + identity.value + ":" + identity.reason);
  }
  return kinds;
}

}  // namespace

TEST_CASE("A customer known to two employees is one record with two relations") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "", {}, "老客户");
  f.Contact("li", "wm1", "王女士");
  f.Follow();
  const auto list = f.Listed();
  REQUIRE(list.size() == 1);
  CHECK(list[0].name == "王女士");
  const CustomerView view = f.View(list[0].id);
  CHECK(Kinds(view) == std::vector<std::string>{"contact:wm1:contact"});
  REQUIRE(view.relations.size() == 2);
  CHECK(view.relations[0].employee.name == "李四");
  CHECK(view.relations[1].remark == "老客户");
  CHECK(view.relations[1].add_way == 1);
  CHECK(view.relations[1].state == "stands");
}

TEST_CASE("Equal unionids of two companies make one record, in whatever order they come") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "union-1");
  f.Follow();
  f.Contact("zhao", "wmB", "王女士(B)", "union-1", {}, {}, "test:two");
  f.Contact("zhao", "wmC", "李先生", "union-2", {}, {}, "test:two");
  f.Follow();
  CHECK(f.Listed().size() == 2);
  CHECK(f.IdOf("wm1") == f.IdOf("wmB", "test:two"));
  CHECK(f.IdOf("wm1") != f.IdOf("wmC", "test:two"));
  CHECK(f.View(f.IdOf("wm1")).relations.size() == 2);
}

TEST_CASE("A number noted at a contact brings his text messages and calls to the same record") {
  Company f;
  f.CommitMessages({LineMessage(1, Channel::kSms, "zhang", "8613900001111"),
                    LineMessage(2, Channel::kCall, "zhang", "8613900001111"),
                    LineMessage(3, Channel::kSms, "zhang", "10086"),
                    LineMessage(4, Channel::kSms, "zhang", "1069000011")});
  f.Follow();
  REQUIRE(f.Listed().size() == 1);  // service numbers are nobody
  f.Contact("zhang", "wm1", "王女士", "", {"8613900001111"});
  f.Follow();
  const auto list = f.Listed();
  REQUIRE(list.size() == 1);
  CHECK(list[0].name == "王女士");
  CHECK(list[0].phones == std::vector<std::string>{"8613900001111"});
  CHECK(f.IdOf("8613900001111") == f.IdOf("wm1"));
  CHECK(Kinds(f.View(list[0].id)) == std::vector<std::string>{"contact:wm1:contact", "phone:8613900001111:talked"});
}

TEST_CASE("Equal names alone never join, they are shown as alike") {
  Company f;
  f.Contact("zhang", "wm1", "王女士");
  f.Contact("zhang", "wm2", "王女士");
  f.Follow();
  CHECK(f.Listed().size() == 2);
  const CustomerView view = f.View(f.IdOf("wm1"));
  REQUIRE(view.alike.size() == 1);
  CHECK(view.alike[0].id == f.IdOf("wm2"));
}

TEST_CASE("A number shared by two people of different unionids joins neither, and one of an employee nobody") {
  Company f;
  f.Contact("zhang", "wm1", "夫", "union-1", {"8613900001111"});
  f.Contact("zhang", "wm2", "妻", "union-2", {"8613900001111"});
  DirectorySnapshot staff = f.Snapshot();
  staff.employees = {{.id = "zhang", .name = "张三", .numbers = {"8613900002222"}}, {.id = "li", .name = "李四"}};
  f.Tell(staff);
  f.Contact("zhang", "wm3", "甲", "", {"8613900002222"});
  f.Contact("zhang", "wm4", "乙", "", {"8613900002222"});
  f.Follow();
  CHECK(f.Listed().size() == 4);
}

TEST_CASE("Every step of a relation stays, and it shows how it stands") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "", {}, "先注");
  f.CommitMessages(
      {EventMessage(1, "add_external_contact", "zhang", "wm1"), EventMessage(2, "del_external_contact", "zhang", "wm1"),
       EventMessage(3, "add_external_contact", "zhang", "wm1"), EventMessage(4, "del_follow_user", "zhang", "wm1")});
  f.Contact("zhang", "wm1", "王女士", "", {}, "后注");
  f.Follow();
  const CustomerView view = f.View(f.IdOf("wm1"));
  REQUIRE(view.relations.size() == 1);
  const CustomerRelation& relation = view.relations[0];
  CHECK(relation.state == "deleted_by_customer");
  CHECK(relation.restored);
  CHECK(relation.remark == "后注");
  std::vector<std::string> steps;
  for (const CustomerEvent& event : relation.history) steps.emplace_back(ToString(event.kind));
  CHECK(steps ==
        std::vector<std::string>{"added", "added", "deleted_by_employee", "added", "deleted_by_customer", "remarked"});
  CHECK(relation.history.back().detail.find("先注") != std::string::npos);
}

TEST_CASE("A handover is no deletion by the employee") {
  Company f;
  f.Contact("zhang", "wm1", "王女士");
  f.CommitMessages({EventMessage(1, "del_external_contact", "zhang", "wm1", R"({"Source":"DELETE_BY_TRANSFER"})")});
  f.Follow();
  CHECK(f.View(f.IdOf("wm1")).relations[0].state == "handed_over");
}

TEST_CASE("Looking at everything again changes nothing, sealed messages included") {
  Company f;
  f.Contact("zhang", "wm1", "王女士", "union-1", {"8613900001111"});
  f.CommitMessages({ChatMessage(1, "你好", "zhang", "wm1"), EventMessage(2, "del_external_contact", "zhang", "wm1"),
                    LineMessage(3, Channel::kCall, "li", "8613900003333")});
  f.Follow();
  const auto counts = [&] {
    return std::vector<std::int64_t>{f.Count("customer_record"), f.Count("customer_identity"),
                                     f.Count("customer_event"), f.Count("customer_merge")};
  };
  const auto before = counts();
  CHECK(before[0] == 2);
  REQUIRE(f.customers().FollowAgain());
  f.Follow();
  CHECK(counts() == before);
  REQUIRE(f.storage().Seal(true).ok());
  REQUIRE(f.customers().FollowAgain());
  f.Follow();
  CHECK(counts() == before);
  f.Sql("DELETE FROM customer_event");
  f.Sql("DELETE FROM customer_identity WHERE kind = 3");
  REQUIRE(f.customers().FollowAgain());
  f.Follow();
  CHECK(f.Count("customer_event WHERE leaf <> 0") == 1);
  CHECK(f.IdOf("8613900003333") != 0);
}

TEST_CASE("Customers are found by name, remark, number, tag and employee, page by page") {
  Company f;
  for (int i = 1; i <= 5; ++i) f.Contact("zhang", "wm" + std::to_string(i), "客户" + std::to_string(i));
  f.Contact("li", "wm9", "王女士", "", {"8613900001111"}, "苏州老客户");
  DirectorySnapshot tagged = f.Snapshot();
  tagged.customer_tags = {{"et1", "重点客户"}};
  tagged.relations = {{.employee_id = "li", .customer_id = "wm2", .added_at = 1, .tags = {"et1"}}};
  f.Tell(tagged);
  f.Follow();
  const std::uint64_t wang = f.IdOf("wm9");
  for (const std::string text : {"王女", "苏州", "13900001111", "+86 139-0000-1111"}) {
    CAPTURE(text);
    const auto found = f.Listed({.text = text});
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == wang);
  }
  CHECK(f.Listed({.text = "没有"}).empty());
  CHECK(f.Listed({.employee = EmployeeRef{kSource, "li"}}).size() == 2);
  REQUIRE(f.Listed({.tag = "重点客户"}).size() == 1);
  CHECK(f.Listed({.tag = "et1"})[0].tags == std::vector<std::string>{"重点客户"});
  std::vector<std::uint64_t> ids;
  CustomerFilter filter{.limit = 2};
  do {
    const auto page = f.customers().List(Scope::All(), filter);
    REQUIRE(page);
    for (const CustomerSummary& one : page->items) ids.push_back(one.id);
    filter.cursor = page->next_cursor;
  } while (!filter.cursor.empty());
  CHECK(ids.size() == 6);
  CHECK(std::is_sorted(ids.rbegin(), ids.rend()));
  filter.cursor = "x";
  CHECK(f.customers().List(Scope::All(), filter).error().code == "cursor.invalid");
}

TEST_CASE("Who may not see a customer does not find him, and sees only relations in his scope") {
  Company f;
  f.Contact("zhang", "wm1", "王女士");
  f.Contact("li", "wm1", "王女士");
  f.Contact("li", "wm2", "赵先生");
  f.CommitMessages({ChatMessage(1, "你好", "zhang", "wm3")});
  f.Follow();
  CHECK(f.Listed({}, Company::Own("zhang")).size() == 2);
  CHECK(f.Listed({}, Scope{}).empty());
  const CustomerView view = f.View(f.IdOf("wm1"), Company::Own("zhang"));
  CHECK(view.relations.size() == 1);
  CHECK(view.hidden_relations == 1);
  CHECK(f.customers().Get(Company::Own("zhang"), f.IdOf("wm2")).error().code == "customer.not_found");
  CHECK(f.customers().Get(Scope{}, f.IdOf("wm1")).error().code == "customer.not_found");
  CHECK(*f.customers().Find(Company::Own("zhang"), kSource, "wm2") == 0);
}

TEST_CASE("A name given by a person stands, and is noted with who gave it and what was before") {
  Company f;
  f.Contact("zhang", "wm1", "AAA建材");
  f.Follow();
  const std::uint64_t id = f.IdOf("wm1");
  CustomerView view = f.View(id);
  const CustomerActor actor{7, "陈主管", "名片上的名字"};
  const auto changed = f.customers().Change(Scope::All(), id, view.version,
                                            {.name = "王建国", .grade = "A", .fields = {{{"行业", "建材"}}}}, actor);
  REQUIRE(changed);
  CHECK(changed->summary.name == "王建国");
  CHECK(changed->name_from == "person");
  CHECK(changed->summary.grade == "A");
  CHECK(changed->fields.at("行业") == "建材");
  CHECK(f.customers().Change(Scope::All(), id, view.version, {.grade = "B"}, actor).error().code == "customer.changed");
  f.Contact("zhang", "wm1", "AAA建材批发");
  f.Follow();
  CHECK(f.View(id).summary.name == "王建国");
  CHECK(f.Listed({.text = "建材批发"}).size() == 1);
  const auto note = f.Sql("SELECT user_name, detail FROM customer_event WHERE customer <> 0");
  REQUIRE(note.size() == 1);
  CHECK(note.Text(0, 0) == "陈主管");
  CHECK(note.Text(0, 1).find("名片上的名字") != std::string::npos);
}

TEST_CASE("The number book keeps what a person entered, and knows extensions of one exchange only") {
  Company f;
  NumberBook& numbers = f.storage().numbers();
  REQUIRE(numbers.Put({{.value = "8613900002222", .employee_source = kSource, .employee_id = "li"},
                       {.exchange = "pbx", .value = "801", .employee_source = kSource, .employee_id = "zhang"}}));
  DirectorySnapshot staff = f.Snapshot();
  staff.employees = {{.id = "zhang", .name = "张三", .numbers = {"8613900002222", "8613900003333"}}};
  f.Tell(staff);
  const auto of = numbers.Of(kSource, "");
  CHECK(*of == std::map<std::string, std::string>{{"8613900002222", "li"}, {"8613900003333", "zhang"}});
  CHECK(numbers.Of(kSource, "pbx")->at("801") == "zhang");
  CHECK(numbers.List()->size() == 3);
  REQUIRE(numbers.Remove("pbx", "801"));
  CHECK(numbers.Remove("pbx", "801").error().code == "number.not_found");
}

}  // namespace custos::storage
