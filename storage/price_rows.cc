// SPDX-License-Identifier: Apache-2.0
#include "storage/price_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::size_t kMostWhole = 12;
constexpr std::size_t kMostParts = 4;

bool Digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits with commas before each three of them; or without any.
std::optional<std::string> WithoutCommas(std::string_view text) {
  std::string digits;
  const std::size_t first = text.find(',');
  if (first == std::string_view::npos) return Digits(text) ? std::optional(std::string(text)) : std::nullopt;
  if (first == 0 || first > 3) return std::nullopt;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view group = text.substr(at, end - at);
    if (!Digits(group) || (at != 0 && group.size() != 3)) return std::nullopt;
    digits += group;
    at = end + 1;
  }
  return digits;
}

}  // namespace

std::optional<std::string> ExactPrice(std::string_view text) {
  const std::size_t point = text.find('.');
  const bool has_parts = point != std::string_view::npos;
  const std::string_view parts = has_parts ? text.substr(point + 1) : std::string_view();
  if (has_parts && (parts.empty() || parts.size() > kMostParts || !Digits(parts))) return std::nullopt;
  const auto whole = WithoutCommas(text.substr(0, point));
  if (!whole || whole->empty()) return std::nullopt;
  const std::size_t zeros = std::min(whole->find_first_not_of('0'), whole->size() - 1);
  std::string price = whole->substr(zeros);
  if (price.size() > kMostWhole) return std::nullopt;
  if (has_parts) price.append(".").append(parts);
  return price;
}

std::string PriceRowsText(const std::vector<PriceRow>& rows) {
  json list = json::array();
  for (const PriceRow& row : rows) list.push_back({row.item, row.unit, row.price, row.currency, row.note});
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<PriceRow> ReadPriceRows(const std::string& text) {
  std::vector<PriceRow> rows;
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return rows;
  for (const json& row : list) {
    const bool fits = row.is_array() && row.size() == 5 &&
                      std::all_of(row.begin(), row.end(), [](const json& cell) { return cell.is_string(); });
    if (!fits) return {};
    rows.push_back({row[0].get<std::string>(), row[1].get<std::string>(), row[2].get<std::string>(),
                    row[3].get<std::string>(), row[4].get<std::string>()});
  }
  return rows;
}

}  // namespace custos::storage
