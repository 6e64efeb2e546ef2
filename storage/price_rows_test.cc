// SPDX-License-Identifier: Apache-2.0
#include "storage/price_rows.h"

#include <catch2/catch.hpp>

namespace custos::storage {

TEST_CASE("a price stays exactly what was written, without commas and leading zeros") {
  CHECK(ExactPrice("1280") == "1280");
  CHECK(ExactPrice("01,280.50") == "1280.50");
  CHECK(ExactPrice("1,280.50") == "1280.50");
  CHECK(ExactPrice("12,345,678") == "12345678");
  CHECK(ExactPrice("0.10") == "0.10");
  CHECK(ExactPrice("000") == "0");
  CHECK(ExactPrice("999999999999.9999") == "999999999999.9999");
}

TEST_CASE("what is no price is refused") {
  for (const char* bad : {"", ".", "1.", ".5", "-1", "+1", "1e3", "1.23456", "1000000000000", "1,28", ",128",
                          "1234,567", "1,,280", "¥12", "12 ", "面议", "1.2.3"}) {
    INFO(bad);
    CHECK_FALSE(ExactPrice(bad));
  }
}

TEST_CASE("rows come back as they were, and damage gives none") {
  const std::vector<PriceRow> rows{{"样册", "本", "12.50", "CNY", "含\"运费\""}, {"Desk", "", "0", "USD", ""}};
  CHECK(ReadPriceRows(PriceRowsText(rows)) == rows);
  CHECK(ReadPriceRows("[]").empty());
  CHECK(ReadPriceRows("[[1]]").empty());
  CHECK(ReadPriceRows("nothing").empty());
}

}  // namespace custos::storage
