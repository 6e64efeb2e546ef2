// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_fields.h"

#include <catch2/catch.hpp>

namespace custos::storage {
namespace {

CustomerField Field(const std::string& key, CustomerFieldType type, std::vector<std::string> choices = {}) {
  return {.key = key, .label_zh = "字段", .label_en = "Field", .type = type, .choices = std::move(choices)};
}

}  // namespace

TEST_CASE("definitions of fields are refused by the place of what does not fit") {
  const auto refusal = [](const std::vector<CustomerField>& fields) {
    const Status checked = CheckCustomerFields(fields);
    return checked ? std::string("taken") : checked.error().message.substr(0, checked.error().message.find(':'));
  };
  const CustomerField good = Field("deal_amount", CustomerFieldType::kNumber);
  CHECK(refusal({good}) == "taken");
  CHECK(refusal({good, good}) == "items[1].key");
  CHECK(refusal({Field("Deal", CustomerFieldType::kText)}) == "items[0].key");
  CHECK(refusal({Field("a", CustomerFieldType::kChoice)}) == "items[0].choices");
  CHECK(refusal({Field("a", CustomerFieldType::kText, {"x"})}) == "items[0].choices");
  CHECK(refusal({Field("a", CustomerFieldType::kChoice, {"x", "x"})}) == "items[0].choices");
  CHECK(refusal({Field("a", CustomerFieldType::kChoice, {"x", "y"})}) == "taken");
  CHECK(refusal(std::vector<CustomerField>(51, good)) == "items[1].key");
}

TEST_CASE("values fit the type of their field, and what nobody touched stays") {
  const std::vector<CustomerField> fields{Field("amount", CustomerFieldType::kNumber),
                                          Field("expires", CustomerFieldType::kDate),
                                          Field("level", CustomerFieldType::kChoice, {"金", "银"})};
  CHECK(FirstMisfit(fields, {}, {{"amount", "12.5"}, {"expires", "2026-12-31"}, {"level", "金"}, {"other", "?"}})
            .empty());
  CHECK(FirstMisfit(fields, {}, {{"amount", "many"}}) == "amount");
  CHECK(FirstMisfit(fields, {}, {{"expires", "2026-02-30"}}) == "expires");
  CHECK(FirstMisfit(fields, {}, {{"level", "铜"}}) == "level");
  CHECK(FirstMisfit(fields, {{"amount", "many"}}, {{"amount", "many"}, {"level", ""}}).empty());
}

TEST_CASE("definitions read back from what is stored") {
  const std::vector<CustomerField> fields{Field("level", CustomerFieldType::kChoice, {"金", "银"})};
  CHECK(ReadCustomerFields(FormatCustomerFields(fields)) == fields);
  CHECK_FALSE(ReadCustomerFields(R"([{"key":"x"}])"));
  CHECK_FALSE(ReadCustomerFields("{"));
}

}  // namespace custos::storage
