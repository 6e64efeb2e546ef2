// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/table_imports.h"
#include "server/api/json_text.h"
#include "server/api/present_order.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestBatch = std::size_t{8} << 20;

json PresentPage(const storage::OrderPage& page) {
  json items = json::array();
  for (const storage::OrderRow& order : page.items) items.push_back(Present(order));
  return {{"items", std::move(items)}, {"next_cursor", page.next_cursor.empty() ? json() : json(page.next_cursor)}};
}

bool IsShop(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

http::Response TakeOrders(const Call& call) {
  Body body(call.request, {"source", "orders"});
  const std::string source = body.Text("source", 1, 64, true).value_or("");
  if (!IsShop(source)) body.Fail("source");
  const json* const orders = body.Find("orders");
  if (orders == nullptr || !orders->is_array() || orders->empty() || orders->size() > orders::kMostOrders) {
    body.Fail("orders");
  }
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("order.push", source, {{"orders", orders->size()}})) return *refused;
  const auto answers = call.deps.order_desk.Take(source, *orders, call.user.display_name);
  if (!answers) return FromError(answers.error());
  json results = json::array();
  std::map<std::string_view, std::size_t> counts;
  for (const orders::OrderAnswer& answer : *answers) {
    const storage::OrderTaken& taken = answer.taken;
    ++counts[ToString(taken.outcome)];
    results.push_back({{"number", answer.number},
                       {"outcome", ToString(taken.outcome)},
                       {"id", taken.id == 0 ? json() : json(std::to_string(taken.id))},
                       {"version", taken.version},
                       {"code", taken.code},
                       {"pointer", answer.pointer}});
  }
  return JsonResponse(200, {{"stored", counts["stored"]},
                            {"changed", counts["changed"]},
                            {"unchanged", counts["unchanged"]},
                            {"refused", counts["refused"]},
                            {"results", std::move(results)}});
}

http::Response ListOrders(const Call& call) {
  QueryReader query(call.request);
  storage::OrderQuery wanted;
  wanted.text = query.Text("number", 200);
  wanted.source = query.Text("source", 64);
  const std::string status = query.Text("status", 20);
  wanted.from = query.Time("from");
  wanted.until = query.Time("until");
  wanted.nobodys = query.Flag("nobodys").value_or(false);
  wanted.cursor = query.Cursor();
  wanted.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  wanted.status = storage::ParseOrderStatus(status);
  if (!status.empty() && !wanted.status) return http::Problem(400, "request.invalid", {{"field", "status"}});
  // An order may be nobody's yet: who may see some departments only finds orders on the pages of his customers.
  if (call.scope.kind != storage::Scope::Kind::kAll) return http::Problem(403, "auth.forbidden");
  if (auto refused = call.Record("order.list", wanted.source, {{"number", wanted.text}, {"status", status}})) {
    return *refused;
  }
  const auto page = call.deps.orders.List(wanted);
  return page ? JsonResponse(200, PresentPage(*page)) : FromError(page.error());
}

http::Response ListCustomerOrders(const Call& call) {
  QueryReader query(call.request);
  const std::string cursor = query.Cursor();
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const std::uint64_t id = call.path.U64("id");
  if (auto refused = call.Record("customer.orders", std::to_string(id))) return *refused;
  const auto orders = call.deps.orders.OfCustomer(call.scope, id, cursor, limit);
  if (!orders) return FromError(orders.error(), "customer.not_found");
  json answer = PresentPage(orders->page);
  answer["totals"] = json::array();
  for (const storage::OrderTotal& total : orders->totals) answer["totals"].push_back(Present(total));
  answer["last_at"] = TimeOrNull(orders->last_at);
  return JsonResponse(200, answer);
}

}  // namespace

void AddOrderHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/orders", "listOrders", ListOrders);
  gate.Add(http::Method::kPost, "/orders", "takeOrders", TakeOrders, kLargestBatch);
  gate.Add(http::Method::kGet, "/customers/{id:u64}/orders", "listCustomerOrders", ListCustomerOrders);
  const auto tables = [](const Call& call) -> imports::Tables& { return call.deps.order_tables; };
  gate.Add(
      http::Method::kPost, "/orders/files", "stageOrders",
      [tables](const Call& call) { return StageTable(call, tables(call), "order"); }, imports::kLargestFile);
  gate.Add(http::Method::kPost, "/orders/preview", "previewOrders",
           [tables](const Call& call) { return PreviewTable(call, tables(call), "order"); });
  gate.Add(http::Method::kPost, "/orders/imports", "importOrders",
           [tables](const Call& call) { return ImportTable(call, tables(call), "order"); });
  gate.Add(http::Method::kGet, "/orders/imports/{id:u64}", "getOrderImport",
           [tables](const Call& call) { return GetTableImport(call, tables(call)); });
}

}  // namespace custos::server::api
