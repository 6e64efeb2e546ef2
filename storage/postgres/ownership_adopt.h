// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "storage/postgres/ownership_book.h"

namespace custos::storage {

/// Customers who may have got their first contact: to be looked at by OwnershipAdopt. Throws db::Failure.
void NoteContacted(db::Connection& connection, const std::vector<std::int64_t>& customers);

/// True when somebody waits for his first owner.
bool AdoptionsDue(db::Connection& connection);

/// Gives customers whom nobody ever served to the employee who had them as a contact first and still works here;
/// whoever is nobody's contact stays without an owner. Some thousand at once. Made per commit; throws db::Failure.
class OwnershipAdopt {
 public:
  OwnershipAdopt(OwnershipBook& book, std::int32_t zone_minutes) : book_(book), zone_minutes_(zone_minutes) {}

  /// How many were looked at; 0 when nothing is left.
  std::uint64_t Run();

 private:
  OwnershipBook& book_;
  const std::int32_t zone_minutes_;
};

}  // namespace custos::storage
