// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Conditions of a statement that is put together at run time, with their values as parameters. Our own column names
/// only; every value from outside goes through Bind….
class SqlWhere {
 public:
  std::string BindInt(std::int64_t value) { return params.Int(value), Last(); }
  std::string BindText(std::string_view value) { return params.Text(value), Last(); }
  std::string BindUuid(const ConversationId& id) {
    params.Uuid({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
    return Last();
  }
  std::string BindInts(const std::vector<std::int64_t>& values) { return params.IntArray(values), Last(); }
  std::string BindInt4s(const std::vector<std::int32_t>& values) { return params.Int4Array(values), Last(); }
  std::string BindUuids(const std::vector<std::string>& ids) { return params.UuidArray(ids), Last(); }
  std::string BindTexts(const std::vector<std::string>& values) { return params.TextArray(values), Last(); }
  void And(const std::string& condition) { text += (text.empty() ? " WHERE " : " AND ") + condition; }

  db::Params params;
  std::string text;  ///< " WHERE a AND b", or empty

 private:
  std::string Last() const { return "$" + std::to_string(params.size()); }
};

}  // namespace custos::storage
