// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/score_wanted.h"

#include <charconv>
#include <cmath>

namespace custos::rules {
namespace {

constexpr double kMost = 1000;  // log odds beyond this mean nothing

}  // namespace

std::optional<ScoreWanted> ParseScore(std::string_view text) {
  const auto sign = text.find('>');
  ScoreWanted wanted{std::string(text.substr(0, sign)), 0};
  if (wanted.kind.empty()) return std::nullopt;
  if (sign == std::string_view::npos) return wanted;
  const std::string_view number = text.substr(sign + 1);
  double min = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), min);
  if (error != std::errc() || end != number.data() + number.size() || !(std::abs(min) <= kMost)) return std::nullopt;
  wanted.min = static_cast<std::int32_t>(std::lround(min * 1000));
  return wanted;
}

}  // namespace custos::rules
