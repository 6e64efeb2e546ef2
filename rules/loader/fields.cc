// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/fields.h"

#include <algorithm>

namespace custos::rules {

bool Fields::IsMap(const Node& node) {
  if (node.kind == Node::Kind::kMap) return true;
  Fault("rule.not_a_map", node, "expected keys with values");
  return false;
}

bool Fields::IsMap(const Node& node, std::initializer_list<std::string_view> known) {
  if (!IsMap(node)) return false;
  CheckKeys(node, std::vector<std::string_view>(known));
  return true;
}

void Fields::CheckKeys(const Node& map, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : map.fields) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string list;
    for (const std::string_view name : known) list += (list.empty() ? "" : ", ") + std::string(name);
    Fault("rule.unknown_key", value, "unknown key: " + key + " (there are: " + list + ")");
  }
}

std::string Fields::Scalar(const Node& node) {
  if (node.kind == Node::Kind::kScalar) return node.scalar;
  Fault("rule.not_text", node, "expected a text");
  return {};
}

bool Fields::Flag(const Node& map, std::string_view key) {
  const std::string text = Text(map, key, true);
  if (text != "true" && text != "false")
    Fault("rule.not_a_flag", *map.Find(key), std::string(key) + " is true or false");
  return text == "true";
}

std::string Fields::Text(const Node& map, std::string_view key, bool required) {
  const Node* value = map.Find(key);
  if (!value) {
    if (required) Fault("rule.missing_key", map, "missing key: " + std::string(key));
    return {};
  }
  std::string text = Scalar(*value);
  if (required && text.empty()) Fault("rule.empty", *value, std::string(key) + " must not be empty");
  return text;
}

std::vector<std::string> Fields::Texts(const Node& node) {
  std::vector<std::string> texts;
  if (node.kind == Node::Kind::kScalar) {
    texts.push_back(node.scalar);
  } else if (node.kind == Node::Kind::kList) {
    for (const auto& item : node.items) texts.push_back(Scalar(item));
  } else {
    Fault("rule.not_a_list", node, "expected a text or a list of texts");
  }
  return texts;
}

Bilingual Fields::Titles(const Node& map, std::string_view key, bool required) {
  const Node* value = map.Find(key);
  if (!value) {
    if (required) Fault("rule.missing_key", map, "missing key: " + std::string(key));
    return {};
  }
  if (!IsMap(*value, {"zh", "en"})) return {};
  return {Text(*value, "zh", true), Text(*value, "en", true)};
}

}  // namespace custos::rules
