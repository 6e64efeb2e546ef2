// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using Company = test::CompanyFixture;
const CustomerActor kActor{7, "陈主管", "同一个人"};

class Three : public Company {
 public:
  Three() {
    Contact("zhang", "wm1", "甲");
    Contact("zhang", "wm2", "乙");
    Contact("li", "wm3", "丙");
    Follow();
    one = IdOf("wm1");
    two = IdOf("wm2");
    three = IdOf("wm3");
  }
  std::uint64_t Merge(std::uint64_t kept, std::uint64_t gone) {
    const auto merge = customers().Merge(Scope::All(), kept, gone, kActor);
    if (!merge) throw std::runtime_error(merge.error().code);
    return merge->id;
  }
  std::string Where() {
    std::string text;
    const auto rows = Sql("SELECT value, customer FROM customer_identity ORDER BY value");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint64_t id = rows.Id(i, 1);
      text += rows.Text(i, 0) + (id == one ? "=1 " : id == two ? "=2 " : id == three ? "=3 " : "=? ");
    }
    return text;
  }
  std::uint64_t one = 0, two = 0, three = 0;
};

}  // namespace

TEST_CASE("A merge moves everything, answers to both ids, and is taken back exactly") {
  Three f;
  const std::uint64_t merge = f.Merge(f.one, f.two);
  CHECK(f.Where() == "wm1=1 wm2=1 wm3=3 ");
  CHECK(f.View(f.two).summary.id == f.one);
  CHECK(f.View(f.one).relations.size() == 2);
  CHECK(f.Listed().size() == 2);
  REQUIRE(f.View(f.one).merges.size() == 1);
  CHECK(f.View(f.one).merges[0].user_name == "陈主管");
  CHECK(f.View(f.one).merges[0].reason == "同一个人");
  const auto undone = f.customers().Unmerge(Scope::All(), merge, {8, "刘经理", "不是一个人"});
  REQUIRE(undone);
  CHECK(f.Where() == "wm1=1 wm2=2 wm3=3 ");
  CHECK(f.View(f.two).summary.name == "乙");
  CHECK(f.View(f.one).merges[0].undone_by == "刘经理");
  CHECK(f.customers().Unmerge(Scope::All(), merge, kActor).error().code == "merge.undone");
  CHECK(f.customers().Unmerge(Scope::All(), 999, kActor).error().code == "merge.not_found");
  CHECK(f.Count("customer_event WHERE customer <> 0") == 4);  // at both, both times
}

TEST_CASE("Merges of merges are taken back in either order") {
  for (const bool inner_first : {true, false}) {
    Three f;
    const std::uint64_t inner = f.Merge(f.one, f.two);
    const std::uint64_t outer = f.Merge(f.three, f.one);
    CHECK(f.Where() == "wm1=3 wm2=3 wm3=3 ");
    CHECK(f.View(f.two).summary.id == f.three);
    REQUIRE(f.customers().Unmerge(Scope::All(), inner_first ? inner : outer, kActor));
    CHECK(f.Where() == (inner_first ? "wm1=3 wm2=2 wm3=3 " : "wm1=1 wm2=1 wm3=3 "));
    REQUIRE(f.customers().Unmerge(Scope::All(), inner_first ? outer : inner, kActor));
    CHECK(f.Where() == "wm1=1 wm2=2 wm3=3 ");
  }
}

TEST_CASE("What an inner merge gave back stays where it was merged again") {
  Three f;
  const std::uint64_t inner = f.Merge(f.one, f.two);
  const std::uint64_t outer = f.Merge(f.three, f.one);
  REQUIRE(f.customers().Unmerge(Scope::All(), inner, kActor));
  f.Merge(f.three, f.two);
  REQUIRE(f.customers().Unmerge(Scope::All(), outer, kActor));
  CHECK(f.Where() == "wm1=1 wm2=3 wm3=3 ");
}

TEST_CASE("The rules do not join again what a person took apart, and a person may") {
  Company f;
  f.Contact("zhang", "wm1", "甲", "", {"8613900001111"});
  f.Contact("zhang", "wm2", "乙", "");
  f.Follow();
  const std::uint64_t two = f.IdOf("wm2");
  f.Contact("zhang", "wm2", "乙", "", {"8613900001111"});
  f.Follow();
  CHECK(f.IdOf("wm1") == f.IdOf("wm2"));
  const CustomerView joined = f.View(f.IdOf("wm1"));
  REQUIRE(joined.merges.size() == 1);
  CHECK(joined.merges[0].reason == "phone");
  CHECK(joined.merges[0].user_name.empty());
  REQUIRE(f.customers().Unmerge(Scope::All(), joined.merges[0].id, kActor));
  CHECK(f.IdOf("wm2") == two);
  REQUIRE(f.customers().FollowAgain());
  f.Follow();
  CHECK(f.IdOf("wm1") != f.IdOf("wm2"));
  REQUIRE(f.customers().Merge(Scope::All(), f.IdOf("wm1"), two, kActor));
  CHECK(f.IdOf("wm1") == f.IdOf("wm2"));
}

TEST_CASE("Nobody merges what he cannot see, nor a customer with himself") {
  Three f;
  const auto own = Company::Own("zhang");
  CHECK(f.customers().Merge(own, f.one, f.three, kActor).error().code == "customer.not_found");
  CHECK(f.customers().Merge(own, f.one, f.one, kActor).error().code == "customer.same");
  CHECK(f.customers().Merge(Scope::All(), f.one, 999, kActor).error().code == "customer.not_found");
  CHECK(f.Count("customer_merge") == 0);
}

}  // namespace custos::storage
