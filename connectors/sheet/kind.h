// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/connector.h"
#include "connectors/json_fields.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::sheet {

/// What the columns that hold a member are called.
struct Words {
  const char* member;
  std::vector<std::string_view> names;  ///< in lower case, without spaces, dashes and what stands in brackets
};

/// What rows become: leads, orders. Thread-safe.
class Kind {
 public:
  virtual ~Kind() = default;

  virtual const std::vector<Words>& words() const = 0;
  virtual bool IsMember(std::string_view name) const = 0;  ///< of the objects that Read takes
  virtual bool IsTime(std::string_view member) const = 0;
  /// Several columns may hold it; their cells are joined by a line break. Of others the first counts.
  virtual bool IsJoined(std::string_view member) const = 0;
  /// Whether columns of these members say enough; kInvalid "records.columns_missing" with what is missing.
  virtual Status CheckMembers(const std::vector<std::string>& members) const = 0;

  /// A line of JSON, and the object made of a row, whose evidence is `raw`.
  virtual RecordResult Parse(std::string_view bytes, TimeMs now) const = 0;
  virtual RecordResult Read(const nlohmann::json& object, std::string raw, TimeMs now) const = 0;
  /// A row that is not taken, as it is kept.
  virtual ParkedMessage Refused(const RecordResult& result, std::string_view bytes) const = 0;
};

}  // namespace custos::sheet
