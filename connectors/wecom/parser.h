// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/wecom/staff_index.h"
#include "core/message.h"
#include "core/result.h"

namespace custos::wecom {

/// Where a decrypted message came from: its envelope names it, whatever the content claims.
struct MessageOrigin {
  std::string_view source;
  std::uint64_t seq = 0;
  std::string_view msgid;
};

/// Grows when a newer parser can read what an older one could not, so that parked messages are tried again.
inline constexpr std::uint64_t kParserVersion = 1;

/// Decrypted bytes to a message; no I/O. Every type of wecom.md 3.2 and 3.3; others keep their type and raw bytes, with
/// empty text. One object per thread.
class MessageParser {
 public:
  explicit MessageParser(const StaffIndex& staff);
  ~MessageParser();
  MessageParser(MessageParser&&) noexcept;

  /// Error: kCorrupt "wecom.parse_failed" when the bytes are not a JSON object or name no message.
  Result<Message> Parse(const MessageOrigin& origin, std::string json);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace custos::wecom
