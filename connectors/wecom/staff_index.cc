// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/staff_index.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace custos::wecom {
namespace {

PartyKind KindByPrefix(std::string_view id) {
  if (id.empty()) return PartyKind::kUnknown;
  const std::string_view prefix = id.substr(0, 2);
  if (prefix == "wm" || prefix == "wo") return PartyKind::kExternal;
  if (prefix == "wb") return PartyKind::kRobot;
  return PartyKind::kStaff;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace

void StaffIndex::Add(const std::vector<std::string>& userids) {
  const std::unique_lock lock(mutex_);
  for (const std::string& id : userids) {
    std::string lower = Lower(id);
    if (KindByPrefix(lower) != PartyKind::kStaff) prefixed_.insert(std::move(lower));
  }
}

PartyKind StaffIndex::KindOf(std::string_view id) const {
  const PartyKind guess = KindByPrefix(id);
  if (guess == PartyKind::kStaff || guess == PartyKind::kUnknown) return guess;
  const std::shared_lock lock(mutex_);
  if (prefixed_.empty()) return guess;
  return prefixed_.contains(Lower(id)) ? PartyKind::kStaff : guess;
}

}  // namespace custos::wecom
