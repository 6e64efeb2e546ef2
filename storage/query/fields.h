// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/query/tree.h"

namespace custos::storage::query {

/// The word before the colon: several may ask about the same field.
struct FieldName {
  std::string_view name;
  Field field;
};

/// Every name of the language in the order in which help lists them.
const std::vector<FieldName>& FieldNames();

/// nullptr when there is no such name; letters of either case are taken.
const FieldName* FindField(std::string_view name);

/// The name that `name` was probably meant to be; empty when none is close.
std::string_view NearestField(std::string_view name);

}  // namespace custos::storage::query
