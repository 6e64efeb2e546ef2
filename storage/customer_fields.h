// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

enum class CustomerFieldType : std::uint8_t {
  kText,
  kNumber,  ///< up to 15 digits, and up to 6 behind a point
  kDate,    ///< YYYY-MM-DD
  kChoice,
};

std::string_view ToString(CustomerFieldType type);  ///< text, number, date, choice
std::optional<CustomerFieldType> ParseCustomerFieldType(std::string_view name);

/// A field of the company's own, as people fill it in. Values are kept as texts under its key.
struct CustomerField {
  std::string key;  ///< a to z, digits and _, at most 40; permanent
  std::string label_zh;
  std::string label_en;
  CustomerFieldType type = CustomerFieldType::kText;
  std::vector<std::string> choices;  ///< of kChoice
  bool for_reps = true;              ///< reps see it
  bool operator==(const CustomerField&) const = default;
};

/// All of them, in the order in which people see them.
struct CustomerFields {
  std::uint64_t version = 0;  ///< 0: none were ever set
  std::vector<CustomerField> fields;
  TimeMs changed_at = 0;
  std::string changed_by;
};

constexpr std::size_t kMostCustomerFields = 50;
constexpr std::size_t kMostFieldChoices = 100;

/// kInvalid "field.invalid", naming the member by its path: `items[2].choices`.
Status CheckCustomerFields(const std::vector<CustomerField>& fields);

/// Whether a text is a value of the field; an empty one always is: it is not filled in.
bool FitsField(const CustomerField& field, std::string_view value);

/// The first key among those whose value differs between `before` and `after` whose new value does not fit; empty when
/// all do. Keys without a definition take any text.
std::string FirstMisfit(const std::vector<CustomerField>& fields, const std::map<std::string, std::string>& before,
                        const std::map<std::string, std::string>& after);

/// As they are stored.
std::string FormatCustomerFields(const std::vector<CustomerField>& fields);
std::optional<std::vector<CustomerField>> ReadCustomerFields(std::string_view json);

}  // namespace custos::storage
