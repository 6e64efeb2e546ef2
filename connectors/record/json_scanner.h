// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace custos::record {

struct JsonDocument {
  enum class State : std::uint8_t { kWhole, kForeign, kTooLarge, kTruncated };

  State state = State::kWhole;
  std::string bytes;
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// Cuts JSON objects out of a file while it comes, however they are parted: lines, an array, nothing. What is no
/// object comes as kForeign, a line at a time.
class JsonScanner {
 public:
  static constexpr std::size_t kLargest = std::size_t{8} << 20;

  JsonScanner(std::uint64_t offset, std::uint64_t line, std::size_t largest = kLargest)
      : largest_(largest), base_(offset), line_(line) {}

  void Feed(std::string_view bytes);
  bool Next(JsonDocument& out);
  /// After the last byte: what was cut off.
  bool Rest(JsonDocument& out);

  /// Behind the last document given out.
  std::uint64_t offset() const { return base_ + begin_; }
  std::uint64_t line() const { return line_; }

 private:
  void Give(JsonDocument::State state, JsonDocument& out);
  bool SkipBetween(JsonDocument& out);

  const std::size_t largest_;
  std::string buffer_;
  std::uint64_t base_ = 0;
  std::uint64_t line_ = 1;
  std::size_t begin_ = 0;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace custos::record
