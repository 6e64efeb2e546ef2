// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/fakes/api_fixture.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string Order(const std::string& number, const std::string& more = {}) {
  return R"({"number":")" + number + R"(","ordered_at":"2026-03-01T10:00:00+08:00","amount":"5")" +
         (more.empty() ? "" : "," + more) + "}";
}

}  // namespace

TEST_CASE("a batch of orders is answered order by order, and a bad one costs the others nothing") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const std::string body = R"({"source":"shop","orders":[)" + Order("A1") + "," + Order("A2", R"("status":"lost")") +
                           ",5," + Order("A3") + "]}";
  const auto answer = fixture.Call("POST", "/api/v1/orders", token, body);
  REQUIRE(answer.status == 200);
  const json told = json::parse(answer.body);
  CHECK(told["stored"] == 2);
  CHECK(told["refused"] == 2);
  CHECK(told["results"][0]["outcome"] == "stored");
  CHECK(told["results"][1]["number"] == "A2");
  CHECK(told["results"][1]["code"] == "order.status");
  CHECK(told["results"][1]["pointer"] == "/status");
  CHECK(told["results"][2]["code"] == "order.type");
  CHECK(told["results"][3]["outcome"] == "stored");
  const json again = json::parse(fixture.Call("POST", "/api/v1/orders", token, body).body);
  CHECK(again["unchanged"] == 2);
  CHECK(fixture.user_store.AuditActions().back() == "order.push");
}

TEST_CASE("a batch of orders needs a source and between 1 and 1,000 orders") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto status = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/orders", token, body).status;
  };
  CHECK(status(R"({"source":"shop","orders":[]})") == 400);
  CHECK(status(R"({"source":"a shop","orders":[)" + Order("A1") + "]}") == 400);
  CHECK(status(R"({"orders":[)" + Order("A1") + "]}") == 400);
  std::string many;
  for (int i = 0; i <= 1'000; ++i) many += (i == 0 ? "" : ",") + Order(std::to_string(i));
  CHECK(status(R"({"source":"shop","orders":[)" + many + "]}") == 400);
}

TEST_CASE("a rep sees the orders of his customer and neither those of others nor the list of the company") {
  ApiFixture fixture;
  CHECK(fixture.Call("GET", "/api/v1/customers/7/orders", fixture.SignIn("rep")).status == 200);
  CHECK(fixture.Call("GET", "/api/v1/customers/7/orders", fixture.SignIn("stranger")).status == 404);
  CHECK(fixture.Call("GET", "/api/v1/orders", fixture.SignIn("rep")).status == 403);
  const json told = json::parse(fixture.Call("GET", "/api/v1/customers/7/orders", fixture.SignIn("rep")).body);
  CHECK(told["totals"][0]["amount"] == "1234.56");
  CHECK(told["items"][0]["past"].size() == 1);
}

TEST_CASE("a table of orders without a number, a time or an amount is refused") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto answer = fixture.Call("POST", "/api/v1/orders/files", token, "订单号,金额\nA1,5\n");
  CHECK(answer.status == 400);
  CHECK(json::parse(answer.body)["code"] == "records.columns_missing");
}

}  // namespace custos::testing
