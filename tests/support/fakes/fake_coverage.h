// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/binding_store.h"
#include "storage/consent_store.h"
#include "storage/coverage_store.h"

namespace custos::testing {

class FakeBindings final : public storage::BindingStore {
 public:
  explicit FakeBindings(storage::DeviceStore& devices) : devices_(devices) {}
  Result<storage::StaffBindings> Of(const storage::EmployeeRef& employee) override {
    if (employee.id != "zhang.wei") return Error{ErrorKind::kNotFound, "employee.not_found", ""};
    storage::StaffBindings bindings;
    bindings.person = {employee.source, PartyKind::kStaff, employee.id, "张伟", "华东一部"};
    bindings.active = true;
    bindings.customers = 6;
    bindings.devices = devices_.Of(employee.source, employee.id).value();
    bindings.numbers = {{"", "8613900001111", "person", 1'772'328'600'000, 0},
                        {"pbx", "801", "person", 1'772'000'000'000, 1'772'328'600'000}};
    return bindings;
  }

 private:
  storage::DeviceStore& devices_;
};

class FakeConsents final : public storage::ConsentStore {
 public:
  Result<std::vector<storage::ConsentPairDue>> DuePairs(const std::string&, TimeMs, std::size_t) override {
    return std::vector<storage::ConsentPairDue>{};
  }
  Result<std::vector<storage::ConsentGroupDue>> DueGroups(const std::string&, TimeMs, std::size_t) override {
    return std::vector<storage::ConsentGroupDue>{};
  }
  Status Put(const std::string&, storage::ConsentKind, const std::vector<storage::ConsentFact>&) override { return {}; }
  Result<storage::ConsentPage> List(const storage::ConsentFilter& filter) override {
    asked = filter;
    if (filter.cursor == "x") return Error{ErrorKind::kInvalid, "cursor.invalid", ""};
    storage::ConsentView pair;
    pair.employee = {"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"};
    pair.customer = {"wecom:test", PartyKind::kExternal, "wm-0001", "王女士", ""};
    pair.record = 7;
    pair.state = storage::ConsentState::kDefault;
    pair.changed_at = 1'772'328'600'000;
    pair.asked_at = 1'772'328'700'000;
    return storage::ConsentPage{{pair}, filter.cursor == "next" ? "" : "next"};
  }

  storage::ConsentFilter asked;
};

class FakeCoverage final : public storage::CoverageStore {
 public:
  Result<std::vector<storage::StaffCoverage>> Coverage() override {
    storage::StaffCoverage all;
    all.source = "wecom:test";
    all.employees = 10;
    all.seats = 8;
    all.customers = 30;
    all.covered = 24;
    all.pairs = 24;
    all.agreed = 20;
    all.by_default = 3;
    storage::StaffCoverage sales = all;
    sales.department = 2;
    sales.name = "销售部";
    return std::vector{all, sales};
  }
  Result<std::map<storage::CoverageGapKind, std::uint64_t>> CountGaps(const storage::CoverageGapQuery&) override {
    std::map<storage::CoverageGapKind, std::uint64_t> counts;
    for (int i = 0; i < storage::kCoverageGapKinds; ++i) counts[static_cast<storage::CoverageGapKind>(i)] = 0;
    counts[storage::CoverageGapKind::kNoSeat] = 2;
    return counts;
  }
  Result<storage::CoverageGapPage> Gaps(const storage::CoverageGapQuery& query) override {
    asked = query;
    storage::CoverageGap gap;
    gap.employee = {"wecom:test", PartyKind::kStaff, "li.na", "李娜", "销售部"};
    gap.count = 6;
    return storage::CoverageGapPage{{gap}, ""};
  }

  storage::CoverageGapQuery asked;
};

}  // namespace custos::testing
