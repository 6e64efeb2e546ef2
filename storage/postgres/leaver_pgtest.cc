// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kNow = 1'760'000'000'000;

class Leaving : public test::Fixture {
 public:
  Leaving() { Staff(true); }

  void Staff(bool active) {
    DirectorySnapshot people;
    people.source = test::kSource;
    people.employees = std::vector<Employee>{{.id = "zhang", .name = "张一", .departments = {}, .active = active},
                                             {.id = "li", .name = "李二", .departments = {}}};
    people.customers = {{.id = "wm1", .name = "示例客户"}};
    people.relations = {{.employee_id = "zhang", .customer_id = "wm1"}};
    REQUIRE(storage().directory().Apply(people));
    while (*storage().customers().Follow() != 0) {
    }
  }

  void Deleted(TimeMs at, int kind = 6) {
    Sql("INSERT INTO customer_event (at, kind, source_id, employee_id, party_id) SELECT " + std::to_string(at) + ", " +
        std::to_string(kind) + ", source_id, 'zhang', 'wm1' FROM source WHERE name = '" + test::kSource + "'");
  }

  std::vector<LeaverReview> Due(TimeMs now = kNow) {
    auto due = storage().leavers().Due(now, 10);
    REQUIRE(due);
    return *due;
  }
};

}  // namespace

TEST_CASE("Who left is looked at once, with what he deleted in his last 30 days") {
  Leaving f;
  CHECK(f.Due().empty());
  f.Deleted(kNow - 29 * kDay);
  f.Deleted(kNow - kDay);
  f.Deleted(kNow - 31 * kDay);
  f.Deleted(kNow - kDay, 7);  // the customer deleted him
  f.Staff(false);
  const auto due = f.Due();
  REQUIRE(due.size() == 1);
  CHECK(due[0].source == test::kSource);
  CHECK(due[0].employee.name == "张一");
  CHECK(due[0].found_at == kNow);
  CHECK(due[0].deleted == 2);
  REQUIRE(due[0].deletions.size() == 2);
  CHECK(due[0].deletions[0].name == "示例客户");
  CHECK(due[0].deletions[0].at == kNow - kDay);
  CHECK(f.Due(kNow + kDay)[0].found_at == kNow);  // asked again, the case stays the same
  REQUIRE(f.storage().leavers().Done(due));
  CHECK(f.Due(kNow + kDay).empty());
}

TEST_CASE("Who came back and leaves again is another case") {
  Leaving f;
  f.Staff(false);
  REQUIRE(f.storage().leavers().Done(f.Due()));
  f.Staff(true);
  CHECK(f.Due(kNow + kDay).empty());
  f.Staff(false);
  const auto again = f.Due(kNow + 2 * kDay);
  REQUIRE(again.size() == 1);
  CHECK(again[0].found_at == kNow + 2 * kDay);
}

TEST_CASE("Exports count under sign-ins that are his alone") {
  Leaving f;
  const auto user = [&](const std::string& login, const Scope& scope) {
    User made;
    made.login = login;
    made.display_name = login;
    made.role = UserRole::kRep;
    made.scope = scope;
    made.password_hash = "hash";
    const auto created = f.storage().users().CreateUser(made);
    REQUIRE(created);
    return created->id;
  };
  Scope own{.kind = Scope::Kind::kOwn, .departments = {}, .employees = {{test::kSource, "zhang"}}};
  Scope other{.kind = Scope::Kind::kOwn, .departments = {}, .employees = {{test::kSource, "zhang2"}}};
  const auto act = [&](std::uint64_t id, const std::string& action, TimeMs at) {
    f.Sql("INSERT INTO audit_log (at, user_id, user_login, action, target, detail, peer, request_id) VALUES (" +
          std::to_string(at) + ", " + std::to_string(id) + ", 'x', '" + action + "', '', '{}', '', '')");
  };
  const std::uint64_t his = user("zhang", own), anothers = user("zhang2", other);
  act(his, "activity.export", kNow - kDay);
  act(his, "customer.get", kNow - kDay);
  act(his, "customer.get", kNow - kDay);
  act(his, "activity.export", kNow - 40 * kDay);
  act(anothers, "evidence.packet", kNow - kDay);
  f.Staff(false);
  const auto due = f.Due();
  REQUIRE(due.size() == 1);
  REQUIRE(due[0].exports.size() == 1);
  CHECK(due[0].exports[0].what == "activity.export");
  CHECK(due[0].exports[0].times == 1);
  CHECK(due[0].looks == 2);
  CHECK_FALSE(due[0].Empty());
}

}  // namespace custos::storage
