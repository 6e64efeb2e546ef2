// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/openapi_spec.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>

namespace custos::testing {
namespace {

using Faults = std::vector<std::string>;
using nlohmann::json;

bool HasType(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return type == "null" && value.is_null();
}

bool FitsType(const json& value, const YAML::Node& type) {
  if (type.IsScalar()) return HasType(value, type.as<std::string>());
  return std::any_of(type.begin(), type.end(),
                     [&](const YAML::Node& one) { return HasType(value, one.as<std::string>()); });
}

}  // namespace

struct OpenApiSpec::Impl {
  YAML::Node root;

  YAML::Node Resolve(const YAML::Node& node) const {
    if (!node.IsMap() || !node["$ref"]) return node;
    const auto ref = node["$ref"].as<std::string>();  // '#/components/<kind>/<name>'
    const auto kind_end = ref.find('/', 13);
    const YAML::Node found = root["components"][ref.substr(13, kind_end - 13)][ref.substr(kind_end + 1)];
    if (!found) throw std::runtime_error("dangling " + ref);
    return Resolve(found);
  }

  /// Names of properties that the schema knows, those of allOf included.
  void KnownProperties(const YAML::Node& raw, std::set<std::string>& names) const {
    const YAML::Node schema = Resolve(raw);
    for (const auto& property : schema["properties"]) names.insert(property.first.as<std::string>());
    for (const auto& part : schema["allOf"]) KnownProperties(part, names);
  }

  void CheckObject(const json& value, const YAML::Node& schema, const std::string& at, bool closed,
                   Faults& faults) const {
    for (const auto& name : schema["required"]) {
      if (!value.contains(name.as<std::string>())) faults.push_back(at + ": missing " + name.as<std::string>());
    }
    std::set<std::string> known;
    KnownProperties(schema, known);
    for (const auto& [name, member] : value.items()) {
      const YAML::Node properties = schema["properties"];
      const YAML::Node property = properties ? properties[name] : properties;
      const YAML::Node more = schema["additionalProperties"];
      if (property) {
        CheckValue(member, property, at + "." + name, true, faults);
      } else if (more && more.IsMap()) {
        CheckValue(member, more, at + "." + name, true, faults);
      } else if (closed && !more && !known.empty() && !known.contains(name)) {
        faults.push_back(at + ": unknown " + name);
      }
    }
  }

  void CheckOneOf(const json& value, const YAML::Node& choices, const std::string& at, Faults& faults) const {
    int fits = 0;
    for (const auto& choice : choices) {
      Faults inner;
      CheckValue(value, choice, at, true, inner);
      if (inner.empty()) ++fits;
    }
    if (fits != 1) faults.push_back(at + ": fits " + std::to_string(fits) + " of oneOf");
  }

  void CheckText(const json& value, const YAML::Node& schema, const std::string& at, Faults& faults) const {
    if (schema["pattern"] &&
        !std::regex_search(value.get<std::string>(), std::regex(schema["pattern"].as<std::string>()))) {
      faults.push_back(at + ": pattern");
    }
    if (!schema["enum"]) return;
    const bool listed = std::any_of(schema["enum"].begin(), schema["enum"].end(), [&](const YAML::Node& one) {
      return one.as<std::string>() == value.get<std::string>();
    });
    if (!listed) faults.push_back(at + ": not in enum: " + value.get<std::string>());
  }

  void CheckValue(const json& value, const YAML::Node& raw, const std::string& at, bool closed, Faults& faults) const {
    const YAML::Node schema = Resolve(raw);
    for (const auto& part : schema["allOf"]) CheckValue(value, part, at, false, faults);
    if (schema["oneOf"]) CheckOneOf(value, schema["oneOf"], at, faults);
    if (schema["type"] && !FitsType(value, schema["type"])) {
      faults.push_back(at + ": type is " + value.type_name());
      return;
    }
    if (value.is_string()) CheckText(value, schema, at, faults);
    if (value.is_object()) CheckObject(value, schema, at, closed, faults);
    if (value.is_array() && schema["items"]) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        CheckValue(value[i], schema["items"], at + "[" + std::to_string(i) + "]", true, faults);
      }
    }
  }

  YAML::Node Find(const std::string& operation) const {
    for (const auto& path : root["paths"]) {
      for (const auto& method : path.second) {
        if (method.second["operationId"].as<std::string>() == operation) return method.second;
      }
    }
    throw std::runtime_error("no operation " + operation);
  }
};

OpenApiSpec::OpenApiSpec(const std::string& file) : impl_(std::make_unique<Impl>()) {
  impl_->root = YAML::LoadFile(file);
}

OpenApiSpec::~OpenApiSpec() = default;

std::vector<OpenApiSpec::Operation> OpenApiSpec::Operations() const {
  std::vector<Operation> operations;
  for (const auto& path : impl_->root["paths"]) {
    for (const auto& method : path.second) {
      auto name = method.first.as<std::string>();
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
      operations.push_back({method.second["operationId"].as<std::string>(), name, path.first.as<std::string>()});
    }
  }
  return operations;
}

std::vector<std::string> OpenApiSpec::Check(const std::string& operation, int status, const std::string& media_type,
                                            const std::string& body) const {
  const YAML::Node response = impl_->Find(operation)["responses"][std::to_string(status)];
  if (!response) return {operation + ": status " + std::to_string(status) + " is not listed"};
  const YAML::Node content = impl_->Resolve(response)["content"];
  if (!content) return body.empty() ? Faults{} : Faults{operation + ": body where none is listed"};
  const std::string type = media_type.substr(0, media_type.find(';'));
  YAML::Node entry = content[type];
  if (!entry && content["application/octet-stream"]) return {};  // bytes of any kind
  if (!entry) return {operation + ": media type " + type + " is not listed"};
  if (type.find("json") == std::string::npos) return {};
  const auto value = json::parse(body, nullptr, false);
  if (value.is_discarded()) return {operation + ": not JSON"};
  Faults faults;
  impl_->CheckValue(value, entry["schema"], operation, true, faults);
  return faults;
}

}  // namespace custos::testing
