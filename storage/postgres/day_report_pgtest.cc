// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

constexpr std::int64_t kToday = 20'370;

/// Department 2 with zhang and 3 with li below 1; each is a rep of the same name.
class Reports : public test::CompanyFixture {
 public:
  Reports() {
    DirectorySnapshot people = Snapshot();
    people.departments = {{1, 0, "公司"}, {2, 1, "销售"}, {3, 1, "市场"}};
    people.employees = {{.id = "zhang", .name = "张三", .departments = {2}, .main_department = 2},
                        {.id = "li", .name = "李四", .departments = {3}, .main_department = 3}};
    Tell(people);
    zhang = Rep("zhang", "张三");
    li = Rep("li", "李四");
  }
  DayReportAuthor Rep(const std::string& id, const std::string& name, bool disabled = false) {
    User user;
    user.login = "rep." + id;
    user.display_name = name;
    user.role = UserRole::kRep;
    user.scope = Own(id);
    user.disabled = disabled;
    const auto made = storage().users().CreateUser(user);
    if (!made) throw std::runtime_error(made.error().message);
    return {made->id, name, {{test::kSource, id}}};
  }
  DayReportStore& store() { return storage().day_reports(); }
  DayReport HandIn(const DayReportAuthor& author, const std::string& text, const std::string& counts = "{}",
                   std::int64_t day = kToday) {
    const auto report = store().HandIn(author, day, text, counts);
    REQUIRE(report);
    return *report;
  }
  static Scope Department(std::int64_t id) {
    return {.kind = Scope::Kind::kDepartments, .departments = {{test::kSource, id}}, .employees = {}};
  }
  std::vector<std::string> Names(const Scope& scope, std::uint64_t reader = 99,
                                 const std::optional<DepartmentRef>& department = {}) {
    const auto page = store().List(scope, reader, {.day = kToday, .department = department});
    REQUIRE(page);
    CHECK(page->total == page->items.size());
    std::vector<std::string> names;
    for (const DayReport& report : page->items) names.push_back(report.user_name);
    return names;
  }
  std::vector<std::string> Silent(const Scope& scope, const std::optional<DepartmentRef>& department = {}) {
    const auto missing = store().Missing(scope, {.day = kToday, .department = department});
    REQUIRE(missing);
    std::vector<std::string> names;
    for (const MissingReport& one : *missing) names.push_back(one.user_name);
    return names;
  }

  DayReportAuthor zhang;
  DayReportAuthor li;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A correction of a report is a further version, and nothing that was handed in is lost") {
  Reports f;
  const DayReport first = f.HandIn(f.zhang, "顺利", R"({"n":1})");
  CHECK(first.now.version == 1);
  REQUIRE(first.employees.size() == 1);
  CHECK(first.employees[0].department == "销售");
  CHECK(f.HandIn(f.zhang, "顺利", R"({"n":1})").now.version == 1);  // nothing new
  f.clock().Advance(1000);
  const DayReport second = f.HandIn(f.zhang, "很顺利", R"({"n":2})");
  CHECK(second.id == first.id);
  CHECK(second.now.version == 2);
  CHECK(second.handed_in_at == first.handed_in_at);
  CHECK(second.now.at == first.now.at + 1000);
  REQUIRE(second.past.size() == 1);
  CHECK(second.past[0].text == "顺利");
  CHECK(second.past[0].counts == R"({"n":1})");
  CHECK(f.HandIn(f.zhang, "昨天", "{}", kToday - 1).id != first.id);
  CHECK(f.store().Own(f.zhang.id, kToday)->value().now.text == "很顺利");
  CHECK_FALSE(f.store().Own(f.li.id, kToday)->has_value());
}

TEST_CASE("A report is seen by its author and by who may see the activity of his accounts") {
  Reports f;
  const DayReport report = f.HandIn(f.zhang, "顺利");
  f.HandIn(f.li, "也顺利");
  CHECK(f.Names(Scope::All()) == Names{"张三", "李四"});
  CHECK(f.Names(Scope::All(), 99, DepartmentRef{test::kSource, 3}) == Names{"李四"});
  CHECK(f.Names(Reports::Department(2)) == Names{"张三"});
  CHECK(f.Names(Reports::Department(1)).size() == 2);
  CHECK(f.Names(test::CompanyFixture::Own("li"), f.li.id) == Names{"李四"});
  CHECK(f.Names(Scope{}, f.zhang.id) == Names{"张三"});  // his own, though his accounts were taken from him
  CHECK(f.Names(Scope{}).empty());
  CHECK(f.store().Get(Reports::Department(2), 99, report.id));
  CHECK(f.store().Get(Reports::Department(3), 99, report.id).error().code == "day_report.not_found");
  CHECK(f.store().MarkRead(Reports::Department(3), 99, "陈主管", report.id).error().code == "day_report.not_found");
}

TEST_CASE("Who reads a report is named with the version he read, its author is not") {
  Reports f;
  const DayReport report = f.HandIn(f.zhang, "顺利");
  const auto readers = [&] { return f.store().Get(Scope::All(), 99, report.id)->readers; };
  REQUIRE(f.store().MarkRead(Scope::All(), 99, "陈主管", report.id).ok());
  REQUIRE(f.store().MarkRead(Scope::All(), f.zhang.id, "张三", report.id).ok());
  REQUIRE(readers().size() == 1);
  CHECK(readers()[0].user_name == "陈主管");
  CHECK(readers()[0].version == 1);
  const TimeMs first = readers()[0].at;
  f.clock().Advance(1000);
  REQUIRE(f.store().MarkRead(Scope::All(), 99, "陈主管", report.id).ok());
  CHECK(readers()[0].at == first);
  f.HandIn(f.zhang, "更正");
  CHECK(readers()[0].version == 1);
  REQUIRE(f.store().MarkRead(Scope::All(), 99, "陈主管", report.id).ok());
  CHECK(readers()[0].version == 2);
  CHECK(readers()[0].at == first + 1000);
}

TEST_CASE("Those who handed nothing in are the enabled reps in sight") {
  Reports f;
  f.Rep("wang", "王五", true);
  CHECK(f.Silent(Scope::All()) == Names{"张三", "李四"});
  f.HandIn(f.zhang, "顺利");
  CHECK(f.Silent(Scope::All()) == Names{"李四"});
  CHECK(f.Silent(Reports::Department(2)).empty());
  CHECK(f.Silent(Scope::All(), DepartmentRef{test::kSource, 3}) == Names{"李四"});
  CHECK(f.Silent(Scope::All(), DepartmentRef{test::kSource, 2}).empty());
  CHECK(f.Silent(test::CompanyFixture::Own("li")) == Names{"李四"});
  CHECK(f.Silent(Scope{}).empty());
}

TEST_CASE("Reports of a day come in pages, each once") {
  Reports f;
  for (int i = 0; i < 5; ++i) f.HandIn({100U + i % 2 + i * 2U, i % 2 == 0 ? "同名" : "另一", {}}, "顺利");
  std::vector<std::uint64_t> seen;
  std::string cursor;
  do {
    const auto page = f.store().List(Scope::All(), 99, {.day = kToday, .cursor = cursor, .limit = 2});
    REQUIRE(page);
    CHECK(page->total == 5);
    for (const DayReport& report : page->items) seen.push_back(report.id);
    cursor = page->next_cursor;
  } while (!cursor.empty());
  std::sort(seen.begin(), seen.end());
  CHECK(seen.size() == 5);
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
  CHECK(f.store().List(Scope::All(), 99, {.day = kToday, .cursor = "x"}).error().code == "cursor.invalid");
}

}  // namespace custos::storage
