// SPDX-License-Identifier: Apache-2.0
// Orders through the built program: pushed by a shop, and out of a file that a kill interrupts.
#include <chrono>
#include <ctime>
#include <set>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string Phone(int buyer) { return std::to_string(13'900'040'000 + buyer); }

json Order(int id, const std::string& status = "paid") {
  return {{"number", "S-" + std::to_string(id)},
          {"ordered_at", "2026-03-01T10:00:00+08:00"},
          {"amount", std::to_string(id) + ".50"},
          {"status", status},
          {"phone", Phone(id % 100)}};
}

json Batch(int first, int count) {
  json orders = json::array();
  for (int id = first; id < first + count; ++id) orders.push_back(Order(id));
  return {{"source", "shop"}, {"orders", std::move(orders)}};
}

/// A table of so many orders of 500 buyers, one of them without an amount.
std::string Table(int rows, const std::string& status = "交易成功") {
  std::string table = "订单编号,下单时间,实付金额,订单状态,收货人手机\n";
  for (int id = 0; id < rows; ++id) {
    const std::string amount = id == rows / 2 ? "免费" : std::to_string(id % 1'000) + ".25";
    table += "T-" + std::to_string(id) + ",2026-03-01 10:00," + amount + "," + status + "," + Phone(id % 500) + "\n";
  }
  return table;
}

class Shop : public World {
 public:
  std::string CustomerOf(const std::string& phone) {
    const json found = api->Get("/customers?q=" + phone).body["items"];
    return found.empty() ? std::string() : found[0]["id"].get<std::string>();
  }
  /// The number of orders of a customer, 0 while he is not known.
  std::size_t OrdersOf(const std::string& phone) {
    const std::string id = CustomerOf(phone);
    return id.empty() ? 0 : api->Get("/customers/" + id + "/orders?limit=200").body["items"].size();
  }
  /// Every order of a source, page by page.
  std::multiset<std::string> Numbers(const std::string& source) {
    std::multiset<std::string> numbers;
    std::string cursor;
    do {
      const json page =
          api->Get("/orders?limit=200&source=" + source + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
      for (const json& order : page["items"]) numbers.insert(order["number"].get<std::string>());
      cursor = page["next_cursor"].is_string() ? page["next_cursor"].get<std::string>() : "";
    } while (!cursor.empty());
    return numbers;
  }
  json Import(const std::string& table) {
    const ApiAnswer staged = api->PostFile("/orders/files?name=orders.csv", table);
    INFO(staged.text);
    REQUIRE(staged.status == 201);
    const ApiAnswer begun = api->Post("/orders/imports", {{"file", staged.body["file"]}, {"list", "tmall"}});
    INFO(begun.text);
    REQUIRE(begun.status == 202);
    return begun.body;
  }
  json Ended(const std::string& id) {
    json job;
    CHECK(Eventually([&] {
      job = api->Get("/orders/imports/" + id).body;
      return job.is_object() && job["state"] == "done";
    }));
    return job;
  }
};

}  // namespace

TEST_CASE(
    "what a shop pushes is stored once, shows on the customer's page and in his timeline, and keeps its versions") {
  Shop world;
  const ApiAnswer first = world.api->Post("/orders", Batch(0, 1'000));
  INFO(first.text.substr(0, 400));
  REQUIRE(first.status == 200);
  CHECK(first.body["stored"] == 1'000);
  const ApiAnswer again = world.api->Post("/orders", Batch(0, 1'000));
  CHECK(again.body["unchanged"] == 1'000);
  REQUIRE(World::Eventually([&] { return world.OrdersOf(Phone(7)) == 10; }));
  const std::string id = world.CustomerOf(Phone(7));
  const json card = world.api->Get("/customers/" + id + "/orders").body;
  CHECK(card["totals"][0]["orders"] == 10);
  CHECK(card["totals"][0]["amount"] == "4575.00");  // 7.50, 107.50 … 907.50
  const ApiAnswer changed =
      world.api->Post("/orders", {{"source", "shop"}, {"orders", {Order(7, "refunded"), Order(8, "lost")}}});
  CHECK(changed.body["changed"] == 1);
  CHECK(changed.body["results"][1]["code"] == "order.status");
  const json entries = world.api->Get("/customers/" + id + "/timeline?kind=order").body["items"];
  REQUIRE(entries.size() == 10);
  bool told = false;
  for (const json& entry : entries) {
    if (entry["order"]["number"] != "S-7") continue;
    told = true;
    CHECK(entry["order"]["status"] == "refunded");
    CHECK(entry["order"]["past"][0]["status"] == "paid");
  }
  CHECK(told);
  const json found =
      world.api
          ->Post("/customers/search", {{"condition", {{"on", "order_value"}, {"op", "at_least"}, {"value", 5'400}}}})
          .body["items"];
  CHECK(found.size() == 10);  // of 90 and above: 90 × 10 + 4,500 + 5
}

TEST_CASE("a file of orders is imported through a kill, none lost and none doubled, with its bad row named") {
  Shop world;
  constexpr int kRows = 40'000;
  const std::string table = Table(kRows);
  const std::string id = world.Import(table)["id"].get<std::string>();
  REQUIRE(World::Eventually([&] { return !world.api->Get("/orders?limit=1&source=tmall").body["items"].empty(); }));
  const json half = world.api->Get("/orders/imports/" + id).body;
  world.server->process().Kill();
  CHECK(half["state"] == "running");
  world.Start();
  const json job = world.Ended(id);
  CHECK(job["refused"] == 1);
  CHECK(job["faults"][0]["line"] == kRows / 2 + 2);
  CHECK(job["faults"][0]["code"] == "order.amount");
  const std::multiset<std::string> numbers = world.Numbers("tmall");
  CHECK(numbers.size() == kRows - 1);
  CHECK(std::set<std::string>(numbers.begin(), numbers.end()).size() == kRows - 1);
  const json second = world.Ended(world.Import(table + "\n")["id"].get<std::string>());
  CHECK(second["accepted"] == 0);
  CHECK(second["duplicate"] == kRows - 1);
}

}  // namespace custos::testing
