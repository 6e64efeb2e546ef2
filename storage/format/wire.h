// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

// The primitive encodings of FORMAT.md section 1: one encoding for each value.

inline void PutByte(std::string& out, std::uint8_t value) { out.push_back(static_cast<char>(value)); }

inline void PutUint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    PutByte(out, static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  PutByte(out, static_cast<std::uint8_t>(value));
}

inline void PutSint(std::string& out, std::int64_t value) {
  PutUint(out, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

inline void PutBytes(std::string& out, std::string_view value) {
  PutUint(out, value.size());
  out.append(value);
}

inline void PutDigest(std::string& out, const Digest& digest) { out.append(AsBytes(digest)); }

/// Zeros mean that there is none.
inline void PutOptionalDigest(std::string& out, const Digest& digest) {
  const bool present = digest != Digest{};
  PutByte(out, present ? 1 : 0);
  if (present) PutDigest(out, digest);
}

/// Reads what the functions above wrote. After the first violation every read gives an empty value and ok() is false,
/// so that a decoder reads straight down and asks once. Views point into the input.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool Finished() const { return ok_ && rest_.empty(); }
  std::string_view rest() const { return rest_; }
  void Fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t Byte() {
    if (rest_.empty()) return Fail(), std::uint8_t{0};
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  /// A byte of at most `max`: flags and enumerations.
  std::uint8_t Byte(std::uint8_t max) {
    const std::uint8_t value = Byte();
    if (value > max) return Fail(), std::uint8_t{0};
    return value;
  }

  std::uint64_t Uint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = Byte();
      if (!ok_ || (shift == 63 && byte > 1)) break;
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) break;  // a longer form of a smaller number
        return value;
      }
    }
    Fail();
    return 0;
  }

  std::uint32_t Uint32() {
    const std::uint64_t value = Uint();
    if (value > UINT32_MAX) return Fail(), 0U;
    return static_cast<std::uint32_t>(value);
  }

  /// A count of items that take at least one byte each, so that no count can make us reserve more than the input.
  std::size_t Count() {
    const std::uint64_t value = Uint();
    if (value > rest_.size()) return Fail(), std::size_t{0};
    return static_cast<std::size_t>(value);
  }

  std::int64_t Sint() {
    const std::uint64_t value = Uint();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
  }

  std::string_view Take(std::uint64_t size) {
    if (size > rest_.size()) return Fail(), std::string_view();
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

  std::string_view Bytes() { return Take(Uint()); }
  std::string String() { return std::string(Bytes()); }

  Digest Hash() {
    Digest digest{};
    const std::string_view bytes = Take(digest.size());
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(digest.data()));
    return digest;
  }

  Digest OptionalHash() {
    if (Byte(1) == 0) return Digest{};
    const Digest digest = Hash();
    if (digest == Digest{}) Fail();  // zeros are spelled by the flag
    return digest;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// The error of every decoder here; `what` names the thing, never its bytes.
inline Error Malformed(std::string_view what) {
  return Error{ErrorKind::kCorrupt, "evidence.malformed", "not a canonical " + std::string(what)};
}

}  // namespace custos::storage
