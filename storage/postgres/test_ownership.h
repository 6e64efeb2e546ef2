// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/test_company.h"

namespace custos::storage::test {

/// A company with records of customers 1 … n, and orders about them.
class OwnershipFixture : public CompanyFixture {
 public:
  OwnershipStore& ledger() { return storage().ownership(); }

  void Records(int count) {
    Sql("INSERT INTO customer_record (name, created_at) SELECT '客户' || n, 1 FROM generate_series(1, " +
        std::to_string(count) + ") n");
  }
  std::uint64_t NewPool(const std::string& name, const ClaimLimits& limits = {}, const std::string& line = {}) {
    PublicPool pool;
    pool.name = name;
    pool.line = line;
    pool.limits = limits;
    return storage().pools().Create(pool)->id;
  }
  static EmployeeRef Employee(const std::string& id) { return {kSource, id}; }
  static OwnershipOrder Order(std::uint64_t customer, OwnershipAct act, const std::string& employee = {},
                              std::uint64_t pool = 0, TimeMs until = 0) {
    OwnershipOrder order;
    order.customer = customer;
    order.act = act;
    if (!employee.empty()) order.employee = Employee(employee);
    order.pool = pool;
    order.until = until;
    order.actor = {.user_id = 7, .user_name = "陈主管", .cause = "person", .reason = ""};
    return order;
  }
  OwnershipOutcome Do(const OwnershipOrder& order) {
    auto outcomes = ledger().Apply({order});
    if (!outcomes) throw std::runtime_error(outcomes.error().code + ": " + outcomes.error().message);
    return outcomes->front();
  }
  /// "done" or the code.
  std::string Code(const OwnershipOrder& order) {
    const OwnershipOutcome outcome = Do(order);
    return outcome.refused ? outcome.refused->code : "done";
  }
  OwnershipView Of(std::uint64_t customer) {
    const auto views = ledger().Of({customer});
    if (!views) throw std::runtime_error(views.error().code + ": " + views.error().message);
    return views->empty() ? OwnershipView() : views->front();
  }
  std::string OwnerOf(std::uint64_t customer) {
    const OwnershipView view = Of(customer);
    return view.owner ? view.owner->id : "";
  }
  /// The acts of a customer, oldest first.
  std::string Acts(std::uint64_t customer) {
    const auto entries = ledger().History(customer);
    std::string acts;
    for (const OwnershipEntry& entry : *entries) {
      acts += (acts.empty() ? "" : " ") + std::string(ToString(entry.act));
    }
    return acts;
  }
  void Settle() {
    while (true) {
      const auto done = ledger().Settle();
      if (!done) throw std::runtime_error(done.error().code + ": " + done.error().message);
      if (*done == 0) return;
    }
  }
};

}  // namespace custos::storage::test
