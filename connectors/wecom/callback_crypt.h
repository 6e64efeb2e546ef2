// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::wecom {

/// The platform's seal around a callback (WXBizMsgCrypt, wecom.md 4.3): a signature over what is sent, AES-256-CBC with
/// a padding of its own, and the id of whom it is for inside. Immutable, any thread.
class CallbackCrypt {
 public:
  /// `token` and `aes_key` (43 characters) as the platform's console shows them. kInvalid "wecom.settings" for a key of
  /// another shape or an empty token.
  static Result<CallbackCrypt> Create(std::string token, std::string_view aes_key, std::string receive_id);

  /// Whether `signature` belongs to these values: who made it knows the token. Takes the same time for every wrong one.
  bool IsSigned(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                std::string_view encrypted) const;

  /// The text inside. kCorrupt "wecom.callback_undecryptable" for what was not encrypted with this key, kDenied
  /// "wecom.callback_wrong_corp" for what is meant for somebody else.
  Result<std::string> Decrypt(std::string_view encrypted) const;

 private:
  CallbackCrypt() = default;

  std::string token_;
  std::array<std::uint8_t, 32> key_{};
  std::string receive_id_;
};

}  // namespace custos::wecom
