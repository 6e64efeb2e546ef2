// SPDX-License-Identifier: Apache-2.0
#include "server/orders/order_writes.h"

#include <nlohmann/json.hpp>

namespace custos::server::orders {

storage::OrderWrite WriteOf(const Message& message, const std::string& source) {
  const auto detail = nlohmann::json::parse(message.detail);
  storage::OrderWrite order;
  order.source = source;
  order.number = message.key;
  order.status =
      storage::ParseOrderStatus(detail.at("status").get<std::string>()).value_or(storage::OrderStatus::kDone);
  order.ordered_at = message.sent_at;
  order.amount.currency = detail.at("currency").get<std::string>();
  order.amount = ReadMoney(detail.at("amount").get<std::string>(), order.amount.currency).value_or(order.amount);
  if (const auto contact = detail.find("contact"); contact != detail.end()) {
    order.contact_source = contact->at("source").get<std::string>();
  }
  order.detail = message.detail;
  return order;
}

}  // namespace custos::server::orders
