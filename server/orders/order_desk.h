// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "connectors/order/parser.h"
#include "core/clock.h"
#include "core/result.h"
#include "storage/order_store.h"

namespace custos::server::orders {

/// Most orders of one batch.
inline constexpr std::size_t kMostOrders = 1'000;

/// What became of one order of a batch.
struct OrderAnswer {
  std::string number;  ///< empty when it could not be read
  storage::OrderTaken taken;
  std::string pointer;  ///< of a refused one: the place of the fault (RFC 6901); empty: the whole
};

/// Takes batches of orders as shops push them. Thread-safe.
class OrderDesk {
 public:
  /// Errors as order::OrderParser::Create.
  static Result<std::unique_ptr<OrderDesk>> Create(storage::OrderStore& store, const Clock& clock);

  /// The members of a JSON array, each as docs/customers.md says. One that is refused costs the others nothing; the
  /// rest is stored as a whole or, with an error, not at all. Sending a batch again changes nothing.
  Result<std::vector<OrderAnswer>> Take(const std::string& source, const nlohmann::json& orders,
                                        const std::string& taken_by);

 private:
  OrderDesk(storage::OrderStore& store, const Clock& clock, std::unique_ptr<order::OrderParser> parser)
      : store_(store), clock_(clock), parser_(std::move(parser)) {}

  storage::OrderStore& store_;
  const Clock& clock_;
  const std::unique_ptr<order::OrderParser> parser_;
};

}  // namespace custos::server::orders
