// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "storage/allocation_store.h"

namespace custos::testing {

/// One rule, number 1, whose takers are zhang.wei and li.na. It gave customer 1 to zhang.wei; customer 2 waits.
class FakeAllocations final : public storage::AllocationStore {
 public:
  FakeAllocations() {
    storage::AllocationRule& rule = rules.emplace_back();
    rule.id = 1;
    rule.name = "默认";
    rule.version = 1;
    rule.terms.takers = {{.employee = {"wecom:test", "zhang.wei"}}, {.employee = {"wecom:test", "li.na"}}};
  }

  Result<std::vector<storage::AllocationRule>> Rules() override { return rules; }
  Result<storage::AllocationRule> Create(const storage::AllocationRule& rule) override {
    if (rule.name == rules[0].name) return Error{ErrorKind::kConflict, "allocation.name_taken", ""};
    told = rule;
    told.id = 2;
    told.version = 1;
    return told;
  }
  Result<storage::AllocationRule> Update(const storage::AllocationRule& rule) override {
    if (rule.id != 1) return Error{ErrorKind::kNotFound, "allocation.not_found", ""};
    if (rule.version != 1) return Error{ErrorKind::kConflict, "allocation.changed", ""};
    told = rule;
    return told;
  }
  Status Remove(std::uint64_t id, std::uint64_t version) override {
    if (id != 1) return Error{ErrorKind::kNotFound, "allocation.not_found", ""};
    if (version != 1) return Error{ErrorKind::kConflict, "allocation.changed", ""};
    return {};
  }
  Status Reorder(const std::vector<std::uint64_t>& ids) override {
    if (ids != std::vector<std::uint64_t>{1}) return Error{ErrorKind::kConflict, "allocation.changed", ""};
    return {};
  }
  Result<std::vector<storage::CalendarDay>> Calendar() override { return calendar; }
  Status SetCalendar(const std::vector<storage::CalendarDay>& days) override {
    calendar = days;
    return {};
  }
  Result<std::uint64_t> Offer(const std::vector<std::uint64_t>& customers, const std::string&, std::uint64_t,
                              const std::string& user_name) override {
    offered = customers;
    offered_by = user_name;
    return customers.size();
  }
  Result<std::uint64_t> OfferLeads() override { return std::uint64_t{0}; }
  Result<std::vector<storage::AllocationCase>> Due(std::size_t) override {
    return std::vector<storage::AllocationCase>{};
  }
  Result<std::vector<storage::AllocationCase>> Cases(const std::vector<std::uint64_t>& customers,
                                                     const std::string& line) override {
    std::vector<storage::AllocationCase> cases;
    for (const std::uint64_t id : customers) {
      storage::AllocationCase& one = cases.emplace_back();
      one.customer = id;
      one.line = line;
      one.exists = id < 10;
    }
    return cases;
  }
  Status Wait(const std::vector<storage::AllocationWait>&) override { return {}; }
  Status Drop(const std::vector<storage::AllocationCase>&) override { return {}; }
  Result<std::uint64_t> TakeOff(const std::vector<std::uint64_t>& customers, const std::string&) override {
    return static_cast<std::uint64_t>(std::count(customers.begin(), customers.end(), 2U));
  }
  Result<std::vector<storage::WaitingCustomer>> Waiting(std::size_t) override {
    storage::WaitingCustomer one;
    one.wait = {.customer = 2, .line = "", .reason = "nobody_free", .rule = 1, .next_at = 1'772'000'000'000};
    one.since = 1'771'000'000'000;
    one.name = "李测试";
    return std::vector{one};
  }
  Result<std::map<std::string, std::uint64_t>> CountWaiting() override {
    return std::map<std::string, std::uint64_t>{{"nobody_free", 1}};
  }
  Result<std::vector<std::vector<storage::TakerStanding>>> Standing(
      const std::vector<storage::AllocationRule>& of) override {
    std::vector<std::vector<storage::TakerStanding>> all;
    for (const storage::AllocationRule& rule : of) {
      std::vector<storage::TakerStanding>& takers = all.emplace_back();
      for (const storage::AllocationTaker& taker : rule.terms.takers) {
        takers.push_back({.taker = taker, .name = taker.employee.id, .known = true, .active = true});
      }
    }
    return all;
  }
  Result<std::vector<std::uint64_t>> Mean(std::vector<storage::AllocationDecision>,
                                          const std::vector<storage::AllocationTurn>&) override {
    return std::vector<std::uint64_t>{};
  }
  Result<std::vector<storage::AllocationDecision>> Unfinished() override {
    return std::vector<storage::AllocationDecision>{};
  }
  Status Finish(const std::vector<storage::AllocationFinish>&, const std::vector<storage::AllocationTurn>&) override {
    return {};
  }
  Result<std::vector<storage::AllocationTimeOut>> TimeOuts(std::size_t) override {
    return std::vector<storage::AllocationTimeOut>{};
  }
  Status Watch(std::uint64_t, storage::AllocationWatch, TimeMs) override { return {}; }
  Result<storage::AllocationPage> Decisions(const storage::AllocationFilter& filter) override {
    asked = filter;
    storage::AllocationView view;
    view.decision.id = 5;
    view.decision.customer = 1;
    view.decision.state = storage::AllocationState::kDone;
    view.decision.rule = 1;
    view.decision.rule_version = 1;
    view.decision.rule_name = "默认";
    view.decision.entry = 100;
    view.decision.why =
        R"({"passed":[],"method":"in_turn","facts":{"region":"浙江","tags":[],"grade":"","stage":"","intake":"","channel":""},
            "takers":[{"source":"wecom:test","id":"zhang.wei","name":"张伟","verdict":"chosen","weight":1,"owned":3,
                       "owned_limit":0,"today":1,"per_day":0},
                      {"source":"wecom:test","id":"li.na","name":"李娜","verdict":"full","weight":1,"owned":9,
                       "owned_limit":9,"today":1,"per_day":0}],"others":{}})";
    view.customer_name = "王测试";
    view.taker = storage::PersonView{"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", ""};
    return storage::AllocationPage{{view}, ""};
  }

  std::vector<storage::AllocationRule> rules;
  std::vector<storage::CalendarDay> calendar;
  storage::AllocationRule told;
  std::vector<std::uint64_t> offered;
  std::string offered_by;
  storage::AllocationFilter asked;
};

}  // namespace custos::testing
