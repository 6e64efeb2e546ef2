// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_book.h"

#include "storage/format/ownership.h"

namespace custos::storage {

void OwnershipBook::Load(const std::vector<Key>& keys) {
  std::vector<Key> wanted;
  for (const Key& key : keys) {
    if (held_.try_emplace(key).second) wanted.push_back(key);
  }
  for (auto& [key, held] : LoadOwnership(connection_, sources_, wanted)) held_[key] = std::move(held);
}

std::uint64_t OwnershipBook::Step(const Key& key, OwnershipAct act, const std::optional<EmployeeRef>& employee,
                                  const OwnershipState& next, const OwnershipActor& actor) {
  Held& held = held_[key];
  std::string content = EncodeOwnership({.state = next, .employee = employee, .actor = actor});
  const OwnershipFields fields{.customer = key.first, .line = key.second, .act = act, .previous = held.entry};
  const std::uint64_t leaf = builder_.Add(fields, content);
  steps_.push_back({.key = key,
                    .leaf = leaf,
                    .previous = held.entry,
                    .act = act,
                    .at = now(),
                    .employee = employee,
                    .content = std::move(content)});
  held.state = next;
  held.entry = leaf;
  held.changed = true;
  return leaf;
}

void OwnershipBook::Write() {
  if (steps_.empty()) return;
  WriteOwnership(connection_, sources_, held_);
  AddOwnershipSteps(connection_, sources_, steps_);
  steps_.clear();
  for (auto& [key, held] : held_) held.changed = false;
}

}  // namespace custos::storage
