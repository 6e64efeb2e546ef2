// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/wire.h"

#include "storage/postgres/db.h"

namespace custos::storage::db {
namespace {

// Object ids of the built-in types, fixed since PostgreSQL 6.
constexpr std::uint32_t kBoolOid = 16;
constexpr std::uint32_t kByteaOid = 17;
constexpr std::uint32_t kInt8Oid = 20;
constexpr std::uint32_t kInt4Oid = 23;
constexpr std::uint32_t kTextOid = 25;
constexpr std::uint32_t kByteaArrayOid = 1001;
constexpr std::uint32_t kInt4ArrayOid = 1007;
constexpr std::uint32_t kTextArrayOid = 1009;
constexpr std::uint32_t kInt8ArrayOid = 1016;
constexpr std::uint32_t kUuidOid = 2950;
constexpr std::uint32_t kUuidArrayOid = 2951;

template <class T>
void PutBigEndian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 0xff);
  }
}

void PutArrayHeader(std::string& out, std::uint32_t element, std::size_t count) {
  PutInt32(out, count == 0 ? 0 : 1);
  PutInt32(out, 0);  // no NULLs
  PutInt32(out, static_cast<std::int32_t>(element));
  if (count == 0) return;
  PutInt32(out, static_cast<std::int32_t>(count));
  PutInt32(out, 1);  // lower bound
}

std::string BytesArrayOf(std::uint32_t element, const std::vector<std::string>& values) {
  std::string out;
  PutArrayHeader(out, element, values.size());
  for (const std::string& value : values) {
    PutInt32(out, static_cast<std::int32_t>(value.size()));
    out += value;
  }
  return out;
}

std::string Int4ArrayOf(const std::vector<std::int32_t>& values) {
  std::string out;
  out.reserve(20 + values.size() * 8);
  PutArrayHeader(out, kInt4Oid, values.size());
  for (const std::int32_t value : values) {
    PutInt32(out, 4);
    PutInt32(out, value);
  }
  return out;
}

/// Length of the well-formed UTF-8 character at `at`, 0 when there is none.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const std::uint32_t first = byte(at);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(at + 1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const std::uint32_t second = byte(at + 1);
    if (!follows(at + 1) || !follows(at + 2)) return 0;
    if (first == 0xe0 && second < 0xa0) return 0;
    if (first == 0xed && second > 0x9f) return 0;  // surrogates
    return 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const std::uint32_t second = byte(at + 1);
    if (!follows(at + 1) || !follows(at + 2) || !follows(at + 3)) return 0;
    if (first == 0xf0 && second < 0x90) return 0;
    if (first == 0xf4 && second > 0x8f) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

std::string StorableText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = CharacterLength(text, at);
    if (length == 0) {
      out += '?';
      ++at;
    } else {
      out.append(text, at, length);
      at += length;
    }
  }
  return out;
}

void PutInt16(std::string& out, std::int16_t value) { PutBigEndian(out, value); }
void PutInt32(std::string& out, std::int32_t value) { PutBigEndian(out, value); }
void PutInt64(std::string& out, std::int64_t value) { PutBigEndian(out, value); }

Params& Params::Int(std::int64_t value) {
  Value v{.bytes = {}, .type = kInt8Oid, .binary = true};
  PutInt64(v.bytes, value);
  values_.push_back(std::move(v));
  return *this;
}

Params& Params::Bool(bool value) {
  values_.push_back({.bytes = std::string(1, value ? '\1' : '\0'), .type = kBoolOid, .binary = true});
  return *this;
}

Params& Params::Text(std::string_view value) {
  values_.push_back({.bytes = StorableText(value), .type = kTextOid, .binary = true});
  return *this;
}

Params& Params::OptionalText(const std::optional<std::string>& value) {
  if (value) return Text(*value);
  values_.push_back({.bytes = {}, .type = kTextOid, .binary = true, .null = true});
  return *this;
}

