// SPDX-License-Identifier: Apache-2.0
#include "server/leads/lead_desk.h"

#include <catch2/catch.hpp>

namespace custos::server::leads {
namespace {

using storage::KnownBy;
using storage::KnownCustomer;

class Store final : public storage::LeadStore {
 public:
  Result<storage::LeadPage> List(const storage::LeadQuery&) override { return storage::LeadPage{}; }
  Result<std::vector<storage::DuplicateQuestion>> Unchecked(std::size_t) override {
    return std::vector<storage::DuplicateQuestion>{};
  }
  Status Checked(const std::vector<storage::LeadVerdict>&) override { return {}; }
  Result<std::vector<storage::NearQuestion>> Uncompared(std::size_t) override { return due; }
  Status Compared(const std::vector<storage::NearVerdict>& verdicts) override {
    kept = verdicts;
    due.clear();
    return {};
  }
  Result<std::map<storage::LeadState, std::uint64_t>> Count() override {
    return std::map<storage::LeadState, std::uint64_t>{};
  }

  std::vector<storage::NearQuestion> due;
  std::vector<storage::NearVerdict> kept;
};

class Nobody final : public storage::DuplicateCheck {
 public:
  Result<std::vector<std::vector<storage::DuplicateMatch>>> Find(
      const std::vector<storage::DuplicateQuestion>& questions) override {
    return std::vector<std::vector<storage::DuplicateMatch>>(questions.size());
  }
};

class Known final : public storage::KnownCustomers {
 public:
  Result<std::vector<KnownCustomer>> Find(const storage::KnownQuestion&) override { return answer; }
  Result<std::vector<KnownCustomer>> answer = std::vector<KnownCustomer>{};
};

}  // namespace

TEST_CASE("of the customers near to a lead the three surest are kept, without himself and without a mere name") {
  Store store;
  Nobody nobody;
  Known known;
  LeadDesk desk(store, nobody, known);
  store.due = {{.id = 9, .customer = 1, .who = {.name = "李测试", .company = "例子公司", .identities = {}}}};
  known.answer = std::vector<KnownCustomer>{{1, {KnownBy::kPhone}, 100},     {2, {KnownBy::kPerson}, 85},
                                            {3, {KnownBy::kNumberTail}, 50}, {4, {KnownBy::kCompany}, 40},
                                            {5, {KnownBy::kCompany}, 40},    {6, {KnownBy::kName}, 20}};
  CHECK(*desk.CompareNew() == 1);
  REQUIRE(store.kept.size() == 1);
  CHECK(store.kept[0].id == 9);
  REQUIRE(store.kept[0].near.size() == 3);
  CHECK(store.kept[0].near[0].customer == 2);
  CHECK(store.kept[0].near[2].customer == 4);
  CHECK(*desk.CompareNew() == 0);
}

TEST_CASE("a lead that could not be compared waits for the next time") {
  Store store;
  Nobody nobody;
  Known known;
  LeadDesk desk(store, nobody, known);
  store.due = {{.id = 9, .customer = 1, .who = {}}};
  known.answer = Error{ErrorKind::kUnavailable, "storage.unavailable", ""};
  CHECK_FALSE(desk.CompareNew());
  CHECK(store.kept.empty());
  CHECK(store.due.size() == 1);
}

}  // namespace custos::server::leads
