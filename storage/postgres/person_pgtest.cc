// SPDX-License-Identifier: Apache-2.0
// Whoever asks for an employee means the person, with all of his work accounts.
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;

constexpr char kOther[] = "test:two";

/// Zhang works in two companies; in each of them he has a customer, whom he wrote to and of whom there is an alert.
class Person : public test::CompanyFixture {
 public:
  Person() {
    Hire(kSource, "zhang", "张三");
    Hire(kOther, "z.san", "张三丰");
    Contact("zhang", "wm1", "王女士");
    Contact("z.san", "wm2", "李先生", "", {}, "", kOther);
    Contact("li", "wm3", "赵先生");
    Say(kSource, "zhang", "wm1");
    Say(kOther, "z.san", "wm2");
    Say(kSource, "li", "wm3");
    Follow();
    Silent(kSource, "zhang", "wm1");
    Silent(kOther, "z.san", "wm2");
    Give(kSource, "wm1", {kSource, "zhang"});
    Give(kOther, "wm2", {kOther, "z.san"});
  }

  void Join() { REQUIRE(storage().staff().Join(zhang, z_san, {"同一个人", 1, "周宁"})); }
  std::size_t Alerts(const Scope& scope = Scope::All()) {
    AlertFilter filter;
    filter.employee = zhang;
    return storage().alerts().List(scope, filter)->total;
  }
  std::size_t Messages(const Scope& scope = Scope::All()) {
    SearchQuery query;
    query.employee = zhang;
    query.now = clock().Now();
    const auto page = storage().reader().Search(scope, query);
    REQUIRE(page);
    return page->items.size();
  }
  std::size_t Known(const Scope& scope = Scope::All()) {
    CustomerFilter filter;
    filter.employee = zhang;
    return Listed(filter, scope).size();
  }
  std::size_t Served() {
    CustomerFilter filter;
    filter.owner = zhang;
    return Listed(filter).size();
  }
  /// Of a segment by `on`, "owner" or "employee".
  std::size_t Fits(const std::string& on) {
    CustomerFilter filter;
    filter.condition =
        *ParseCondition(R"({"on":")" + on + R"(","op":"in","value":[{"source":"test:one","id":"zhang"}]})");
    return Listed(filter).size();
  }
  /// What the timeline of the customer in the other company shows of him.
  std::size_t Timeline() {
    TimelineQuery query;
    query.customer = IdOf("wm2", kOther);
    query.kinds = {TimelineKind::kChat};
    query.employee = zhang;
    const auto page = customers().Timeline(Scope::All(), query);
    REQUIRE(page);
    return page->items.size();
  }
  std::size_t Consents() {
    ConsentFilter filter;
    filter.employee = zhang;
    const auto page = storage().consents().List(filter);
    REQUIRE(page);
    return page->items.size();
  }
  std::size_t NeverSaid() {
    CoverageGapQuery query;
    query.kind = CoverageGapKind::kNeverSaid;
    query.employee = zhang;
    const auto page = storage().coverage().Gaps(query);
    REQUIRE(page);
    return page->items.size();
  }

  const EmployeeRef zhang{kSource, "zhang"};
  const EmployeeRef z_san{kOther, "z.san"};

 private:
  /// With a seat of the archive.
  void Hire(const std::string& source, const std::string& id, const std::string& name) {
    DirectorySnapshot people = Snapshot(source);
    people.departments = {{1, 0, "公司"}};
    people.employees = {{.id = id, .name = name, .departments = {1}, .main_department = 1, .archived = true}};
    Tell(people);
  }
  /// The platform was asked about the customer's consent, and he has said nothing.
  void Silent(const std::string& source, const std::string& employee, const std::string& customer) {
    const ConsentFact fact{
        .holder = employee, .customer = customer, .state = ConsentState::kDefault, .changed_at = 0, .code = {}};
    REQUIRE(storage().consents().Put(source, ConsentKind::kPair, {fact}));
  }
  void Say(const std::string& source, const std::string& employee, const std::string& customer) {
    CommitRequest page = test::PageOf({test::ChatMessage(++seq_, "转我微信", employee, customer)});
    page.source = page.messages[0].message.source = source;
    page.messages[0].findings = {test::FindingOf("divert_contact")};
    Commit(page);
  }
  void Give(const std::string& source, const std::string& party, const EmployeeRef& owner) {
    OwnershipOrder order;
    order.act = OwnershipAct::kAssign;
    order.customer = IdOf(party, source);
    order.employee = owner;
    order.actor = {.user_id = 7, .user_name = "陈主管", .cause = "person", .reason = ""};
    const auto outcomes = storage().ownership().Apply({order});
    REQUIRE(outcomes);
    REQUIRE(!outcomes->front().refused);
  }
  std::uint64_t seq_ = 0;
};

}  // namespace

TEST_CASE("Whoever asks for an employee finds what belongs to any account of his person") {
  Person f;
  CHECK(f.Alerts() == 1);
  CHECK(f.Messages() == 1);
  CHECK(f.Known() == 1);
  CHECK(f.Served() == 1);
  CHECK(f.Fits("owner") == 1);
  CHECK(f.Fits("employee") == 1);
  CHECK(f.Timeline() == 0);
  CHECK(f.Consents() == 1);
  CHECK(f.NeverSaid() == 1);
  f.Join();
  CHECK(f.Alerts() == 2);
  CHECK(f.Messages() == 2);
  CHECK(f.Known() == 2);
  CHECK(f.Served() == 2);
  CHECK(f.Fits("owner") == 2);
  CHECK(f.Fits("employee") == 2);
  CHECK(f.Timeline() == 1);
  CHECK(f.Consents() == 2);
  CHECK(f.NeverSaid() == 2);
}

TEST_CASE("An account that is out of sight stays so when another of the person is asked for") {
  Person f;
  f.Join();
  CHECK(f.Alerts(Person::Own("zhang")) == 1);
  CHECK(f.Messages(Person::Own("zhang")) == 1);
  CHECK(f.Known(Person::Own("zhang")) == 1);
}

}  // namespace custos::storage
