// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "core/result.h"

namespace custos::wecom {

/// One entry of `chatdata`, still encrypted (wecom.md 2.1).
struct Envelope {
  std::uint64_t seq = 0;
  std::string msgid;
  std::uint32_t key_version = 0;
  std::string random_key;  ///< base64 of the RSA ciphertext
  std::string message;     ///< for DecryptData, as received
  std::string raw;         ///< the entry's bytes exactly as received
  bool complete = false;   ///< whether every field needed to decrypt was there
};

/// The reply of one GetChatData call.
struct Page {
  int errcode = 0;
  std::string errmsg;
  std::vector<Envelope> envelopes;  ///< sorted by seq, each seq once
  std::uint64_t repeated = 0;       ///< entries left out because their seq was there already
};

/// Error: kCorrupt "wecom.reply_unreadable". An entry that is an object but lacks fields becomes an incomplete
/// envelope.
Result<Page> ParsePage(std::string_view reply);

/// One entry as ParsePage keeps it in Envelope::raw.
Result<Envelope> ParseEnvelope(std::string_view raw);

/// The parked form of an envelope that could not be decoded.
ParkedMessage Park(const std::string& source, const Envelope& envelope, std::string reason);

}  // namespace custos::wecom
