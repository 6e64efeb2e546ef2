// SPDX-License-Identifier: Apache-2.0
#include "connectors/sheet/columns.h"

#include <toml++/toml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace custos::sheet {
namespace {

using nlohmann::json;

std::string Plain(std::string_view heading) {
  std::string plain;
  int depth = 0;
  for (std::size_t i = 0; i < heading.size(); ++i) {
    const std::string_view rest = heading.substr(i);
    if (rest.front() == '(' || rest.starts_with("（") || rest.front() == '[') ++depth;
    const bool closes = rest.front() == ')' || rest.starts_with("）") || rest.front() == ']';
    const bool wide =
        rest.starts_with("（") || rest.starts_with("）") || rest.starts_with("　") || rest.starts_with("：");
    const char c = rest.front();
    const bool mark = wide || std::string_view(" \t\r\n-_.:*()[]'\"").find(c) != std::string_view::npos;
    if (depth == 0 && !mark) plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (closes && depth > 0) --depth;
    if (wide) i += 2;
  }
  return plain;
}

Error Wrong(const std::string& what) { return {ErrorKind::kInvalid, "records.mapping", "mapping: " + what}; }

Result<Columns> FromPairs(const std::vector<std::pair<std::string, std::string>>& pairs, const Kind& kind) {
  Columns columns;
  for (const auto& [heading, member] : pairs) {
    if (!member.empty() && !kind.IsMember(member)) return Wrong("there is no member " + member);
    columns.emplace(heading, member);
  }
  return columns;
}

Result<Columns> FromJson(const std::string& text, const Kind& kind) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("columns") || !object["columns"].is_object()) {
    return Wrong("an object with the member columns is expected");
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [heading, member] : object["columns"].items()) {
    if (!member.is_string()) return Wrong("columns are texts by heading");
    pairs.emplace_back(heading, member.get<std::string>());
  }
  return FromPairs(pairs, kind);
}

Result<Columns> FromToml(const std::string& text, const Kind& kind) {
  try {
    const toml::table root = toml::parse(text);
    const toml::table* const table = root["columns"].as_table();
    if (table == nullptr || root.size() != 1) return Wrong("a table [columns] is expected, and nothing else");
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [heading, member] : *table) {
      const auto value = member.value_exact<std::string>();
      if (!value) return Wrong("columns are texts by heading");
      pairs.emplace_back(heading.str(), *value);
    }
    return FromPairs(pairs, kind);
  } catch (const toml::parse_error& error) {
    std::ostringstream line;
    line << error.description() << " (line " << error.source().begin.line << ")";
    return Wrong(line.str());
  }
}

void Put(json& object, const std::string& member, const std::string& cell, const Kind& kind) {
  if (!object.contains(member)) {
    object[member] = cell;
  } else if (kind.IsJoined(member)) {
    object[member] = object[member].get<std::string>() + "\n" + cell;
  }
}

}  // namespace

Result<Columns> ReadColumns(const std::string& text, const Kind& kind) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return Columns{};
  return text[first] == '{' ? FromJson(text, kind) : FromToml(text, kind);
}

std::string ProposeColumn(std::string_view heading, const Kind& kind) {
  const std::string plain = Plain(heading);
  for (const Words& words : kind.words()) {
    if (std::find(words.names.begin(), words.names.end(), plain) != words.names.end()) return words.member;
  }
  return "fields";
}

std::string MemberOf(const std::string& heading, const Columns& columns, const Kind& kind) {
  const auto chosen = columns.find(heading);
  return chosen == columns.end() ? ProposeColumn(heading, kind) : chosen->second;
}

json ObjectOf(const std::vector<std::string>& headings, const std::vector<std::string>& cells, const Columns& columns,
              const Kind& kind) {
  json object = json::object();
  for (std::size_t i = 0; i < headings.size() && i < cells.size(); ++i) {
    if (headings[i].empty() || cells[i].empty()) continue;
    const std::string member = MemberOf(headings[i], columns, kind);
    if (member == "fields") {
      object["fields"][headings[i]] = cells[i];
    } else if (!member.empty()) {
      Put(object, member, cells[i], kind);
    }
  }
  return object;
}

}  // namespace custos::sheet
