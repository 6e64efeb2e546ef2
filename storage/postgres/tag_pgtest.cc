// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;
using State = TagWishState;

class Tags : public test::CompanyFixture {
 public:
  Tags() {
    Contact("zhang", "wm1", "客户一");
    Contact("li", "wm1", "客户一");
    Contact("zhang", "wm2", "客户二");
    Follow();
    Catalogue({{"et1", "重点"}, {"et2", "展会"}});
    one = IdOf("wm1");
    two = IdOf("wm2");
  }

  TagStore& store() { return storage().tags(); }

  void Catalogue(const std::vector<std::pair<std::string, std::string>>& tags, TimeMs at = 0) {
    TagGroupInfo group{kSource, "etg", "分级", 0, {}};
    for (const auto& [id, name] : tags) group.tags.push_back({id, name, 0, 0});
    REQUIRE(store().PutCatalogue(kSource, {group}, at == 0 ? clock().Now() : at));
  }
  TagOrder Order(std::uint64_t customer, const std::string& tag, bool add = true) const {
    TagOrder order;
    order.customers = {customer};
    order.tag = {kSource, tag};
    order.add = add;
    order.cause = "person";
    order.user_id = 7;
    order.user_name = "主管";
    return order;
  }
  TagOutcome Wish(std::uint64_t customer, const std::string& tag, bool add = true, const Scope& scope = Scope::All()) {
    const auto outcomes = store().Wish(scope, Order(customer, tag, add));
    REQUIRE(outcomes);
    return outcomes->front();
  }
  std::vector<TagWish> Due() { return store().Due(kSource, 100).value(); }
  /// As the runner does when the platform does it.
  void WriteAll() {
    std::vector<std::uint64_t> ids;
    for (const TagWish& wish : Due()) ids.push_back(wish.id);
    std::vector<TagSettlement> done;
    const auto asking = store().Asking(ids);
    REQUIRE(asking);
    for (const std::uint64_t id : *asking) done.push_back({id, State::kDone});
    REQUIRE(store().Settle(done));
  }
  std::vector<std::string> TagsOf(std::uint64_t customer, const std::string& employee) {
    std::vector<std::string> ids;
    const auto tags = store().Of(Scope::All(), customer);
    REQUIRE(tags);
    for (const TaggedContact& contact : tags->contacts) {
      if (contact.employee.id != employee) continue;
      for (const TagInfo& tag : contact.tags) ids.push_back(tag.id);
    }
    return ids;
  }
  void Serve(std::uint64_t customer, const std::string& employee) {
    OwnershipOrder order;
    order.customer = customer;
    order.act = OwnershipAct::kAssign;
    order.employee = EmployeeRef{kSource, employee};
    order.actor.user_name = "主管";
    const auto outcome = storage().ownership().Apply({order});
    REQUIRE(outcome);
    REQUIRE_FALSE(outcome->front().refused);
  }
  /// What the platform says of a contact's tags.
  void Told(const std::string& employee, const std::string& contact, const std::vector<std::string>& tags) {
    DirectorySnapshot snapshot = Snapshot();
    snapshot.relations = {
        {.employee_id = employee, .customer_id = contact, .added_at = 1'758'000'000'000, .tags = tags, .add_way = 1}};
    Tell(snapshot);
  }

  std::uint64_t one = 0, two = 0;
};

}  // namespace

TEST_CASE("A tag goes to the contact of who serves the customer, without one to every contact that stands") {
  Tags f;
  CHECK(f.Wish(f.one, "et1").waiting == 2);
  f.Serve(f.one, "li");
  CHECK(f.Wish(f.one, "et2").waiting == 1);
  const auto due = f.Due();
  REQUIRE(due.size() == 3);
  CHECK(std::count_if(due.begin(), due.end(), [](const TagWish& wish) { return wish.tag.id == "et2"; }) == 1);
  f.WriteAll();
  CHECK(f.TagsOf(f.one, "zhang") == std::vector<std::string>{"et1"});
  CHECK(f.TagsOf(f.one, "li") == std::vector<std::string>{"et1", "et2"});
  CHECK(f.Wish(f.one, "et1", false).waiting == 2);
}

TEST_CASE("What stands already is no wish, and what waits already is none again") {
  Tags f;
  f.Told("zhang", "wm2", {"et1"});
  CHECK(f.Wish(f.two, "et1").standing == 1);
  CHECK(f.Wish(f.two, "et2", false).standing == 1);
  CHECK(f.Due().empty());
  CHECK(f.Wish(f.two, "et2").waiting == 1);
  CHECK(f.Wish(f.two, "et2").waiting == 1);
  CHECK(f.Due().size() == 1);
}

