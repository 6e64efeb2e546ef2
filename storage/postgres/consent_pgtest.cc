// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;
using State = ConsentState;

constexpr TimeMs kDay = 86'400'000;

/// Zhang has a seat and three customers, Li has none and one.
class Consents : public test::CompanyFixture {
 public:
  Consents() {
    Seats(true);
    for (const char* id : {"wm1", "wm2", "wm3"}) Contact("zhang", id, std::string("客户") + id);
    Contact("li", "wm4", "客户wm4");
    Follow();
  }

  void Seats(bool zhang) {
    DirectorySnapshot people = Snapshot();
    people.departments = {{1, 0, "公司"}};
    people.employees = {
        {.id = "zhang", .name = "张三", .departments = {1}, .main_department = 1, .active = true, .archived = zhang},
        {.id = "li", .name = "李四", .departments = {1}, .main_department = 1, .active = true, .archived = false}};
    Tell(people);
  }

  ConsentStore& store() { return storage().consents(); }
  void Say(const std::string& customer, State state, TimeMs changed_at, const std::string& code = {}) {
    REQUIRE(store().Put(kSource, ConsentKind::kPair, {{"zhang", customer, state, changed_at, code}}));
  }
  std::vector<std::string> Due(TimeMs before, std::size_t limit = 10) {
    const auto due = store().DuePairs(kSource, before, limit);
    REQUIRE(due);
    std::vector<std::string> customers;
    for (const auto& pair : *due) customers.push_back(pair.customer);
    return customers;
  }
  ConsentView Row(const std::string& customer) {
    const auto page = store().List({});
    REQUIRE(page);
    const auto found = std::find_if(page->items.begin(), page->items.end(),
                                    [&](const ConsentView& one) { return one.customer.id == customer; });
    REQUIRE(found != page->items.end());
    return *found;
  }
};

}  // namespace

TEST_CASE("Those never asked come first, then those asked longest ago, and only contacts that can be archived") {
  Consents f;
  CHECK(f.Due(0) == std::vector<std::string>{"wm1", "wm2", "wm3"});
  f.Say("wm2", State::kAgree, 1'759'000'000'000);
  f.clock().Advance(1000);
  f.Say("wm1", State::kAgree, 1'759'000'000'000);
  CHECK(f.Due(0) == std::vector<std::string>{"wm3"});
  CHECK(f.Due(f.clock().Now()) == std::vector<std::string>{"wm3", "wm2", "wm1"});
  CHECK(f.Due(f.clock().Now(), 2) == std::vector<std::string>{"wm3", "wm2"});
  // Ended, and told to have begun again.
  f.CommitMessages({test::EventMessage(1, "del_follow_user", "zhang", "wm3")});
  f.Follow();
  CHECK(f.Due(0).empty());
  f.clock().Advance(1000);
  f.CommitMessages({test::EventMessage(2, "add_external_contact", "zhang", "wm3")});
  f.Follow();
  CHECK(f.Due(0) == std::vector<std::string>{"wm3"});
  f.Seats(false);
  CHECK(f.Due(f.clock().Now()).empty());
}

TEST_CASE("Who said something since he was asked is asked first, once, by event and by message") {
  Consents f;
  for (const char* id : {"wm1", "wm2"}) f.Say(id, State::kAgree, 1'759'000'000'000);
  f.clock().Advance(kDay / 2);
  CHECK(f.Due(0) == std::vector<std::string>{"wm3"});
  Message event = test::EventMessage(1, "msg_audit_approved", "zhang", "wm2");
  event.sent_at = f.clock().Now() / 1000 * 1000;
  f.CommitMessages({event});
  f.Follow();
  CHECK(f.Due(0) == std::vector<std::string>{"wm2", "wm3"});
  CHECK(f.Row("wm2").asked_at + kDay / 2 == f.clock().Now());  // nobody asked meanwhile
  f.Say("wm2", State::kAgree, 1'759'000'000'000);
  CHECK(f.Due(0) == std::vector<std::string>{"wm3"});

  f.clock().Advance(kDay / 2);
  Message no = test::ChatMessage(2, "", "zhang", "wm1");
  no.type = "disagree";
  no.sent_at = f.clock().Now();
  Message old = test::ChatMessage(3, "", "zhang", "wm2");
  old.type = "agree";
  old.sent_at = f.clock().Now() - kDay;
  f.CommitMessages({no, old});
  f.Follow();
  CHECK(f.Due(0) == std::vector<std::string>{"wm1", "wm3"});
  f.Say("wm1", State::kUnknown, 0, "consent.not_answered");
  CHECK(f.Due(0) == std::vector<std::string>{"wm3"});
}

