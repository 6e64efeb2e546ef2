// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_order.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr const char* kTexts[] = {"name", "wechat", "unionid", "title", "rep", "note"};
constexpr const char* kLists[] = {"phones", "unread_phones", "emails"};

/// What an order said at some time.
json PresentState(const storage::OrderState& state) {
  json detail = json::parse(state.detail, nullptr, false);
  if (!detail.is_object()) detail = json::object();
  json shown = {{"version", state.version},
                {"taken_at", FormatTime(state.taken_at)},
                {"taken_by", state.taken_by},
                {"status", detail.value("status", "done")},
                {"amount", detail.value("amount", "0")},
                {"currency", detail.value("currency", "CNY")},
                {"ordered_at", FormatTime(detail.value("ordered_at", TimeMs{0}))}};
  for (const char* name : kTexts) shown[name] = detail.value(name, std::string());
  for (const char* name : kLists) shown[name] = detail.value(name, json::array());
  json lines = json::array();
  for (const json& line : detail.value("lines", json::array())) {
    lines.push_back({{"name", line.value("name", std::string())},
                     {"quantity", line.value("quantity", std::string())},
                     {"amount", line.contains("amount") ? line["amount"] : json()}});
  }
  shown["lines"] = std::move(lines);
  shown["contact"] = detail.value("contact", json());
  shown["fields"] = detail.value("fields", json::object());
  return shown;
}

}  // namespace

json Present(const storage::OrderRow& order) {
  json past = json::array();
  for (const storage::OrderState& state : order.past) past.push_back(PresentState(state));
  return {{"id", std::to_string(order.id)},
          {"source", order.source},
          {"number", order.number},
          {"status", ToString(order.status)},
          {"ordered_at", FormatTime(order.ordered_at)},
          {"amount", FormatAmount(order.amount)},
          {"currency", order.amount.currency},
          {"customer_id", order.customer == 0 ? json() : json(std::to_string(order.customer))},
          {"customer_name", order.customer_name},
          {"now", PresentState(order.now)},
          {"past", std::move(past)}};
}

json Present(const storage::OrderTotal& total) {
  return {{"currency", total.amount.currency},
          {"amount", FormatAmount(total.amount)},
          {"orders", total.orders},
          {"year_amount", FormatAmount(total.year)},
          {"year_orders", total.year_orders}};
}

}  // namespace custos::server::api
