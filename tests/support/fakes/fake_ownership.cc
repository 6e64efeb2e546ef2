// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_ownership.h"

#include "storage/ownership_rules.h"

namespace custos::testing {
namespace {

constexpr TimeMs kNow = 1'760'000'000'000;

std::optional<storage::PersonView> PersonOf(const std::optional<storage::EmployeeRef>& employee) {
  if (!employee) return std::nullopt;
  return storage::PersonView{employee->source, PartyKind::kStaff, employee->id, employee->id, ""};
}

}  // namespace

FakeOwnership::FakeOwnership() {
  storage::OwnershipView& view = standing[{9, ""}];
  view.customer = 9;
  view.entry = 99;
  view.state.pool = 1;
  view.state.since = kNow;
  view.pool_name = "公海";
}

Result<std::vector<storage::OwnershipOutcome>> FakeOwnership::Apply(
    const std::vector<storage::OwnershipOrder>& orders) {
  std::vector<storage::OwnershipOutcome> outcomes;
  for (const storage::OwnershipOrder& order : orders) {
    storage::OwnershipOutcome& outcome = outcomes.emplace_back();
    if (order.customer == 0 || order.customer > 9) {
      outcome.refused = Error{ErrorKind::kNotFound, "customer.not_found", "no such customer"};
      continue;
    }
    storage::OwnershipView& view = standing[{order.customer, order.line}];
    auto next = storage::Ordered(view.state, order, kNow);
    if (order.seen && *order.seen != (view.entry == 0 ? storage::kNoEntry : static_cast<std::int64_t>(view.entry))) {
      next = Error{ErrorKind::kConflict, "ownership.changed", "somebody changed it meanwhile"};
    }
    if (!next) {
      outcome.refused = next.error();
      continue;
    }
    view.customer = order.customer;
    view.line = order.line;
    view.entry = 100 + entries.size();
    view.state = *next;
    view.owner = PersonOf(next->owner);
    view.serving = PersonOf(storage::ServingEmployee(*next, kNow));
    view.shared.clear();
    for (const auto& one : next->shared) view.shared.push_back(*PersonOf(one));
    outcome.entry = view.entry;
    outcome.state = *next;
    entries.push_back({.entry = view.entry,
                       .customer = order.customer,
                       .line = order.line,
                       .act = order.act,
                       .at = kNow,
                       .state = *next,
                       .employee = PersonOf(order.employee),
                       .owner = view.owner,
                       .pool_name = "",
                       .actor = order.actor});
  }
  return outcomes;
}

Result<std::vector<storage::OwnershipView>> FakeOwnership::Of(const std::vector<std::uint64_t>& customers) {
  std::vector<storage::OwnershipView> views;
  for (const std::uint64_t customer : customers) {
    for (const auto& [key, view] : standing) {
      if (key.first == customer && view.entry != 0) views.push_back(view);
    }
  }
  return views;
}

Result<std::vector<storage::OwnershipEntry>> FakeOwnership::History(std::uint64_t customer) {
  std::vector<storage::OwnershipEntry> history;
  for (const auto& entry : entries) {
    if (entry.customer == customer) history.push_back(entry);
  }
  return history;
}

Result<std::vector<storage::ReturningCustomer>> FakeOwnership::Returning(const storage::Scope&, std::size_t) {
  storage::ReturningCustomer one;
  one.customer = 1;
  one.owner = {"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"};
  one.pool = 1;
  one.pool_name = "公海";
  one.warned_at = kNow;
  one.due_at = kNow + 86'400'000;
  return std::vector<storage::ReturningCustomer>{one};
}

Result<std::vector<storage::KnownCustomer>> FakeKnownCustomers::Find(const storage::KnownQuestion& question) {
  asked = question;
  if (question.identities.empty()) {
    return std::vector<storage::KnownCustomer>{{.customer = 1, .by = {storage::KnownBy::kName}, .confidence = 20}};
  }
  return std::vector<storage::KnownCustomer>{{.customer = 1, .by = {storage::KnownBy::kPhone}, .confidence = 100}};
}

FakePools::FakePools() {
  storage::PublicPool pool;
  pool.id = 1;
  pool.name = "公海";
  pool.version = 1;
  pool.customers = 1;
  pools.push_back(pool);
}

Result<storage::PublicPool> FakePools::Create(const storage::PublicPool& pool) {
  for (const auto& one : pools) {
    if (one.name == pool.name) return Error{ErrorKind::kConflict, "pool.name_taken", "another pool has this name"};
  }
  pools.push_back(pool);
  pools.back().id = pools.size();
  pools.back().version = 1;
  return pools.back();
}

Result<storage::PublicPool> FakePools::Update(const storage::PublicPool& pool) {
  for (auto& one : pools) {
    if (one.id != pool.id) continue;
    if (one.version != pool.version) return Error{ErrorKind::kConflict, "pool.changed", "changed meanwhile"};
    const std::uint64_t customers = one.customers;
    one = pool;
    one.customers = customers;
    ++one.version;
    return one;
  }
  return Error{ErrorKind::kNotFound, "pool.not_found", "no such pool"};
}

Result<storage::PoolCustomerPage> FakePools::Customers(std::uint64_t pool, const std::string&, std::size_t) {
  if (pool != 1) return Error{ErrorKind::kNotFound, "pool.not_found", "no such pool"};
  storage::PoolCustomerPage page;
  page.items.push_back({.customer = 1, .entry = 100, .since = kNow});
  return page;
}

}  // namespace custos::testing