Params& Params::OptionalInt(std::optional<std::int64_t> value) {
  if (value) return Int(*value);
  values_.push_back({.bytes = {}, .type = kInt8Oid, .binary = true, .null = true});
  return *this;
}

Params& Params::Bytes(std::string_view value) {
  values_.push_back({.bytes = std::string(value), .type = kByteaOid, .binary = true});
  return *this;
}

Params& Params::Uuid(std::string_view bytes16) {
  values_.push_back({.bytes = std::string(bytes16), .type = kUuidOid, .binary = true});
  return *this;
}

Params& Params::IntArray(const std::vector<std::int64_t>& values) {
  Value v{.bytes = {}, .type = kInt8ArrayOid, .binary = true};
  PutArrayHeader(v.bytes, kInt8Oid, values.size());
  for (const std::int64_t value : values) {
    PutInt32(v.bytes, 8);
    PutInt64(v.bytes, value);
  }
  values_.push_back(std::move(v));
  return *this;
}

Params& Params::Int4Array(const std::vector<std::int32_t>& values) {
  values_.push_back({.bytes = Int4ArrayOf(values), .type = kInt4ArrayOid, .binary = true});
  return *this;
}

Params& Params::TextArray(const std::vector<std::string>& values) {
  std::vector<std::string> storable;
  storable.reserve(values.size());
  for (const std::string& value : values) storable.push_back(StorableText(value));
  values_.push_back({.bytes = BytesArrayOf(kTextOid, storable), .type = kTextArrayOid, .binary = true});
  return *this;
}

Params& Params::BytesArray(const std::vector<std::string>& values) {
  values_.push_back({.bytes = BytesArrayOf(kByteaOid, values), .type = kByteaArrayOid, .binary = true});
  return *this;
}

Params& Params::UuidArray(const std::vector<std::string>& values) {
  values_.push_back({.bytes = BytesArrayOf(kUuidOid, values), .type = kUuidArrayOid, .binary = true});
  return *this;
}

CopyRows::CopyRows() : data_("PGCOPY\n\377\r\n\0", 11) {
  PutInt32(data_, 0);  // flags
  PutInt32(data_, 0);  // no header extension
}

CopyRows& CopyRows::Row(std::int16_t columns) {
  ++rows_;
  PutInt16(data_, columns);
  return *this;
}

CopyRows& CopyRows::Null() {
  PutInt32(data_, -1);
  return *this;
}

CopyRows& CopyRows::Int2(std::int64_t value) {
  PutInt32(data_, 2);
  PutInt16(data_, static_cast<std::int16_t>(value));
  return *this;
}

CopyRows& CopyRows::Int4(std::int64_t value) {
  PutInt32(data_, 4);
  PutInt32(data_, static_cast<std::int32_t>(value));
  return *this;
}

CopyRows& CopyRows::Int8(std::int64_t value) {
  PutInt32(data_, 8);
  PutInt64(data_, value);
  return *this;
}

CopyRows& CopyRows::OptionalInt8(std::optional<std::int64_t> value) { return value ? Int8(*value) : Null(); }

CopyRows& CopyRows::Bool(bool value) {
  PutInt32(data_, 1);
  data_ += value ? '\1' : '\0';
  return *this;
}

CopyRows& CopyRows::Bytes(std::string_view value) {
  PutInt32(data_, static_cast<std::int32_t>(value.size()));
  data_ += value;
  return *this;
}

CopyRows& CopyRows::Text(std::string_view value) { return Bytes(StorableText(value)); }

CopyRows& CopyRows::OptionalText(const std::optional<std::string>& value) { return value ? Text(*value) : Null(); }

CopyRows& CopyRows::TextArray(const std::vector<std::string>& values) { return Bytes(BytesArrayOf(kTextOid, values)); }

CopyRows& CopyRows::Int4Array(const std::vector<std::int32_t>& values) { return Bytes(Int4ArrayOf(values)); }

std::string_view CopyRows::Finish() {
  PutInt16(data_, -1);
  return data_;
}

}  // namespace custos::storage::db
