// SPDX-License-Identifier: Apache-2.0
#include "storage/parties.h"

#include <algorithm>

namespace custos::storage {

const Party* EmployeeOf(const Message& message) {
  if (message.from.kind == PartyKind::kStaff) return &message.from;
  const auto found = std::find_if(message.to.begin(), message.to.end(),
                                  [](const Party& party) { return party.kind == PartyKind::kStaff; });
  return found == message.to.end() ? nullptr : &*found;
}

const Party* CounterpartOf(const Message& message) {
  if (!message.room.empty()) return nullptr;
  if (EmployeeOf(message) != &message.from) return &message.from;
  return message.to.empty() ? nullptr : &message.to.front();
}

}  // namespace custos::storage
