// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos {

/// An amount of one currency, exact.
struct Money {
  std::int64_t minor = 0;  ///< in the smallest unit: 1234 is 12.34 CNY, and 1234 JPY
  std::string currency;    ///< ISO 4217, three capital letters

  bool operator==(const Money&) const = default;
};

/// No amount is larger, in minor units.
inline constexpr std::int64_t kMostMoney = 1'000'000'000'000'000;

/// Digits behind the point of a currency (ISO 4217): 2 of CNY, 0 of JPY, 3 of KWD; nullopt when there is none of that
/// code.
std::optional<int> MinorDigits(std::string_view currency);

/// A currency as people write it: its code in any case, or a word or sign such as 人民币, 元, ￥, RMB, US$. Nullopt for
/// anything else.
std::optional<std::string> ReadCurrency(std::string_view text);

/// An amount that is not below zero, as people and spreadsheets write it: `12,345.67`, `¥12345.6`, `12345.67元`, `USD
/// 5`, full-width digits. Commas stand between groups of three only, so that a comma for a point is not taken for one.
/// `currency` is what the amount is in, and wins over ¥, which two currencies share; empty: what the text says, else
/// CNY. Nullopt for what is no amount, has more digits behind the point than the currency, exceeds kMostMoney, or names
/// another currency.
std::optional<Money> ReadMoney(std::string_view text, std::string_view currency = {});

/// "12345.67", without the currency.
std::string FormatAmount(const Money& money);

}  // namespace custos
