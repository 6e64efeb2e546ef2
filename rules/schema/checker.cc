// SPDX-License-Identifier: Apache-2.0
#include "rules/schema/checker.h"

#include <re2/re2.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace custos::rules {
namespace {

using nlohmann::json;

bool IsType(const std::string& type, const Node& value) {
  if (type == "object") return value.kind == Node::Kind::kMap;
  if (type == "array") return value.kind == Node::Kind::kList;
  if (type == "null") return value.kind == Node::Kind::kNull;
  if (value.kind != Node::Kind::kScalar) return false;
  if (type == "string") return true;
  if (type == "boolean") return value.scalar == "true" || value.scalar == "false";
  if (type == "integer") return re2::RE2::FullMatch(value.scalar, "-?[0-9]+");
  return type == "number" && re2::RE2::FullMatch(value.scalar, "-?[0-9]+(\\.[0-9]+)?");
}

class Checker {
 public:
  explicit Checker(const json& root) : root_(root) {}

  // The first thing that is wrong; empty when nothing is.
  std::string Check(const json& schema, const Node& value) {
    if (schema.is_boolean()) return schema.get<bool>() ? "" : Fault(value, "must not be there");
    for (const auto& [keyword, rule] : schema.items()) {
      if (std::string fault = CheckKeyword(keyword, rule, schema, value); !fault.empty()) return fault;
    }
    return {};
  }

 private:
  static std::string Fault(const Node& value, const std::string& text) {
    return std::to_string(value.line) + ":" + std::to_string(value.column) + ": " + text;
  }

  std::string CheckKeyword(const std::string& keyword, const json& rule, const json& schema, const Node& value) {
    static const std::set<std::string> kNotes = {"$schema", "$defs", "title", "description", "then", "else"};
    static const std::set<std::string> kOfMaps = {"properties", "patternProperties", "additionalProperties"};
    if (kNotes.contains(keyword)) return {};
    if (keyword == "$ref") return Check(root_.at(json::json_pointer(rule.get<std::string>().substr(1))), value);
    if (keyword == "if") {
      const char* branch = Check(rule, value).empty() ? "then" : "else";
      return schema.contains(branch) ? Check(schema.at(branch), value) : "";
    }
    if (keyword == "anyOf") {
      const bool fits = std::any_of(rule.begin(), rule.end(), [&](const json& s) { return Check(s, value).empty(); });
      return fits ? "" : Fault(value, "fits none of the forms it may have");
    }
    if (kOfMaps.contains(keyword)) return keyword == FirstOfMaps(schema) ? CheckFields(schema, value) : "";
    if (keyword == "items") {
      for (const Node& item : value.items) {
        if (std::string fault = Check(rule, item); !fault.empty()) return fault;
      }
      return {};
    }
    return Holds(keyword, rule, value) ? "" : Fault(value, keyword + " " + rule.dump());
  }

  // The three keywords about fields are checked together, once.
  static std::string FirstOfMaps(const json& schema) {
    for (const char* keyword : {"properties", "patternProperties"}) {
      if (schema.contains(keyword)) return keyword;
    }
    return "additionalProperties";
  }

  std::string CheckFields(const json& schema, const Node& value) {
    for (const auto& [key, field] : value.fields) {
      bool known = false;
      std::string fault;
      if (schema.contains("properties") && schema["properties"].contains(key)) {
        known = true;
        fault = Check(schema["properties"][key], field);
      }
      const json patterns = schema.value("patternProperties", json::object());
      for (const auto& [pattern, rule] : patterns.items()) {
        if (!re2::RE2::PartialMatch(key, pattern)) continue;
        known = true;
        if (fault.empty()) fault = Check(rule, field);
      }
      if (!known && schema.contains("additionalProperties")) {
        fault = Check(schema["additionalProperties"], field);
        if (!fault.empty()) fault += " (" + key + ")";
      }
      if (!fault.empty()) return fault;
    }
    return {};
  }

  static bool Holds(const std::string& keyword, const json& rule, const Node& value) {
    if (keyword == "type") {
      if (rule.is_string()) return IsType(rule.get<std::string>(), value);
      return std::any_of(rule.begin(), rule.end(), [&](const json& t) { return IsType(t.get<std::string>(), value); });
    }
    const bool scalar = value.kind == Node::Kind::kScalar;
    if (keyword == "enum") {
      return scalar && std::any_of(rule.begin(), rule.end(), [&](const json& v) {
               return v.is_string() ? v.get<std::string>() == value.scalar : v.dump() == value.scalar;
             });
    }
    if (keyword == "minLength") return !scalar || value.scalar.size() >= rule.get<std::size_t>();
    if (keyword == "maxLength") return !scalar || value.scalar.size() <= rule.get<std::size_t>();
    if (keyword == "pattern") return !scalar || re2::RE2::PartialMatch(value.scalar, rule.get<std::string>());
    if (keyword == "minimum") return !IsType("integer", value) || std::stol(value.scalar) >= rule.get<long>();
    if (keyword == "maximum") return !IsType("integer", value) || std::stol(value.scalar) <= rule.get<long>();
    if (keyword == "minItems") return value.items.size() >= rule.get<std::size_t>();
    if (keyword == "maxItems") return value.items.size() <= rule.get<std::size_t>();
    if (keyword == "minProperties") return value.fields.size() >= rule.get<std::size_t>();
    if (keyword == "maxProperties") return value.fields.size() <= rule.get<std::size_t>();
    if (keyword == "required") {
      return std::all_of(rule.begin(), rule.end(), [&](const json& key) {
        return value.kind != Node::Kind::kMap || value.Find(key.get<std::string>()) != nullptr;
      });
    }
    return false;  // a keyword this checker does not know
  }

  const json& root_;
};

}  // namespace

std::optional<std::string> CheckSchema(const json& root, const json& schema, const Node& value) {
  std::string fault = Checker(root).Check(schema, value);
  if (fault.empty()) return std::nullopt;
  return fault;
}

}  // namespace custos::rules
