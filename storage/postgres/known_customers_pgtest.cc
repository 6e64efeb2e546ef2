// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

/// wm1 王伟 of 上海甲乙科技有限公司 with a number, wm2 李芳 of the same company, wm3 王伟 of another one.
class Company : public test::CompanyFixture {
 public:
  Company() {
    Enter("wm1", "王伟", "上海甲乙科技有限公司", "8613900001111");
    Enter("wm2", "李芳", "甲乙科技（上海）有限公司", "8613900002222");
    Enter("wm3", "王伟", "丙丁贸易有限公司", "8613900003333");
    Follow();
  }
  void Enter(const std::string& id, const std::string& name, const std::string& company, const std::string& number) {
    DirectorySnapshot snapshot = Snapshot();
    snapshot.customers = {{.id = id, .name = name, .corp_name = company, .unionid = "union-" + id}};
    snapshot.relations = {
        {.employee_id = "zhang", .customer_id = id, .added_at = 1'758'000'000'000, .mobiles = {number}}};
    Tell(snapshot);
  }
  /// "wm1 95 person name, wm2 40 company", surest first.
  std::string Known(const KnownQuestion& question) {
    std::string text;
    const auto found = storage().known_customers().Find(question);
    if (!found) return found.error().code;
    for (const KnownCustomer& one : *found) {
      text += text.empty() ? "" : ", ";
      for (const char* id : {"wm1", "wm2", "wm3"}) {
        if (IdOf(id) != one.customer) continue;
        text += id;
        break;
      }
      text += " " + std::to_string(one.confidence);
      for (const KnownBy by : one.by) text += " " + std::string(ToString(by));
    }
    return text;
  }
};

}  // namespace

TEST_CASE("Whoever has the number, the unionid or a name and company that sound alike is known") {
  Company f;
  CHECK(f.Known({.identities = {{IdentityKind::kPhone, "8613900001111"}}}) == "wm1 100 phone");
  CHECK(f.Known({.identities = {{IdentityKind::kUnionId, "union-wm2"}}}) == "wm2 100 unionid");
  CHECK(f.Known({.name = "汪纬", .company = "甲乙科技"}) ==
        "wm1 85 person company company_sound, wm2 40 company company_sound");
  CHECK(f.Known({.name = "王伟", .company = "上海市甲乙科技股份有限公司"}) ==
        "wm1 95 person company company_sound name, wm2 40 company company_sound, wm3 20 name");
}

TEST_CASE("A number that differs in front only is near") {
  Company f;
  CHECK(f.Known({.identities = {{IdentityKind::kPhone, "8613800001111"}}}) == "wm1 50 number_tail");
  CHECK(f.Known({.name = "王伟", .identities = {{IdentityKind::kPhone, "8613800001111"}}}) ==
        "wm1 80 number_tail name, wm3 20 name");
}

TEST_CASE("Whoever is not known is not, and an empty question has no answer") {
  Company f;
  CHECK(f.Known({.name = "赵六", .company = "戊己有限公司", .identities = {{IdentityKind::kPhone, "8613912345678"}}})
            .empty());
  CHECK(f.Known({}).empty());
}

TEST_CASE("A new name is found, the old one no longer; a merged record is found as the one that stands") {
  Company f;
  f.Enter("wm2", "李芳", "庚辛实业有限公司", "8613900002222");
  f.Follow();
  CHECK(f.Known({.company = "庚辛实业"}) == "wm2 40 company company_sound");
  CHECK(f.Known({.company = "甲乙科技"}) == "wm1 40 company company_sound");
  REQUIRE(f.customers().Merge(Scope::All(), f.IdOf("wm1"), f.IdOf("wm3"), {7, "陈主管", "同一人"}));
  CHECK(f.Known({.identities = {{IdentityKind::kPhone, "8613900003333"}}}) == "wm1 100 phone");
}

}  // namespace custos::storage
