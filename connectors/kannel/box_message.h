// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos::kannel {

/// A message of the protocol between bearerbox and its boxes (Kannel 1.4.5, gw/msg-decl.h), as far as it is needed.
struct BoxMessage {
  enum class Type : std::uint32_t { kHeartbeat = 0, kAdmin = 1, kSms = 2, kAck = 3 };

  Type type = Type::kHeartbeat;
  std::int32_t command = 0;  ///< of kAdmin: 0 shut down, 1 suspend, 2 resume
  std::string id;            ///< of kSms: bearerbox's permanent id of the text
  std::string sender;
  std::string receiver;
  std::string data;
  std::string smsc;
  std::int64_t time = 0;     ///< seconds since 1970
  std::int32_t kind = 0;     ///< 0: a text from outside
  std::int32_t coding = -1;  ///< as in GSM 03.38: 0 text in UTF-8, 1 bytes, 2 UCS-2; -1: not said, text
};

/// Reads one message without its length; nullopt when the bytes are none, or end early, or go on. No I/O.
std::optional<BoxMessage> UnpackBoxMessage(std::string_view bytes);

/// With their length in front, ready to be sent.
std::string PackIdentify(std::string_view box_id);
std::string PackHeartbeat();
/// Tells that a text is kept.
std::string PackAck(std::string_view id, std::int64_t time);

}  // namespace custos::kannel