TEST_CASE("What was said before is kept, and told twice it is noted once") {
  Consents f;
  f.Say("wm1", State::kDefault, 1'759'000'000'000);
  f.Say("wm1", State::kDefault, 1'759'000'000'000);
  CHECK(f.Count("consent_change") == 1);
  CHECK(f.Count("customer_event WHERE kind = 15") == 0);  // nobody did anything
  f.Say("wm1", State::kDisagree, 1'759'500'000'000);
  f.Say("wm1", State::kAgree, 1'759'600'000'000);
  CHECK(f.Count("consent_change") == 3);
  CHECK(f.Row("wm1").state == State::kAgree);
  CHECK(f.Row("wm1").changed_at == 1'759'600'000'000);
  const db::Rows told = f.Sql("SELECT at, detail FROM customer_event WHERE kind = 15 ORDER BY at");
  REQUIRE(told.size() == 2);
  CHECK(told.Int(0, 0) == 1'759'500'000'000);
  CHECK(told.Text(0, 1).find("\"disagree\"") != std::string::npos);
}

TEST_CASE("An answer that tells nothing leaves what was known, and says why") {
  Consents f;
  f.Say("wm1", State::kAgree, 1'759'000'000'000);
  f.clock().Advance(kDay);
  f.Say("wm1", State::kUnknown, 0, "wecom.errcode_301061");
  CHECK(f.Row("wm1").state == State::kAgree);
  CHECK(f.Row("wm1").changed_at == 1'759'000'000'000);
  CHECK(f.Row("wm1").code == "wecom.errcode_301061");
  CHECK(f.Row("wm1").asked_at == f.clock().Now());
  f.Say("wm2", State::kUnknown, 0, "consent.not_answered");
  CHECK(f.Row("wm2").state == State::kUnknown);
  CHECK(f.Count("consent_change") == 1);
  CHECK(f.Row("wm3").asked_at == 0);
}

TEST_CASE("The report goes on where its page ended, and shows one state or one employee alone") {
  Consents f;
  f.Say("wm2", State::kDisagree, 1'759'000'000'000);
  ConsentFilter filter;
  filter.limit = 2;
  const auto first = f.store().List(filter);
  REQUIRE(first);
  REQUIRE(first->items.size() == 2);
  CHECK(first->items[0].customer.name == "客户wm1");
  CHECK(first->items[0].employee->name == "张三");
  CHECK(first->items[0].record == f.IdOf("wm1"));
  filter.cursor = first->next_cursor;
  const auto second = f.store().List(filter);
  REQUIRE(second);
  REQUIRE(second->items.size() == 1);
  CHECK(second->items[0].customer.id == "wm3");
  CHECK(second->next_cursor.empty());
  CHECK(f.store().List({.state = State::kDisagree})->items.size() == 1);
  CHECK(f.store().List({.state = State::kUnknown})->items.size() == 2);
  CHECK(f.store().List({.employee = EmployeeRef{kSource, "li"}})->items.empty());
  CHECK(f.store().List({.cursor = "x"}).error().code == "cursor.invalid");
}

TEST_CASE("Groups with outsiders are asked for when somebody in them has a seat") {
  Consents f;
  DirectorySnapshot groups = f.Snapshot();
  groups.groups = {{.id = "wr1", .name = "客户群", .owner_id = "zhang"},
                   {.id = "wr2", .name = "别的群", .owner_id = "li"}};
  groups.groups[0].members = {{.party = {PartyKind::kStaff, "zhang"}}, {.party = {PartyKind::kExternal, "wm1"}}};
  groups.groups[1].members = {{.party = {PartyKind::kStaff, "li"}}, {.party = {PartyKind::kExternal, "wm4"}}};
  f.Tell(groups);
  const auto due = f.store().DueGroups(kSource, 0, 10);
  REQUIRE(due);
  REQUIRE(due->size() == 1);
  CHECK(due->front().group == "wr1");
  CHECK(due->front().customers == std::vector<std::string>{"wm1"});
  REQUIRE(f.store().Put(kSource, ConsentKind::kGroup, {{"wr1", "wm1", State::kAgree, 1'759'000'000'000, ""}}));
  CHECK(f.store().DueGroups(kSource, 0, 10)->empty());
  Message no = test::ChatMessage(1, "", "zhang", "wm1");
  no.type = "disagree";
  no.room = "wr1";
  no.conversation_key = "g:wr1";
  no.conversation_kind = ConversationKind::kGroup;
  no.sent_at = f.clock().Now();
  f.CommitMessages({no});
  f.Follow();
  CHECK(f.store().DueGroups(kSource, 0, 10)->size() == 1);
  const auto page = f.store().List({.kind = ConsentKind::kGroup});
  REQUIRE(page);
  REQUIRE(page->items.size() == 1);
  CHECK(page->items[0].group_name == "客户群");
  CHECK(page->items[0].state == State::kAgree);
}

TEST_CASE("A customer's relations say what he said, with the time") {
  Consents f;
  f.Say("wm1", State::kDisagree, 1'759'000'000'000);
  const CustomerView asked = f.View(f.IdOf("wm1"));
  REQUIRE(asked.relations.at(0).consent);
  CHECK(asked.relations[0].consent->state == State::kDisagree);
  CHECK(asked.relations[0].consent->changed_at == 1'759'000'000'000);
  CHECK(asked.relations[0].history.back().kind == CustomerEventKind::kConsent);
  CHECK(asked.relations[0].state == "stands");
  CHECK_FALSE(f.View(f.IdOf("wm2")).relations.at(0).consent);
}

}  // namespace custos::storage
