// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/price_input.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/report/days.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRows = 500;

/// A member that is a day, or null.
std::optional<std::int64_t> DayIn(Body& body, const char* name) {
  const json* member = body.Find(name);
  if (member == nullptr) return std::nullopt;
  if (member->is_null()) return 0;
  const auto day = member->is_string() ? report::ParseDay(member->get<std::string>()) : std::nullopt;
  if (!day || *day == 0) body.Fail(name);
  return day.value_or(0);
}

bool OneLine(const json& row, const char* name, std::size_t most, bool required, std::string& into) {
  const auto found = row.find(name);
  if (found == row.end()) return !required;
  if (!found->is_string()) return false;
  into = found->get<std::string>();
  return into.size() <= most && !(required && into.empty()) &&
         into.find_first_of(std::string("\r\n\0", 3)) == std::string::npos;
}

/// nullopt for a row that does not fit.
std::optional<storage::PriceRow> RowIn(const json& row) {
  storage::PriceRow read;
  const bool whole =
      row.is_object() && std::all_of(row.items().begin(), row.items().end(), [](const auto& member) {
        const std::string& name = member.key();
        return name == "item" || name == "unit" || name == "price" || name == "currency" || name == "note";
      });
  if (!whole || !OneLine(row, "item", 400, true, read.item) || !OneLine(row, "unit", 80, false, read.unit) ||
      !OneLine(row, "price", 40, true, read.price) || !OneLine(row, "currency", 3, true, read.currency) ||
      !OneLine(row, "note", 800, false, read.note)) {
    return std::nullopt;
  }
  const auto price = storage::ExactPrice(read.price);
  const bool letters = read.currency.size() == 3 && std::all_of(read.currency.begin(), read.currency.end(),
                                                                [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!price || !letters) return std::nullopt;
  read.price = *price;
  return read;
}

}  // namespace

void ReadPriceMembers(Body& body, storage::ScriptContent& content) {
  if (const auto name = body.Text("kind", 1, 10, false)) {
    const auto kind = storage::ParseScriptKind(*name);
    if (!kind) body.Fail("kind");
    content.kind = kind.value_or(content.kind);
  }
  content.valid_from = DayIn(body, "valid_from").value_or(content.valid_from);
  content.valid_until = DayIn(body, "valid_until").value_or(content.valid_until);
  if (content.valid_until != 0 && content.valid_until < content.valid_from) body.Fail("valid_until");
  if (const json* rows = body.Find("rows")) {
    if (!rows->is_array() || rows->size() > kMostRows) return body.Fail("rows");
    content.rows.clear();
    for (const json& row : *rows) {
      auto read = RowIn(row);
      if (!read) return body.Fail("rows/" + std::to_string(content.rows.size()));
      content.rows.push_back(std::move(*read));
    }
  }
  if (content.kind == storage::ScriptKind::kScript && !content.rows.empty()) body.Fail("rows");
}

}  // namespace custos::server::api
