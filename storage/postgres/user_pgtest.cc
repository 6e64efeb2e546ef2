// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

User NewUser(const std::string& login) {
  User user;
  user.login = login;
  user.display_name = "管理员";
  user.role = UserRole::kComplianceOfficer;
  user.scope.kind = Scope::Kind::kDepartments;
  user.scope.departments = {{"test:one", 7}};
  user.password_hash = "hash";
  user.must_change_password = true;
  return user;
}

}  // namespace

TEST_CASE("A user is kept as given, under a login of lower case that is taken only once") {
  test::Fixture f;
  UserStore& users = f.storage().users();
  const auto created = users.CreateUser(NewUser("Admin"));
  REQUIRE(created.ok());
  CHECK(created->login == "admin");
  CHECK(users.CreateUser(NewUser("ADMIN")).error().kind == ErrorKind::kConflict);
  const auto found = users.FindByLogin("aDmin");
  REQUIRE(found->has_value());
  CHECK((*found)->scope.kind == Scope::Kind::kDepartments);
  CHECK((*found)->scope.departments.at(0).id == 7);
  CHECK((*found)->role == UserRole::kComplianceOfficer);
  CHECK((*found)->must_change_password);
  CHECK(*users.CountUsers() == 1);
  CHECK_FALSE(users.FindById(created->id + 1)->has_value());
}

TEST_CASE("A session ends with its time, with its user and by deletion") {
  test::Fixture f;
  UserStore& users = f.storage().users();
  User user = *users.CreateUser(NewUser("admin"));
  REQUIRE(users
              .CreateSession(
                  {.token_hash = "t", .user_id = user.id, .created_at = 0, .last_seen_at = 0, .expires_at = 1'000'000})
              .ok());
  CHECK(users.FindSession("t", 999'999)->has_value());
  CHECK_FALSE(users.FindSession("t", 1'000'000)->has_value());
  CHECK_FALSE(users.FindSession("other", 1)->has_value());
  user.disabled = true;
  REQUIRE(users.UpdateUser(user).ok());
  CHECK_FALSE(users.FindSession("t", 1)->has_value());
  user.disabled = false;
  REQUIRE(users.UpdateUser(user).ok());
  CHECK(users.FindSession("t", 1)->has_value());
  REQUIRE(users.DeleteSessionsOf(user.id).ok());
  CHECK_FALSE(users.FindSession("t", 1)->has_value());
}

TEST_CASE("A session is touched at most once a minute") {
  test::Fixture f;
  UserStore& users = f.storage().users();
  const User user = *users.CreateUser(NewUser("admin"));
  REQUIRE(
      users.CreateSession({.token_hash = "t", .user_id = user.id, .last_seen_at = 0, .expires_at = 1'000'000}).ok());
  CHECK((*users.FindSession("t", 59'999))->first.last_seen_at == 0);
  CHECK((*users.FindSession("t", 60'000))->first.last_seen_at == 60'000);
}

TEST_CASE("The audit trail is read newest first and cannot be changed") {
  test::Fixture f;
  UserStore& users = f.storage().users();
  for (int i = 1; i <= 5; ++i) REQUIRE(users.Audit({.at = i, .action = "message.search", .detail = "{}"}).ok());
  const auto page = users.ListAudit({.limit = 3});
  REQUIRE(page->items.size() == 3);
  CHECK(page->items[0].at == 5);
  const auto rest = users.ListAudit({.cursor = page->next_cursor, .limit = 3});
  CHECK(rest->items.size() == 2);
  CHECK(rest->next_cursor.empty());
  CHECK_THROWS_AS(f.Sql("UPDATE audit_log SET action = 'nothing'"), db::Failure);
  CHECK_THROWS_AS(f.Sql("DELETE FROM audit_log"), db::Failure);
}

TEST_CASE("The audit trail is found by who, what, about what and when, page by page") {
  test::Fixture f;
  UserStore& users = f.storage().users();
  const auto add = [&](TimeMs at, const std::string& login, const std::string& action, const std::string& target) {
    AuditEntry entry{.at = at, .user_login = login, .action = action, .target = target};
    entry.detail = "{}";
    REQUIRE(users.Audit(entry));
  };
  add(10, "officer", "alert.read", "7");
  add(20, "admin", "customer.get", "7");
  add(20, "officer", "customer.get", "7");
  add(15, "officer", "customer.get", "8");  // written later than what happened after it
  const auto times = [&](AuditFilter filter) {
    filter.limit = 1;
    std::vector<TimeMs> found;
    do {
      const auto page = users.ListAudit(filter);
      REQUIRE(page);
      for (const AuditEntry& one : page->items) found.push_back(one.at);
      filter.cursor = page->next_cursor;
    } while (!filter.cursor.empty());
    return found;
  };
  using Times = std::vector<TimeMs>;
  CHECK(times({}) == Times{20, 20, 15, 10});
  CHECK(times({.user_login = "officer"}) == Times{20, 15, 10});
  CHECK(times({.user_login = "Officer"}).empty());
  CHECK(times({.actions = {"alert.read", "session.create"}}) == Times{10});
  CHECK(times({.actions = {"customer.get"}, .target = "7"}) == Times{20, 20});
  CHECK(times({.target = "8"}) == Times{15});
  CHECK(times({.from = 15, .until = 20}) == Times{15});
}

TEST_CASE("The last verification is kept with its faults") {
  test::Fixture f;
  CHECK_FALSE(f.storage().LoadVerifyReport()->has_value());
  VerifyReport report;
  report.tree_size = 12;
  report.faults = {{"row_changed", 7, "a row differs"}};
  REQUIRE(f.storage().SaveVerifyReport(report).ok());
  REQUIRE(f.storage().SaveVerifyReport(report).ok());
  const auto loaded = f.storage().LoadVerifyReport();
  REQUIRE(loaded->has_value());
  CHECK((*loaded)->tree_size == 12);
  CHECK((*loaded)->faults.at(0).position == 7);
}

}  // namespace custos::storage
