// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/postgres/ownership_rows.h"

namespace custos::storage {

/// The rows of the ledger that one commit of the evidence log works on: loaded together, moved on step by step in
/// memory, each step a leaf, and written together, in a fixed number of statements. Lives inside EvidenceLog::Append,
/// whose lock keeps everybody else out. Throws db::Failure.
class OwnershipBook {
 public:
  using Key = OwnershipKey;
  using Held = HeldOwnership;

  OwnershipBook(db::Connection& connection, Sources& sources, BundleBuilder& builder)
      : connection_(connection), sources_(sources), builder_(builder) {}

  void Load(const std::vector<Key>& keys);
  Held& At(const Key& key) { return held_[key]; }

  /// Moves on to `next`; returns the leaf.
  std::uint64_t Step(const Key& key, OwnershipAct act, const std::optional<EmployeeRef>& employee,
                     const OwnershipState& next, const OwnershipActor& actor);
  /// Writes the steps made since the last time.
  void Write();

  TimeMs now() const { return builder_.at(); }
  db::Connection& connection() { return connection_; }
  Sources& sources() { return sources_; }

 private:
  db::Connection& connection_;
  Sources& sources_;
  BundleBuilder& builder_;
  std::map<Key, Held> held_;
  std::vector<OwnershipStep> steps_;
};

}  // namespace custos::storage
