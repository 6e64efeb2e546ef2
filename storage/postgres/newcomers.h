// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/postgres/identity_settler.h"

namespace custos::storage {

/// Somebody who is told of from outside, by what he may be known by.
struct Newcomer {
  std::int64_t id = 0;                  ///< of the row that tells of him
  std::int64_t source = 0;              ///< as in IdentityOrigin
  std::vector<IdentityKey> identities;  ///< what nobody shares comes first
  std::optional<IdentityKey> anchor;    ///< filled in: the one whose record is his; none while he has no identity
  std::uint64_t record = 0;             ///< likewise
};

/// What an identity of a lead or an order is as a customer's; nullopt for a number that nobody has as his own.
std::optional<IdentityKey> NewcomerKey(CustomerIdentityKind kind, const std::string& value);

/// Finds the record of each: somebody with one of the identities is that customer, else there is a new record. What
/// else is told of him is added to it with `reason` and `confidence` (percent), but joins no two records: what anybody
/// can write into a form must not bring two customers together. Inside the transaction of whoever follows customers; a
/// fixed number of statements; throws db::Failure.
void SettleNewcomers(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now,
                     const std::string& reason, int confidence, std::vector<Newcomer>& newcomers);

}  // namespace custos::storage
