// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/dispute_store.h"

namespace custos::testing {

/// Disputes in memory. Two are there: of li.na against zhang.wei about customer 1, and of zhang.wei about customer 2.
class FakeDisputes final : public storage::DisputeStore {
 public:
  FakeDisputes() {
    items.push_back(Made(1, "li.na", "zhang.wei"));
    items.push_back(Made(2, "zhang.wei", "li.na"));
  }

  Result<storage::Dispute> Open(const storage::DisputeDraft& draft) override {
    drafts.push_back(draft);
    if (draft.protected_for > 0) return Error{ErrorKind::kConflict, "dispute.protected", "too recently"};
    items.push_back(Made(draft.customer, draft.claimant.id, "zhang.wei"));
    items.back().statement = draft.statement;
    return items.back();
  }
  Result<storage::Dispute> Get(std::uint64_t id) override {
    if (id == 0 || id > items.size()) return Error{ErrorKind::kNotFound, "dispute.not_found", "none"};
    return items[id - 1];
  }
  Result<storage::DisputePage> List(const storage::DisputeFilter& filter) override {
    storage::DisputePage page;
    for (const storage::Dispute& one : items) {
      if (filter.state && one.state != *filter.state) continue;
      page.items.push_back(one);
    }
    filtered = filter.accounts.has_value();
    return page;
  }
  Result<storage::DisputeSide> SideOf(std::uint64_t, const storage::EmployeeRef& employee) override {
    return storage::DisputeSide{.added_at = 1'759'000'000'000, .messages = employee.id == "li.na" ? 12U : 3U};
  }
  Result<storage::Dispute> Decide(std::uint64_t id, const storage::DisputeVerdict& verdict) override {
    storage::Dispute& one = items.at(id - 1);
    if (one.state != storage::DisputeState::kOpen) return Error{ErrorKind::kConflict, "dispute.ended", "ended"};
    one.state = storage::DisputeState::kDecided;
    one.outcome = verdict.outcome;
    one.note = verdict.note;
    one.entry = verdict.entry;
    one.decided_by = verdict.user_name;
    one.decided_at = 1'760'000'000'000;
    return one;
  }
  Result<storage::Dispute> Withdraw(std::uint64_t id, const std::string& user_name) override {
    items.at(id - 1).state = storage::DisputeState::kWithdrawn;
    items.at(id - 1).decided_by = user_name;
    return items.at(id - 1);
  }

  std::vector<storage::Dispute> items;
  std::vector<storage::DisputeDraft> drafts;
  bool filtered = false;

 private:
  storage::Dispute Made(std::uint64_t customer, const std::string& claimant, const std::string& owner) const {
    storage::Dispute one;
    one.id = items.size() + 1;
    one.customer = customer;
    one.claimant.source = "wecom:test";
    one.claimant.id = claimant;
    one.owner.emplace();
    one.owner->source = "wecom:test";
    one.owner->id = owner;
    one.statement = "先联系的是我";
    one.opened_at = 1'759'000'000'000;
    return one;
  }
};

}  // namespace custos::testing
