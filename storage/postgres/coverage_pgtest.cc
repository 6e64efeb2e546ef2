// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using test::kSource;
using Kind = CoverageGapKind;

constexpr TimeMs kDay = 86'400'000;

/// Sales: Zhang with a seat and two customers, Li without one and two, one of them Zhang's too. Office: Wang, seat and
/// no customer; Zhao left.
class Covered : public test::CompanyFixture {
 public:
  Covered() {
    DirectorySnapshot people = Snapshot();
    people.departments = {{1, 0, "公司"}, {2, 1, "销售部"}, {3, 2, "销售一组"}, {4, 1, "办公室"}};
    people.employees = {Person("zhang", 2, true), Person("li", 3, false), Person("wang", 4, true),
                        Person("zhao", 2, true)};
    Tell(people);
    people.employees->pop_back();
    Tell(people);
    Contact("zhang", "wm1", "甲");
    Contact("zhang", "wm2", "乙");
    Contact("li", "wm2", "乙");
    Contact("li", "wm3", "丙");
    Follow();
  }

  static Employee Person(const std::string& id, std::int64_t department, bool seat) {
    return {.id = id,
            .name = id,
            .departments = {department},
            .main_department = department,
            .active = true,
            .archived = seat};
  }

  CoverageStore& store() { return storage().coverage(); }
  CoverageGapQuery Query(Kind kind = Kind::kNoSeat) const {
    CoverageGapQuery query;
    query.kind = kind;
    query.phones_expected = {"销售部"};
    query.silent_before = 1'760'000'000'000 - kDay;
    return query;
  }
  std::vector<CoverageGap> Gaps(Kind kind) {
    const auto page = store().Gaps(Query(kind));
    REQUIRE(page);
    const auto counts = store().CountGaps(Query());
    REQUIRE(counts);
    CHECK(counts->at(kind) == page->items.size());
    return page->items;
  }
  StaffCoverage Of(std::int64_t department) {
    const auto all = store().Coverage();
    REQUIRE(all);
    for (const StaffCoverage& one : *all) {
      if (one.department == department) return one;
    }
    FAIL("no such department");
    return {};
  }
  void Say(const std::string& customer, ConsentState state) {
    REQUIRE(storage().consents().Put(kSource, ConsentKind::kPair, {{"zhang", customer, state, 0, ""}}));
  }
  void Phone(const std::string& id, const std::string& employee, bool enrolled, TimeMs seen_at) {
    Device device;
    device.id = id;
    device.source = "phone:" + std::string(kSource);
    device.employee_source = kSource;
    device.employee_id = employee;
    device.label = "工作机" + id;
    device.code_expires_at = seen_at + kDay;
    device.created_at = seen_at;
    REQUIRE(storage().devices().Invite(device, "code" + id));
    if (enrolled) REQUIRE(storage().devices().Enrol("code" + id, "secret" + id, "", "", seen_at));
  }
};

}  // namespace

TEST_CASE("A customer counts once in the company and in each department, covered by whoever has a seat") {
  Covered f;
  f.Say("wm1", ConsentState::kAgree);
  f.Say("wm2", ConsentState::kDefault);
  const StaffCoverage whole = f.Of(0);
  CHECK(whole.employees == 3);
  CHECK(whole.seats == 2);
  CHECK(whole.customers == 3);
  CHECK(whole.covered == 2);
  CHECK(whole.pairs == 2);
  CHECK(whole.agreed == 1);
  CHECK(whole.by_default == 1);
  CHECK(whole.unknown() == 0);
  CHECK(f.Of(2).customers == 2);
  CHECK(f.Of(2).name == "销售部");
  CHECK(f.Of(3).customers == 2);
  CHECK(f.Of(3).covered == 0);
  CHECK(f.Of(4).customers == 0);
}

TEST_CASE("A contact that ended counts no more") {
  Covered f;
  f.CommitMessages({test::EventMessage(1, "del_external_contact", "li", "wm3")});
  f.Follow();
  CHECK(f.Of(0).customers == 2);
  CHECK(f.Of(3).customers == 1);
}

