// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/staff_store.h"

namespace custos::testing {

/// Zhang Wei has a second account in another company that may be his; Li Na's two accounts were joined long ago.
class FakeStaff final : public storage::StaffStore {
 public:
  static constexpr char kLongJoined[] = "li.na";

  Result<std::vector<storage::StaffAccount>> Accounts(const storage::EmployeeRef& account) override {
    if (!Known(account)) return Error{ErrorKind::kNotFound, "employee.not_found", ""};
    if (!joined) return std::vector{AccountOf(account)};
    return std::vector{AccountOf({"wecom:test", "zhang.wei"}), AccountOf({"wecom:other", "zhangwei2"})};
  }
  Result<std::vector<storage::StaffStep>> History(const storage::EmployeeRef&) override { return steps; }
  Status Join(const storage::EmployeeRef& account, const storage::EmployeeRef& other,
              const storage::StaffOrder& order) override {
    if (Status fit = Fit(account, other); !fit) return fit;
    joined = true;
    Note(storage::StaffAct::kJoined, account, other, order);
    return {};
  }
  Status Part(const storage::EmployeeRef& account, const storage::StaffOrder& order) override {
    if (!joined && account.id != kLongJoined) return Error{ErrorKind::kConflict, "staff.not_joined", ""};
    joined = false;
    Note(storage::StaffAct::kParted, account, account, order);
    return {};
  }
  Status Refuse(const storage::EmployeeRef& account, const storage::EmployeeRef& other,
                const storage::StaffOrder& order) override {
    if (Status fit = Fit(account, other); !fit) return fit;
    Note(storage::StaffAct::kRefused, account, other, order);
    return {};
  }
  Result<std::vector<storage::StaffProposal>> Proposals(std::size_t) override {
    return std::vector{storage::StaffProposal{AccountOf({"wecom:test", "zhang.wei"}),
                                              AccountOf({"wecom:other", "zhangwei2"}),
                                              {storage::StaffMark::kMobile, storage::StaffMark::kStaffNumber}}};
  }

  bool joined = false;
  std::vector<storage::StaffStep> steps;

 private:
  static bool Known(const storage::EmployeeRef& account) {
    return account.id == "zhang.wei" || account.id == "zhangwei2" || account.id == "li.na";
  }
  static storage::StaffAccount AccountOf(const storage::EmployeeRef& account) {
    return {{account.source, PartyKind::kStaff, account.id, "张伟", "华东一部"}, true, true, 6, 0};
  }
  Status Fit(const storage::EmployeeRef& account, const storage::EmployeeRef& other) const {
    if (!Known(account) || !Known(other)) return Error{ErrorKind::kNotFound, "employee.not_found", ""};
    if (account.id == other.id) return Error{ErrorKind::kInvalid, "staff.same_account", ""};
    if (joined) return Error{ErrorKind::kConflict, "staff.joined_already", ""};
    return {};
  }
  void Note(storage::StaffAct act, const storage::EmployeeRef& account, const storage::EmployeeRef& other,
            const storage::StaffOrder& order) {
    steps.push_back(
        {1'772'328'600'000, act, AccountOf(account).person, AccountOf(other).person, order.reason, order.user_name});
  }
};

}  // namespace custos::testing
