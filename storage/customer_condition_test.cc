// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_condition.h"

#include <catch2/catch.hpp>

namespace custos::storage {
namespace {

std::string Refusal(const std::string& text) {
  const auto parsed = ParseCondition(text);
  return parsed ? "taken" : parsed.error().message;
}

}  // namespace

TEST_CASE("a condition reads back from what it writes") {
  const std::string text =
      R"({"all":[{"op":"in","on":"grade","value":["A",""]},{"not":{"on":"tag","op":"all","value":["重点"]}},)"
      R"({"any":[{"days":30,"on":"messages","op":"at_least","value":5},{"key":"deal","on":"field","op":"at_most",)"
      R"("value":10.5},{"on":"owner","op":"in","value":[{"id":"zhang","source":"wecom:a"}]},)"
      R"({"on":"phone","op":"is","value":false},{"on":"add_way","op":"in","value":[1,16]},)"
      R"({"on":"first_contact","op":"before","value":"2026-02-28"},{"days":365,"on":"orders","op":"at_least",)"
      R"("value":2},{"currency":"USD","on":"order_value","op":"at_least","value":5000000},)"
      R"({"on":"last_order","op":"at_most","value":30}]}]})";
  const auto parsed = ParseCondition(text);
  REQUIRE(parsed);
  const auto again = ParseCondition(FormatCondition(*parsed));
  REQUIRE(again);
  CHECK(*again == *parsed);
  CHECK(parsed->parts.size() == 3);
  CHECK(parsed->parts[2].parts[1].number == 10.5);
}

TEST_CASE("a condition that does not fit is refused by the path of its member") {
  CHECK(Refusal("{") == "the condition: not JSON");
  CHECK(Refusal("[]") == "the condition: an object");
  CHECK(Refusal(R"({"all":[{"on":"grade","op":"in"}]})") == "all[0].value: missing");
  CHECK(Refusal(R"({"all":[{"any":[{"on":"grade","op":"in","value":"A"}]}]})") ==
        "all[0].any[0].value: a list of texts");
  CHECK(Refusal(R"({"not":{"on":"mood","op":"in","value":["A"]}})") == "not.on: what the condition asks about");
  CHECK(Refusal(R"({"on":"grade","op":"at_least","value":1})") == "op: an operator of grade");
  CHECK(Refusal(R"({"on":"contact","op":"at_least","value":-1})") == "value: out of range");
  CHECK(Refusal(R"({"on":"calls","op":"at_least","value":1})") == "days: a number");
  CHECK(Refusal(R"({"on":"order_value","op":"at_least","value":1,"currency":"RMB"})") ==
        "currency: a currency of ISO 4217");
  CHECK(Refusal(R"({"on":"orders","op":"at_least","value":1,"days":0})") == "taken");
  CHECK(Refusal(R"({"on":"orders","op":"at_least","value":1,"currency":"CNY"})") == "currency: not a member here");
  CHECK(Refusal(R"({"on":"first_contact","op":"after","value":"2026-02-30"})") == "value: a day as YYYY-MM-DD");
  CHECK(Refusal(R"({"on":"served","op":"in","value":["me"]})") == "value: owned, pool or nobody");
  CHECK(Refusal(R"({"on":"phone","op":"is","value":true,"x":1})") == "x: not a member here");
  CHECK(Refusal(R"({"on":"owner_department","op":"in","value":[{"source":"s","id":"x"}]})") ==
        "value: a list of departments");
}

TEST_CASE("a condition that is too deep or too long is refused") {
  std::string deep = R"({"on":"phone","op":"is","value":true})";
  for (int i = 0; i < 8; ++i) deep = R"({"not":)" + deep + "}";
  CHECK(Refusal(deep).find("at most 8 levels") != std::string::npos);
  CHECK(Refusal(std::string(50'000, '[')).find("too deep") != std::string::npos);
  std::string many = R"({"all":[)";
  for (int i = 0; i < 100; ++i) many += R"({"on":"phone","op":"is","value":true},)";
  many.back() = ']';
  CHECK(Refusal(many + "}") == "all[99]: at most 100 conditions");
}

TEST_CASE("days and numbers of fields are told from other texts") {
  CHECK(IsDay("2024-02-29"));
  CHECK_FALSE(IsDay("2023-02-29"));
  CHECK_FALSE(IsDay("2024-2-29"));
  CHECK(IsDecimal("-12.50"));
  CHECK(IsDecimal("0"));
  for (const char* text : {"", "-", "1.", ".5", "1e3", "1234567890123456", "1.1234567", "１"})
    CHECK_FALSE(IsDecimal(text));
}

}  // namespace custos::storage
