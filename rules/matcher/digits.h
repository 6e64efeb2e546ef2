// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace custos::rules {

/// Numbers that prove themselves by their check digits.
enum class DigitKind {
  kIdentityCard,  ///< "cn_id": 18 characters of GB 11643, a real region and date, valid check character
  kBankCard,      ///< "bank_card": 16 to 19 digits, a card issuer's prefix, Luhn
};

std::optional<DigitKind> ParseDigitKind(std::string_view name);

/// The first such number at or after `from` that is not part of a longer run of digits, as byte range [begin, end).
std::optional<std::pair<std::size_t, std::size_t>> FindDigits(DigitKind kind, std::string_view text, std::size_t from);

}  // namespace custos::rules
