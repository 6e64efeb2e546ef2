// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "connectors/wecom/envelope.h"
#include "connectors/wecom/helper_client.h"
#include "connectors/wecom/key_ring.h"
#include "connectors/wecom/parser.h"
#include "connectors/wecom/status_board.h"

namespace custos::wecom {

using Decoded = std::variant<Message, ParkedMessage>;

/// Envelopes to messages: RSA, DecryptData in the helper, parser. What cannot be decoded comes out parked with its
/// reason, so that nothing behind it waits; only the lack of a helper is waited for. One object per thread.
class Decoder {
 public:
  Decoder(std::string source, KeyRing& keys, const StaffIndex& staff, HelperClient& helper, StatusBoard& status);

  /// False when the stop came before all were done; `out` has one place per envelope.
  bool Decode(std::span<const Envelope> envelopes, std::span<Decoded> out, const std::stop_token& stop);

 private:
  struct Opened {
    std::size_t index = 0;
    std::string key;  ///< plaintext of the random key
    SdkBytes result;
  };

  std::optional<std::string> OpenKey(const Envelope& envelope, std::string* key);
  bool DecryptAll(std::span<const Envelope> envelopes, std::span<Opened> opened, const std::stop_token& stop);
  bool RepeatTransient(std::span<const Envelope> envelopes, std::span<Opened> opened, const std::stop_token& stop);
  bool DecryptAround(std::span<const Envelope> envelopes, std::span<Opened> opened, std::size_t culprit,
                     const std::stop_token& stop);
  Decoded Finish(const Envelope& envelope, SdkBytes decrypted);

  const std::string source_;
  KeyRing& keys_;
  HelperClient& helper_;
  StatusBoard& status_;
  RsaDecryptor rsa_;
  MessageParser parser_;
};

}  // namespace custos::wecom
