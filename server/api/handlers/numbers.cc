// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/present_customer.h"
#include "server/api/query_reader.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostAtOnce = 1000;

/// Digits of an international number without the plus, or of an extension; empty for anything else.
std::string NumberOf(const std::string& written, bool extension) {
  std::string digits;
  for (const char c : written) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-' && !(c == '+' && digits.empty())) {
      return {};
    }
  }
  const bool fits = extension ? digits.size() <= 10 : digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
  return fits ? digits : std::string();
}

http::Response ListNumbers(const Call& call) {
  if (auto refused = call.Record("numbers.list", "")) return *refused;
  const auto numbers = call.deps.numbers.List();
  if (!numbers) return FromError(numbers.error());
  json items = json::array();
  for (const auto& number : *numbers) items.push_back(Present(number));
  return JsonResponse(200, {{"items", std::move(items)}});
}

http::Response PutNumbers(const Call& call) {
  Body body(call.request, {"items"});
  const json* items = body.Find("items");
  if (items == nullptr || !items->is_array() || items->empty() || items->size() > kMostAtOnce) body.Fail("items");
  if (body.problem) return *body.problem;
  std::vector<storage::EmployeeNumber> numbers;
  for (const json& item : *items) {
    const auto text = [&](const char* name) {
      const auto found = item.is_object() ? item.find(name) : item.end();
      return item.is_object() && found != item.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    storage::EmployeeNumber number;
    number.exchange = text("exchange");
    number.value = NumberOf(text("number"), !number.exchange.empty());
    number.employee_source = text("employee_source");
    number.employee_id = text("employee_id");
    const bool whole = !number.value.empty() && !number.employee_source.empty() && !number.employee_id.empty();
    if (!whole || number.exchange.size() > 200 || number.employee_id.size() > 200) body.Fail("items");
    numbers.push_back(std::move(number));
  }
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("numbers.put", std::to_string(numbers.size()))) return *refused;
  const auto put = call.deps.numbers.Put(numbers);
  return put ? http::Response::Empty(204) : FromError(put.error());
}

http::Response RemoveNumber(const Call& call) {
  QueryReader query(call.request);
  const std::string exchange = query.Text("exchange", 200);
  const std::string number = query.Text("number", 40);
  if (number.empty()) query.Fail("number");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("numbers.remove", exchange)) return *refused;
  const auto removed = call.deps.numbers.Remove(exchange, NumberOf(number, !exchange.empty()));
  return removed ? http::Response::Empty(204) : FromError(removed.error(), "number.not_found");
}

}  // namespace

void AddNumberHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/numbers", "listNumbers", ListNumbers);
  gate.Add(http::Method::kPut, "/numbers", "putNumbers", PutNumbers);
  gate.Add(http::Method::kDelete, "/numbers", "removeNumber", RemoveNumber);
}

}  // namespace custos::server::api
