// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace custos::wecom {

/// Builds a request payload of helper/protocol.h.
class RequestWriter {
 public:
  RequestWriter& U32(std::uint32_t value) { return Raw(&value, sizeof value); }
  RequestWriter& U64(std::uint64_t value) { return Raw(&value, sizeof value); }
  /// A text with a NUL inside could not pass through the C library: it is sent empty, which the guards refuse.
  RequestWriter& String(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) text = {};
    U32(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
    bytes_.push_back('\0');
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  RequestWriter& Raw(const void* from, std::size_t size) {
    bytes_.append(static_cast<const char*>(from), size);
    return *this;
  }
  std::string bytes_;
};

/// Reads a reply payload; once a field does not fit, `bad` stays true and everything reads as zero or empty.
class ReplyReader {
 public:
  explicit ReplyReader(std::string_view bytes) : left_(bytes) {}

  std::uint32_t U32() {
    std::uint32_t value = 0;
    const std::string_view from = Take(sizeof value);
    if (!bad_) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  std::int32_t I32() { return static_cast<std::int32_t>(U32()); }
  std::string_view Blob() { return Take(U32()); }
  bool bad() const { return bad_; }

 private:
  std::string_view Take(std::size_t size) {
    if (bad_ || left_.size() < size) {
      bad_ = true;
      return {};
    }
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }
  std::string_view left_;
  bool bad_ = false;
};

}  // namespace custos::wecom