TEST_CASE("Employees without a seat are named with their customers") {
  Covered f;
  const auto people = f.Gaps(Kind::kNoSeat);
  REQUIRE(people.size() == 1);
  CHECK(people[0].employee.id == "li");
  CHECK(people[0].count == 2);
  const auto customers = f.Gaps(Kind::kCustomerNoSeat);
  REQUIRE(customers.size() == 2);
  CHECK(customers[1].item == "wm3");
  CHECK(customers[1].label == "丙");
  CHECK(customers[1].record == f.IdOf("wm3"));
  CoverageGapQuery paged = f.Query(Kind::kCustomerNoSeat);
  paged.limit = 1;
  const auto first = f.store().Gaps(paged);
  REQUIRE(first);
  paged.cursor = first->next_cursor;
  const auto second = f.store().Gaps(paged);
  REQUIRE(second);
  CHECK(second->items.at(0).item == "wm3");
  CHECK(second->next_cursor.empty());
  paged.cursor.clear();
  paged.employee = EmployeeRef{kSource, "wang"};
  CHECK(f.store().Gaps(paged)->items.empty());
}

TEST_CASE("Customers who said no and customers who said nothing are two gaps") {
  Covered f;
  f.Say("wm1", ConsentState::kDisagree);
  f.Say("wm2", ConsentState::kDefault);
  CHECK(f.Gaps(Kind::kDisagreed).at(0).count == 1);
  CHECK(f.Gaps(Kind::kNeverSaid).at(0).employee.id == "zhang");
  f.Say("wm1", ConsentState::kAgree);
  CHECK(f.Gaps(Kind::kDisagreed).empty());
}

TEST_CASE("Phones are missed where they are expected, when they fall silent and when their owner left") {
  Covered f;
  CHECK(f.Gaps(Kind::kNoDevice).size() == 2);  // sales with what is below, not the office
  f.Phone("a", "li", false, f.clock().Now());
  CHECK(f.Gaps(Kind::kNoDevice).size() == 2);  // invited only
  f.Phone("b", "li", true, f.clock().Now() - 2 * kDay);
  f.Phone("c", "zhao", true, f.clock().Now());
  CHECK(f.Gaps(Kind::kNoDevice).at(0).employee.id == "zhang");
  const auto silent = f.Gaps(Kind::kSilentDevice);
  REQUIRE(silent.size() == 1);
  CHECK(silent[0].item == "b");
  CHECK(silent[0].label == "工作机b");
  CHECK(silent[0].since == f.clock().Now() - 2 * kDay);
  CHECK(f.Gaps(Kind::kLeftDevice).at(0).item == "c");
  REQUIRE(f.storage().devices().Revoke("c", f.clock().Now()));
  CHECK(f.Gaps(Kind::kLeftDevice).empty());
  REQUIRE(f.storage().devices().Advance("b", {.seen_at = f.clock().Now(), .seqs = {1, 5}}));
  CHECK(f.Gaps(Kind::kDeviceGaps).at(0).count == 3);
}

TEST_CASE("A number of somebody who left is told of") {
  Covered f;
  REQUIRE(f.storage().numbers().Put({{.value = "8613900001111", .employee_source = kSource, .employee_id = "zhao"},
                                     {.value = "8613900001112", .employee_source = kSource, .employee_id = "li"}}));
  const auto left = f.Gaps(Kind::kLeftNumber);
  REQUIRE(left.size() == 1);
  CHECK(left[0].item == "8613900001111");
}

TEST_CASE("An extension that is used and is nobody's is told of until somebody has it") {
  Covered f;
  const auto call = [&](std::uint64_t seq, const std::string& employee, const std::string& number) {
    Message message = test::LineMessage(seq, Channel::kCall, employee, number);
    message.source = "exchange:main";
    message.key = "call-" + std::to_string(seq);
    message.seq = 0;
    message.sent_at = f.clock().Now() + static_cast<TimeMs>(seq);
    return message;
  };
  CommitRequest page = test::PageOf({call(1, "8005", "8613900002221"), call(2, "8005", "8613900002221"),
                                     call(3, "8005", "8613900002222"), call(4, "li", "8613900002221"),
                                     call(5, "device:phone-1", "8613900002221")});
  page.source = "exchange:main";
  page.first_seq = page.last_seq = page.seq_count = 0;
  page.cursor.reset();
  f.Commit(page);
  const auto found = f.Gaps(Kind::kUnboundNumber);
  REQUIRE(found.size() == 1);
  CHECK(found[0].item == "8005");
  CHECK(found[0].label == "main");
  CHECK(found[0].count == 3);
  CHECK(found[0].since == f.clock().Now() + 3);
  const auto enter = [&](const std::string& exchange) {
    return f.storage().numbers().Put(
        {{.exchange = exchange, .value = "8005", .employee_source = kSource, .employee_id = "li"}});
  };
  REQUIRE(enter("other"));
  CHECK(f.Gaps(Kind::kUnboundNumber).size() == 1);
  REQUIRE(enter("main"));
  CHECK(f.Gaps(Kind::kUnboundNumber).empty());
}

}  // namespace custos::storage
