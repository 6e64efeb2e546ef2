// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "storage/order_store.h"

namespace custos::storage {
namespace {

constexpr std::array<std::string_view, 5> kStatuses{"open", "paid", "done", "cancelled", "refunded"};
constexpr std::array<std::string_view, 4> kOutcomes{"stored", "changed", "unchanged", "refused"};

}  // namespace

std::string_view ToString(OrderStatus status) { return kStatuses.at(static_cast<std::size_t>(status)); }

std::optional<OrderStatus> ParseOrderStatus(std::string_view name) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), name);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<OrderStatus>(found - kStatuses.begin());
}

std::string_view ToString(OrderOutcome outcome) { return kOutcomes.at(static_cast<std::size_t>(outcome)); }

}  // namespace custos::storage
