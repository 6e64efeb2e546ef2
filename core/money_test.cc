// SPDX-License-Identifier: Apache-2.0
#include "core/money.h"

#include <catch2/catch.hpp>

namespace custos {
namespace {

std::string Read(const std::string& text, const std::string& currency = {}) {
  const auto money = ReadMoney(text, currency);
  return money ? FormatAmount(*money) + " " + money->currency : "none";
}

}  // namespace

TEST_CASE("Amounts are read as people and spreadsheets write them") {
  CHECK(Read("12,345.67") == "12345.67 CNY");
  CHECK(Read("1,234,567") == "1234567.00 CNY");
  CHECK(Read("¥12345.6") == "12345.60 CNY");
  CHECK(Read("￥ 99") == "99.00 CNY");
  CHECK(Read("１２，３４５．６７元") == "12345.67 CNY");
  CHECK(Read("人民币 88") == "88.00 CNY");
  CHECK(Read("RMB 88.8") == "88.80 CNY");
  CHECK(Read("usd 5") == "5.00 USD");
  CHECK(Read("HK$1,000") == "1000.00 HKD");
  CHECK(Read(".5") == "0.50 CNY");
  CHECK(Read("0") == "0.00 CNY");
  CHECK(Read("12.5000") == "12.50 CNY");
}

TEST_CASE("A currency has its own number of digits behind the point") {
  CHECK(Read("1234", "JPY") == "1234 JPY");
  CHECK(Read("¥1234", "JPY") == "1234 JPY");
  CHECK(Read("1234.5", "JPY") == "none");
  CHECK(Read("1.234", "KWD") == "1.234 KWD");
  CHECK(ReadMoney("1.234", "KWD")->minor == 1234);
  CHECK(Read("1.234") == "none");
}

TEST_CASE("What is not surely an amount is none") {
  CHECK(Read("") == "none");
  CHECK(Read("元") == "none");
  CHECK(Read("12,34") == "none");  // a comma for a point
  CHECK(Read("1,2345") == "none");
  CHECK(Read("12.34.56") == "none");
  CHECK(Read("-5") == "none");
  CHECK(Read("1e5") == "none");
  CHECK(Read("约100") == "none");
  CHECK(Read("$5", "CNY") == "none");
  CHECK(Read("5 USD", "CNY") == "none");
  CHECK(Read("5", "XYZ") == "none");
  CHECK(Read("10000000000000.01") == "none");
  CHECK(Read("99999999999999999999999999") == "none");
  CHECK(Read("10000000000000") == "10000000000000.00 CNY");
}

TEST_CASE("Currencies are known by code, word and sign") {
  CHECK(ReadCurrency("cny") == "CNY");
  CHECK(ReadCurrency("人民币") == "CNY");
  CHECK(ReadCurrency(" 美元 ") == "USD");
  CHECK(ReadCurrency("ＵＳＤ") == "USD");
  CHECK_FALSE(ReadCurrency("XYZ"));
  CHECK_FALSE(ReadCurrency(""));
  CHECK_FALSE(ReadCurrency("CN Y CNY"));
}

}  // namespace custos
