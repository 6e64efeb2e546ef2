// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::storage::db {

/// PostgreSQL's binary value formats, big endian.
void PutInt16(std::string& out, std::int16_t value);
void PutInt32(std::string& out, std::int32_t value);
void PutInt64(std::string& out, std::int64_t value);

/// Rows for COPY … (FORMAT binary). Start a row with its number of columns, then put every column in order.
class CopyRows {
 public:
  CopyRows();
  CopyRows& Row(std::int16_t columns);
  CopyRows& Null();
  CopyRows& Int2(std::int64_t value);
  CopyRows& Int4(std::int64_t value);
  CopyRows& Int8(std::int64_t value);
  CopyRows& OptionalInt8(std::optional<std::int64_t> value);
  CopyRows& Bool(bool value);
  CopyRows& Bytes(std::string_view value);  ///< bytea, uuid
  CopyRows& Text(std::string_view value);   ///< made storable
  CopyRows& OptionalText(const std::optional<std::string>& value);
  CopyRows& TextArray(const std::vector<std::string>& values);  ///< of storable texts
  CopyRows& Int4Array(const std::vector<std::int32_t>& values);

  std::size_t rows() const { return rows_; }
  /// The finished stream; call once.
  std::string_view Finish();

 private:
  std::string data_;
  std::size_t rows_ = 0;
};

}  // namespace custos::storage::db