TEST_CASE("A customer without a contact, or with none in sight, is refused alone") {
  Tags f;
  CHECK(f.Wish(f.two, "et1", true, test::CompanyFixture::Own("li")).refused == "tag.no_relation");
  CHECK(f.Wish(f.one, "et1", true, test::CompanyFixture::Own("li")).waiting == 1);
  CHECK(f.Due().front().employee.id == "li");
  TagOrder order = f.Order(f.one, "et2");
  order.customers = {f.two, 999'999, f.one};
  const auto outcomes = f.store().Wish(Scope::All(), order);
  REQUIRE(outcomes);
  CHECK(outcomes->at(0).waiting == 1);
  CHECK(outcomes->at(1).refused == "tag.no_relation");
  CHECK(outcomes->at(2).waiting == 2);
  CHECK(f.store().Wish(Scope::All(), f.Order(f.one, "etNONE")).error().code == "tag.not_found");
}

TEST_CASE("What was written stands in the history under the name of who wished it, and the directory finds it so") {
  Tags f;
  f.Wish(f.two, "et1");
  f.Wish(f.two, "et2");
  f.WriteAll();
  f.Told("zhang", "wm2", {"et2", "et1"});
  const CustomerView view = f.View(f.two);
  std::vector<CustomerEvent> tagged;
  for (const CustomerEvent& event : view.relations.at(0).history) {
    if (event.kind == CustomerEventKind::kTagged) tagged.push_back(event);
  }
  REQUIRE(tagged.size() == 2);
  CHECK(tagged[0].user_name == "主管");
  CHECK(view.relations.at(0).tags.size() == 2);
}

TEST_CASE("A newer wish of the contrary replaces one that waits, and is asked when that one may have been written") {
  Tags f;
  f.Wish(f.two, "et1");
  CHECK(f.Wish(f.two, "et1", false).standing == 1);
  CHECK(f.Due().empty());
  f.Wish(f.two, "et1");
  REQUIRE(f.store().Asking({f.Due().front().id})->size() == 1);
  CHECK(f.Wish(f.two, "et1", false).waiting == 1);
  const auto due = f.Due();
  REQUIRE(due.size() == 1);
  CHECK_FALSE(due.front().add);
  CHECK(due.front().asked_at != 0);
  CHECK(f.store().Asking({due.front().id})->size() == 1);
  CHECK(f.store().List(State::kReplaced, 0, 10)->size() == 2);
}

TEST_CASE("A wish that came true by itself is not asked for, and who changes it afterwards on the platform wins") {
  Tags f;
  f.Wish(f.two, "et1");
  f.Told("zhang", "wm2", {"et1"});
  const std::uint64_t id = f.Due().front().id;
  CHECK(f.store().Asking({id})->empty());
  CHECK(f.store().List(State::kDone, 0, 10)->at(0).code == "tag.came_true");
  f.Told("zhang", "wm2", {});
  CHECK(f.Due().empty());
  CHECK(f.TagsOf(f.two, "zhang").empty());
}

TEST_CASE("After a crash it is known whose answer is missing, and what the platform told since") {
  Tags f;
  f.Wish(f.two, "et1");
  const std::uint64_t id = f.Due().front().id;
  REQUIRE(f.store().Asking({id})->size() == 1);
  f.Reopen();
  const TagWish wish = f.Due().front();
  CHECK(wish.asked_at != 0);
  CHECK_FALSE(*f.store().ChangedSince(kSource, "zhang", "wm2", wish.asked_at));
  f.clock().Advance(5'000);
  f.Told("zhang", "wm2", {"et2"});
  CHECK(*f.store().ChangedSince(kSource, "zhang", "wm2", wish.asked_at));
  REQUIRE(f.store().Settle({{id, State::kOvertaken, "tag.changed_there"}}));
  CHECK(f.Due().empty());
  REQUIRE(f.store().Settle({{id, State::kDone}}));
  CHECK(f.TagsOf(f.two, "zhang") == std::vector<std::string>{"et2"});
}

TEST_CASE("A refusal has its code, and one that waits is due when it says") {
  Tags f;
  f.Wish(f.one, "et1");
  const auto due = f.Due();
  REQUIRE(due.size() == 2);
  REQUIRE(f.store().Asking({due[0].id, due[1].id}));
  REQUIRE(f.store().Settle({{due[0].id, State::kRefused, "tag.no_relation"},
                            {due[1].id, State::kWaiting, "wecom.errcode_45009", f.clock().Now() + 60'000}}));
  CHECK(f.Due().empty());
  f.clock().Advance(60'000);
  REQUIRE(f.Due().size() == 1);
  CHECK(f.Due().front().asked_at == 0);
  CHECK(f.Due().front().attempts == 1);
  const auto refused = f.store().List(State::kRefused, 0, 10);
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().code == "tag.no_relation");
  CHECK(f.store().Of(Scope::All(), f.one)->wishes.size() == 2);
  CHECK(f.store().Of(test::CompanyFixture::Own("li"), f.one)->wishes.size() == 1);
}

TEST_CASE("The catalogue is as the platform told it last, and an older reading changes nothing") {
  Tags f;
  const TimeMs first = f.clock().Now();
  CHECK_FALSE(*f.store().IsCatalogueOld(kSource, first - 1));
  CHECK(*f.store().IsCatalogueOld(kSource, first));
  f.clock().Advance(1'000);
  f.Catalogue({{"et2", "展览"}, {"et3", "新"}});
  f.Catalogue({{"et1", "重点"}}, first);
  const auto all = f.store().Catalogue(true);
  REQUIRE(all);
  REQUIRE(all->groups.size() == 1);
  CHECK(all->groups[0].name == "分级");
  REQUIRE(all->groups[0].tags.size() == 2);
  CHECK(f.store().Wish(Scope::All(), f.Order(f.one, "et1")).error().code == "tag.not_found");
  DirectorySnapshot told = f.Snapshot();
  told.customer_tags = {{"et4", "才有"}};
  f.Tell(told);
  CHECK(*f.store().IsCatalogueOld(kSource, 0));
  REQUIRE(f.store().SetProblem(kSource, "wecom.errcode_48002"));
  CHECK(f.store().Catalogue(false)->companies.at(0).problem == "wecom.errcode_48002");
}

}  // namespace custos::storage
