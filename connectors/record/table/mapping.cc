// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/table/mapping.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace custos::table {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 10;

Error Wrong(const std::string& what, const toml::node* where = nullptr) {
  std::string message = "mapping: " + what;
  if (where != nullptr && where->source().begin.line > 0) {
    message += " (line " + std::to_string(where->source().begin.line) + ")";
  }
  return {ErrorKind::kInvalid, "records.mapping", std::move(message)};
}

Result<toml::table> Parse(const std::string& toml) {
  if (toml.size() > kMostBytes) return Wrong("larger than 256 KiB");
  try {
    return toml::parse(toml);
  } catch (const toml::parse_error& error) {
    return Error{
        ErrorKind::kInvalid, "records.mapping",
        "mapping: " + std::string(error.description()) + " (line " + std::to_string(error.source().begin.line) + ")"};
  }
}

bool IsField(std::string_view name) {
  return std::find(std::begin(kFields), std::end(kFields), name) != std::end(kFields);
}

template <std::size_t N>
Status Allow(const toml::table& table, const std::array<std::string_view, N>& names) {
  for (const auto& [key, node] : table) {
    if (std::find(names.begin(), names.end(), key.str()) == names.end()) {
      return Wrong("unknown key " + std::string(key.str()), &node);
    }
  }
  return {};
}

/// Reads `key` where it is there; false when it is of another type.
template <class T>
bool Take(const toml::table& table, std::string_view key, T& into) {
  const auto node = table[key];
  if (!node) return true;
  const auto value = node.template value_exact<T>();
  if (value) into = *value;
  return value.has_value();
}

Status ReadShape(const toml::table& table, Mapping& mapping) {
  std::string format = "csv";
  std::string kind = "call";
  std::string delimiter = ",";
  std::int64_t skip = 0;
  const bool typed = Take(table, "format", format) && Take(table, "kind", kind) &&
                     Take(table, "delimiter", delimiter) && Take(table, "encoding", mapping.rows.encoding) &&
                     Take(table, "quotes", mapping.rows.quotes) && Take(table, "header", mapping.header) &&
                     Take(table, "skip_rows", skip) && Take(table, "time_format", mapping.time_format) &&
                     Take(table, "zone", mapping.zone);
  if (!typed) return Wrong("a value at the top has the wrong type");
  if (format != "csv" && format != "ndjson") return Wrong("format must be csv or ndjson");
  mapping.ndjson = format == "ndjson";
  if (kind != "call" && kind != "sms") return Wrong("kind must be call or sms");
  mapping.channel = kind == "call" ? Channel::kCall : Channel::kSms;
  if (delimiter == "tab") delimiter = "\t";
  if (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n") {
    return Wrong("delimiter must be one ASCII character or tab");
  }
  mapping.rows.delimiter = delimiter.front();
  static constexpr std::array<std::string_view, 5> kEncodings = {"auto", "utf-8", "gb18030", "utf-16le", "utf-16be"};
  if (std::find(kEncodings.begin(), kEncodings.end(), mapping.rows.encoding) == kEncodings.end()) {
    return Wrong("encoding must be auto, utf-8, gb18030, utf-16le or utf-16be");
  }
  if (skip < 0 || skip > 1000) return Wrong("skip_rows must be from 0 to 1000");
  mapping.skip_rows = static_cast<std::uint32_t>(skip);
  return {};
}

Status ReadFields(const toml::table& table, Mapping& mapping) {
  const toml::table* const fields = table["fields"].as_table();
  if (fields == nullptr) return Wrong("the table [fields] is missing");
  for (const auto& [key, node] : *fields) {
    if (!IsField(key.str())) return Wrong("unknown field " + std::string(key.str()), &node);
    if (const auto name = node.value_exact<std::string>()) {
      mapping.columns.emplace(key.str(), *name);
    } else if (const auto number = node.value_exact<std::int64_t>(); number && *number >= 1 && *number <= 1000) {
      mapping.columns.emplace(key.str(), std::to_string(*number));
    } else {
      return Wrong("a column is a name or a number from 1", &node);
    }
  }
  const auto has = [&](const char* field) { return mapping.columns.count(field) != 0; };
  if (!has("time")) return Wrong("fields.time is missing");
  const bool both_ends = has("from") && has("to");
  const bool one_end = has("number") && has("direction");
  if (both_ends == one_end) return Wrong("name either from and to, or number and direction");
  if (mapping.channel == Channel::kSms && !has("text")) return Wrong("fields.text is missing");
  if (mapping.channel == Channel::kCall && !has("duration")) return Wrong("fields.duration is missing");
  return {};
}

Status ReadValues(const toml::table& table, Mapping& mapping) {
  const auto node = table["values"];
  if (!node) return {};
  const toml::table* const values = node.as_table();
  if (values == nullptr) return Wrong("values must be a table", node.node());
  for (const auto& [field, inner] : *values) {
    const bool known = field.str() == "direction" || field.str() == "disposition" || field.str() == "employee";
    const toml::table* const meanings = inner.as_table();
    if (!known || meanings == nullptr) return Wrong("values are for direction, disposition and employee", &inner);
    for (const auto& [written, meaning] : *meanings) {
      const auto text = meaning.value_exact<std::string>();
      if (!text) return Wrong("a value must be text", &meaning);
      mapping.values[std::string(field.str())].emplace(written.str(), *text);
    }
  }
  return {};
}

}  // namespace

Result<Mapping> ReadMapping(const std::string& toml) {
  Result<toml::table> table = Parse(toml);
  if (!table) return table.error();
  static constexpr std::array<std::string_view, 11> kTop = {"format", "kind",   "delimiter", "encoding",
                                                            "quotes", "header", "skip_rows", "time_format",
                                                            "zone",   "fields", "values"};
  Mapping mapping;
  for (const Status& step :
       {Allow(*table, kTop), ReadShape(*table, mapping), ReadFields(*table, mapping), ReadValues(*table, mapping)}) {
    if (!step) return step.error();
  }
  return mapping;
}

Result<std::vector<std::string>> ReadColumns(const std::string& toml) {
  std::vector<std::string> columns;
  if (toml.empty()) return columns;
  Result<toml::table> table = Parse(toml);
  if (!table) return table.error();
  static constexpr std::array<std::string_view, 1> kTop = {"columns"};
  if (const Status known = Allow(*table, kTop); !known) return known.error();
  const toml::array* const names = (*table)["columns"].as_array();
  if (names == nullptr || names->empty() || names->size() > 100) return Wrong("columns must be an array of names");
  for (const toml::node& name : *names) {
    const auto text = name.value_exact<std::string>();
    if (!text) return Wrong("a column must be text", &name);
    columns.push_back(*text);
  }
  return columns;
}

}  // namespace custos::table
