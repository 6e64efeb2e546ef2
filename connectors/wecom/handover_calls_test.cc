// SPDX-License-Identifier: Apache-2.0
// Handing customers over against the simulated platform.
#include "connectors/wecom/handover_calls.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>

#include "connectors/wecom/handover_code.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

constexpr TimeMs kHour = 3'600'000;

class MovedClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  TimeMs now = 1'790'000'000'000;
};

class Handed {
 public:
  Handed() : sim_(wecom_sim::WecomSimulator::Start({.clock = &clock}).value()), corp(sim_->AddCorp({}, false)) {
    ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().contact_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<ApiClient>(settings, clock);
    calls = std::make_unique<HandoverCalls>(*api_);
  }

  std::vector<std::string> CustomersOf(const std::string& employee) const {
    std::vector<std::string> customers;
    const auto company = corp.company();
    for (const auto& relation : company->relations) {
      if (relation.employee == employee) customers.push_back(relation.customer);
    }
    return customers;
  }

  std::map<std::string, int> Ask(const HandoverPair& pair, const std::vector<std::string>& customers) {
    const auto answers = calls->Ask(pair, customers, "", {});
    REQUIRE(answers);
    std::map<std::string, int> codes;
    for (const HandoverAnswer& answer : *answers) codes[answer.id] = answer.errcode;
    return codes;
  }

  std::map<std::string, HandoverStatus> Progress(const HandoverPair& pair) {
    const auto progress = calls->Progress(pair, {});
    REQUIRE(progress);
    std::map<std::string, HandoverStatus> by_customer;
    for (const HandoverProgress& one : *progress) by_customer[one.customer] = one.status;
    return by_customer;
  }

 private:
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  std::unique_ptr<ApiClient> api_;

 public:
  MovedClock clock;
  wecom_sim::Corp& corp;
  std::unique_ptr<HandoverCalls> calls;
};

}  // namespace

TEST_CASE("a customer of somebody who is still there goes to the taker after a day, unless he refuses") {
  Handed f;
  const HandoverPair pair{"staff01", "staff02", false};
  const auto customers = f.CustomersOf("staff01");
  REQUIRE(customers.size() == 3);
  f.corp.transfers().Refuse(customers[1]);
  CHECK(f.Ask(pair, customers) == std::map<std::string, int>{{customers[0], 0}, {customers[1], 0}, {customers[2], 0}});
  CHECK(f.Progress(pair).at(customers[0]) == HandoverStatus::kWaiting);
  CHECK(f.CustomersOf("staff01").size() == 3);
  f.clock.now += 24 * kHour;
  const auto after = f.Progress(pair);
  CHECK(after.at(customers[0]) == HandoverStatus::kDone);
  CHECK(after.at(customers[1]) == HandoverStatus::kRefused);
  CHECK(f.CustomersOf("staff01") == std::vector<std::string>{customers[1]});
  const auto events = f.corp.transfers().TakeEvents();
  CHECK(std::count_if(events.begin(), events.end(), [](const auto& event) {
          return event.change == "del_external_contact" && event.more.find("DELETE_BY_TRANSFER") != std::string::npos;
        }) == 2);
  CHECK(std::count_if(events.begin(), events.end(), [](const auto& event) {
          return event.change == "transfer_fail" && event.employee == "staff02";
        }) == 1);
}

TEST_CASE("what somebody left behind is listed and goes by the calls for those who resigned") {
  Handed f;
  CHECK(f.calls->Ask({"staff01", "staff02", true}, f.CustomersOf("staff01"), "", {}).error().code ==
        "wecom.errcode_40097");
  f.corp.Dismiss("staff01");
  const auto left = f.calls->UnassignedCustomers({});
  REQUIRE(left);
  REQUIRE(left->size() == 3);
  CHECK(left->front().giver == "staff01");
  CHECK(left->front().left_at == f.clock.now);
  const HandoverPair pair{"staff01", "staff02", true};
  f.Ask(pair, f.CustomersOf("staff01"));
  CHECK(f.calls->UnassignedCustomers({})->empty());
  f.clock.now += 24 * kHour;
  CHECK(f.Progress(pair).size() == 3);
  CHECK(f.CustomersOf("staff02").size() == 6);
}

TEST_CASE("each customer is judged by himself") {
  Handed f;
  const auto customers = f.CustomersOf("staff01");
  f.corp.transfers().Remember(customers[0], f.clock.now - 10 * 24 * kHour);
  f.corp.transfers().Remember(customers[0], f.clock.now - 80 * 24 * kHour);
  f.corp.transfers().Remember(customers[1], f.clock.now - 100 * 24 * kHour);
  f.corp.transfers().Remember(customers[1], f.clock.now - 100 * 24 * kHour);
  const HandoverPair pair{"staff01", "staff02", false};
  const auto codes = f.Ask(pair, {customers[0], customers[1], "wmNOBODY", f.CustomersOf("staff03")[0]});
  CHECK(codes.at(customers[0]) == 40128);
  CHECK(codes.at(customers[1]) == 0);
  CHECK(codes.at("wmNOBODY") == 40096);
  CHECK(codes.at(f.CustomersOf("staff03")[0]) == 40131);
  // Asked again, as after an answer that was lost.
  CHECK(f.Ask(pair, {customers[1]}).at(customers[1]) == 40129);
  CHECK(f.Ask({"staff01", "staff05", false}, {customers[1]}).at(customers[1]) == 40100);
  CHECK(VerdictOfCustomer(40129).started);
  CHECK(VerdictOfCustomer(40128).code == "handover.too_often");
  CHECK(VerdictOfCustomer(47001).code == "handover.errcode_47001");
  CHECK_FALSE(VerdictOfCustomer(47001).started);
}

TEST_CASE("a taker takes no more than his limit, at asking and at taking over") {
  Handed f;
  f.corp.EditCompany([](wecom_sim::Company& company) { company.employees[1].most_customers = 4; });
  const auto customers = f.CustomersOf("staff01");
  const HandoverPair pair{"staff01", "staff02", false};
  f.Ask(pair, customers);
  f.clock.now += 24 * kHour;
  const auto after = f.Progress(pair);
  CHECK(std::count_if(after.begin(), after.end(),
                      [](const auto& one) { return one.second == HandoverStatus::kTakerFull; }) == 2);
  CHECK(f.Ask({"staff03", "staff02", false}, {f.CustomersOf("staff03")[0]}).begin()->second == 40099);
  CHECK(VerdictOfCustomer(40099).taker_full);
}

TEST_CASE("groups move at once, and only those fail that cannot") {
  Handed f;
  const std::string group = f.corp.company()->groups[0].id;
  const std::string internal = f.corp.company()->groups[1].id;
  const auto moved = f.calls->MoveGroups({"staff01", "staff02", false}, std::vector{group, internal}, {});
  REQUIRE(moved);
  CHECK(moved->at(0).errcode == 0);
  CHECK(moved->at(1).errcode == 90501);
  CHECK(f.corp.company()->groups[0].owner == "staff02");
  CHECK(f.calls->MoveGroups({"staff02", "staff03", true}, std::vector{group}, {})->at(0).errcode == 90500);
  f.corp.Dismiss("staff02");
  CHECK(f.calls->MoveGroups({"staff02", "staff03", false}, std::vector{group}, {})->at(0).errcode == 90502);
  CHECK(f.calls->MoveGroups({"staff02", "staff03", true}, std::vector{group}, {})->at(0).errcode == 0);
}

}  // namespace custos::wecom
