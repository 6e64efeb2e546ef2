// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
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

/// Those of the keys that have rows, in two statements.
std::map<OwnershipKey, HeldOwnership> LoadOwnership(db::Connection& connection, Sources& sources,
                                                    const std::vector<OwnershipKey>& keys);

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
  struct Entry {
    Key key;
    std::uint64_t leaf = 0;
    std::optional<std::uint64_t> previous;
    OwnershipAct act = OwnershipAct::kAssign;
    std::optional<EmployeeRef> employee;
    std::string content;
  };
  std::int64_t NumberOf(const std::string& source) { return sources_.Find(connection_, source); }
  void WriteRows();
  void WriteShares();
  void WriteEntries();

  db::Connection& connection_;
  Sources& sources_;
  BundleBuilder& builder_;
  std::map<Key, Held> held_;
  std::vector<Entry> entries_;
};

}  // namespace custos::storage
