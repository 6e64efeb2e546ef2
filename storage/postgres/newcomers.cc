// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/newcomers.h"

#include <set>

namespace custos::storage {
namespace {

/// Every identity stands at one record already, or goes to the one of whoever brought it first: no edge has records at
/// both ends.
void Anchor(std::vector<Newcomer>& newcomers, const std::string& reason, IdentitySettler& settler) {
  std::set<IdentityKey> placed;
  const auto stands = [&](const IdentityKey& key) { return settler.RecordOf(key) != 0 || placed.contains(key); };
  for (Newcomer& one : newcomers) {
    for (const IdentityKey& key : one.identities) {
      if (!one.anchor && stands(key)) one.anchor = key;
    }
    if (!one.anchor && !one.identities.empty()) one.anchor = one.identities.front();
    for (const IdentityKey& key : one.identities) {
      if (stands(key)) continue;
      placed.insert(key);
      if (key != *one.anchor) settler.Join(*one.anchor, key, false, reason);
    }
  }
}

}  // namespace

std::optional<IdentityKey> NewcomerKey(CustomerIdentityKind kind, const std::string& value) {
  if (value.empty() || (kind == CustomerIdentityKind::kPhone && !IsSubscriber(value))) return std::nullopt;
  return IdentityKey{kind, 0, value};
}

void SettleNewcomers(db::Connection& connection, const std::vector<std::string>& name_order, TimeMs now,
                     const std::string& reason, int confidence, std::vector<Newcomer>& newcomers) {
  IdentitySettler settler(connection, name_order, now);
  for (const Newcomer& one : newcomers) {
    for (const IdentityKey& key : one.identities) {
      const bool person = std::get<0>(key) == CustomerIdentityKind::kUnionid;
      settler.Know(key, {reason, confidence, one.source, person ? std::get<2>(key) : std::string()});
    }
  }
  settler.Load();
  Anchor(newcomers, reason, settler);
  settler.Settle();
  for (Newcomer& one : newcomers) one.record = one.anchor ? settler.RecordOf(*one.anchor) : 0;
}

}  // namespace custos::storage
