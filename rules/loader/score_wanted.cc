// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/score_wanted.h"

#include <charconv>
#include <cmath>

namespace custos::rules {
namespace {

constexpr double kMost = 1000;  // log odds beyond this mean nothing

}  // namespace

std::optional<ScoreWanted> ParseScore(std::string_view text) {
  const auto sign = text.find_first_of("<>");
  ScoreWanted wanted{std::string(text.substr(0, sign)), 0, false};
  if (wanted.kind.empty()) return std::nullopt;
  if (sign == std::string_view::npos) return wanted;
  const std::string_view number = text.substr(sign + 1);
  double limit = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), limit);
  if (error != std::errc() || end != number.data() + number.size() || !(std::abs(limit) <= kMost)) return std::nullopt;
  wanted.limit = static_cast<std::int32_t>(std::lround(limit * 1000));
  wanted.below = text[sign] == '<';
  return wanted;
}

}  // namespace custos::rules
