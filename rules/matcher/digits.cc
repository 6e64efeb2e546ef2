// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/digits.h"

#include <array>

namespace custos::rules {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
int Digit(char c) { return c - '0'; }
int Two(std::string_view s, std::size_t at) { return Digit(s[at]) * 10 + Digit(s[at + 1]); }

bool IsIdentityCard(std::string_view run) {
  if (run.size() != 18) return false;
  const int region = Two(run, 0), century = Two(run, 6), month = Two(run, 10), day = Two(run, 12);
  const bool known_region = (region >= 11 && region <= 65) || region == 71 || region == 81 || region == 82;
  if (!known_region || (century != 19 && century != 20) || month < 1 || month > 12 || day < 1 || day > 31) return false;
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * Digit(run[i]);
  return run[17] == "10x98765432"[sum % 11];
}

bool IsBankCard(std::string_view run) {
  if (run.size() < 16 || run.size() > 19 || !IsDigit(run.back())) return false;
  const int prefix = Two(run, 0);
  if (prefix != 62 && prefix / 10 != 4 && !(prefix >= 51 && prefix <= 55) && prefix != 35 && prefix != 37) return false;
  int sum = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    int d = Digit(run[run.size() - 1 - i]);
    if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 == 0;
}

}  // namespace

std::optional<DigitKind> ParseDigitKind(std::string_view name) {
  if (name == "cn_id") return DigitKind::kIdentityCard;
  if (name == "bank_card") return DigitKind::kBankCard;
  return std::nullopt;
}

std::optional<std::pair<std::size_t, std::size_t>> FindDigits(DigitKind kind, std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!IsDigit(text[at]) || (at > 0 && IsDigit(text[at - 1]))) continue;
    std::size_t end = at;
    while (end < text.size() && IsDigit(text[end])) ++end;
    std::size_t with_x = end;
    if (end - at == 17 && end < text.size() && text[end] == 'x' && (end + 1 == text.size() || !IsDigit(text[end + 1])))
      ++with_x;
    const std::string_view run = text.substr(at, with_x - at);
    if (kind == DigitKind::kIdentityCard ? IsIdentityCard(run) : IsBankCard(run)) return std::pair{at, with_x};
    at = end;
  }
  return std::nullopt;
}

}  // namespace custos::rules
