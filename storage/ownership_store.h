// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/ownership.h"
#include "storage/reader.h"

namespace custos::storage {

/// What became of one order.
struct OwnershipOutcome {
  std::uint64_t entry = 0;  ///< leaf of the entry made; of the newest one when nothing had to change or it is refused
  OwnershipState state;     ///< after it
  std::optional<Error> refused;  ///< then nothing changed
};

/// A customer's line of business as it stands.
struct OwnershipView {
  std::uint64_t customer = 0;
  std::string line;
  std::uint64_t entry = 0;  ///< newest: what an order says it has seen
  OwnershipState state;
  std::optional<PersonView> owner;
  std::optional<PersonView> serving;
  std::vector<PersonView> shared;
  std::string pool_name;
};

/// One step; itself a leaf of the evidence log.
struct OwnershipEntry {
  std::uint64_t entry = 0;  ///< index of its leaf
  std::uint64_t customer = 0;
  std::string line;
  OwnershipAct act = OwnershipAct::kAssign;
  TimeMs at = 0;
  OwnershipState state;                ///< after it
  std::optional<PersonView> employee;  ///< whom the act names
  std::optional<PersonView> owner;     ///< after it
  std::string pool_name;
  OwnershipActor actor;
};

/// A customer whom a pool takes back soon unless his owner does something.
struct ReturningCustomer {
  std::uint64_t customer = 0;
  std::string line;
  PersonView owner;
  std::uint64_t pool = 0;
  std::string pool_name;
  TimeMs warned_at = 0;
  TimeMs due_at = 0;
};

/// The ledger of who serves which customer. The customer is the company's; an employee serves him. In each line of
/// business a customer has one serving employee at most: a row and an unforked chain of entries per customer and line
/// say so in the database. Thread-safe.
class OwnershipStore {
 public:
  virtual ~OwnershipStore() = default;

  /// Carries out orders in their sequence, in one commit with their leaves; calls of many threads share commits. An
  /// order that cannot be carried out is refused alone:
  /// kNotFound "customer.not_found", "employee.not_found", "pool.not_found"; kInvalid "ownership.invalid";
  /// kConflict "ownership.changed" (seen), "ownership.merged", "ownership.frozen", "ownership.not_owned",
  /// "ownership.not_in_pool", "ownership.not_lent", "ownership.not_shared", "pool.not_theirs", "pool.daily_limit",
  /// "pool.held_limit", "pool.cooling_off". What stands already is done without an entry.
  virtual Result<std::vector<OwnershipOutcome>> Apply(const std::vector<OwnershipOrder>& orders) = 0;

  /// The lines of each customer, in order of customer and line; customers that nobody ever served have none.
  virtual Result<std::vector<OwnershipView>> Of(const std::vector<std::uint64_t>& customers) = 0;
  /// All entries of a customer, oldest first.
  virtual Result<std::vector<OwnershipEntry>> History(std::uint64_t customer) = 0;

  /// Who comes back soon, of the owners in the scope, the next first, at most `limit`.
  virtual Result<std::vector<ReturningCustomer>> Returning(const Scope& scope, std::size_t limit) = 0;

  /// Brings the ledger up to what happened beside it, a bounded piece at a time: records merged or taken apart, ends of
  /// lendings, returns into pools by their rules, first owners of customers who got a contact. How much was looked at;
  /// 0 when nothing is left.
  virtual Result<std::uint64_t> Settle() = 0;
};

}  // namespace custos::storage
