// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/ownership.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

using OwnershipKey = std::pair<std::uint64_t, std::string>;  ///< customer and line

/// What stands of one customer and line.
struct HeldOwnership {
  OwnershipState state;
  std::optional<std::uint64_t> entry;  ///< newest; nullopt: there is none
  bool changed = false;
};

/// An entry of the ledger.
struct OwnershipStep {
  OwnershipKey key;
  std::uint64_t leaf = 0;
  std::optional<std::uint64_t> previous;
  bool fork = false;  ///< `previous` is followed by an earlier leaf already
  OwnershipAct act = OwnershipAct::kAssign;
  TimeMs at = 0;
  std::optional<EmployeeRef> employee;
  std::string content;  ///< the leaf's
};

/// Those of the keys that have rows, in two statements. Throws db::Failure, as the others do.
std::map<OwnershipKey, HeldOwnership> LoadOwnership(db::Connection& connection, Sources& sources,
                                                    const std::vector<OwnershipKey>& keys);

/// Writes what stands, of those that changed: in three statements, however many they are.
void WriteOwnership(db::Connection& connection, Sources& sources, const std::map<OwnershipKey, HeldOwnership>& all);

/// Adds entries, in one statement. One that follows a step that another one follows is refused unless it says so.
void AddOwnershipSteps(db::Connection& connection, Sources& sources, const std::vector<OwnershipStep>& steps);

}  // namespace custos::storage
