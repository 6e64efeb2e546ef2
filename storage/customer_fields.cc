// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_fields.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/customer_condition.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kTypes{"text", "number", "date", "choice"};
constexpr std::size_t kLongestKey = 40;
constexpr std::size_t kLongestLabel = 200;   // bytes
constexpr std::size_t kLongestText = 4'000;  // bytes

Error Invalid(std::size_t place, const std::string& member, const std::string& what) {
  return {ErrorKind::kInvalid, "field.invalid", "items[" + std::to_string(place) + "]." + member + ": " + what};
}

bool IsKey(std::string_view key) {
  return !key.empty() && key.size() <= kLongestKey && key[0] >= 'a' && key[0] <= 'z' &&
         std::all_of(key.begin(), key.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool IsLabel(const std::string& label) { return !label.empty() && label.size() <= kLongestLabel; }

}  // namespace

std::string_view ToString(CustomerFieldType type) { return kTypes.at(static_cast<std::size_t>(type)); }

std::optional<CustomerFieldType> ParseCustomerFieldType(std::string_view name) {
  const auto found = std::find(kTypes.begin(), kTypes.end(), name);
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<CustomerFieldType>(found - kTypes.begin());
}

Status CheckCustomerFields(const std::vector<CustomerField>& fields) {
  std::set<std::string> keys;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const CustomerField& field = fields[i];
    if (i >= kMostCustomerFields) return Invalid(i, "key", "too many fields");
    if (!IsKey(field.key)) return Invalid(i, "key", "small letters, digits and _, a letter first");
    if (!keys.insert(field.key).second) return Invalid(i, "key", "there twice");
    if (!IsLabel(field.label_zh)) return Invalid(i, "label_zh", "1 to 200 bytes");
    if (!IsLabel(field.label_en)) return Invalid(i, "label_en", "1 to 200 bytes");
    const bool choice = field.type == CustomerFieldType::kChoice;
    const std::set<std::string> distinct(field.choices.begin(), field.choices.end());
    if (choice != !field.choices.empty() || field.choices.size() > kMostFieldChoices ||
        distinct.size() != field.choices.size() || !std::all_of(distinct.begin(), distinct.end(), IsLabel)) {
      return Invalid(i, "choices", "distinct texts for a choice, none otherwise");
    }
  }
  return {};
}

bool FitsField(const CustomerField& field, std::string_view value) {
  if (value.empty()) return true;
  switch (field.type) {
    case CustomerFieldType::kText: return value.size() <= kLongestText;
    case CustomerFieldType::kNumber: return IsDecimal(value);
    case CustomerFieldType::kDate: return IsDay(value);
    case CustomerFieldType::kChoice:
      return std::find(field.choices.begin(), field.choices.end(), value) != field.choices.end();
  }
  return false;
}

std::string FirstMisfit(const std::vector<CustomerField>& fields, const std::map<std::string, std::string>& before,
                        const std::map<std::string, std::string>& after) {
  for (const CustomerField& field : fields) {
    const auto now = after.find(field.key);
    if (now == after.end()) continue;
    const auto was = before.find(field.key);
    if (was != before.end() && was->second == now->second) continue;
    if (!FitsField(field, now->second)) return field.key;
  }
  return {};
}

std::string FormatCustomerFields(const std::vector<CustomerField>& fields) {
  json list = json::array();
  for (const CustomerField& field : fields) {
    list.push_back({{"key", field.key},
                    {"label_zh", field.label_zh},
                    {"label_en", field.label_en},
                    {"type", ToString(field.type)},
                    {"choices", field.choices},
                    {"for_reps", field.for_reps}});
  }
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<CustomerField>> ReadCustomerFields(std::string_view text) {
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return std::nullopt;
  std::vector<CustomerField> fields;
  try {
    for (const json& one : list) {
      const auto type = ParseCustomerFieldType(one.at("type").get<std::string>());
      if (!type) return std::nullopt;
      fields.push_back({.key = one.at("key").get<std::string>(),
                        .label_zh = one.at("label_zh").get<std::string>(),
                        .label_en = one.at("label_en").get<std::string>(),
                        .type = *type,
                        .choices = one.at("choices").get<std::vector<std::string>>(),
                        .for_reps = one.at("for_reps").get<bool>()});
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return fields;
}

}  // namespace custos::storage
