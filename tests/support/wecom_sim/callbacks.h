// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {

/// Where a corp's callbacks go, and the secrets of that address.
struct CallbackTarget {
  std::string host = "127.0.0.1";
  int port = 0;
  std::string path;  ///< of the address, without query
  std::string token;
  std::string aes_key;  ///< 43 characters
  std::string corp_id;
};

struct CallbackReply {
  int status = 0;  ///< 0 when nobody answered
  std::string body;
};

/// A callback as it travels.
struct SealedCallback {
  std::string query;  ///< msg_signature, timestamp, nonce; an echostr too for a verification
  std::string body;
};

/// The platform's side of callbacks: seals, signs, sends, repeats what was not taken. Its cipher work is written apart
/// from the product's, so that one fault cannot hide in both. Thread-safe.
class CallbackSender {
 public:
  explicit CallbackSender(CallbackTarget target, std::uint64_t seed = 1);

  SealedCallback Seal(const std::string& xml);
  /// A verification of the address; its reply must be `echo`.
  SealedCallback SealEcho(const std::string& echo);

  /// One attempt with these bytes, on a connection of its own.
  CallbackReply Deliver(const SealedCallback& sealed) const;
  CallbackReply Verify(const SealedCallback& sealed) const;

  /// As the platform does it: up to three attempts until one is taken; true when one was.
  bool Send(const std::string& xml);

 private:
  std::string Encrypt(const std::string& text);
  std::string Signature(const std::string& timestamp, const std::string& nonce, const std::string& text) const;

  const CallbackTarget target_;
  std::mutex mutex_;
  Rng rng_;
};

/// The decrypted texts of events, as the platform writes them.
std::string EventXml(const std::string& corp_id, const std::string& fields, TimeMs at);
std::string ContactXml(const std::string& corp_id, const std::string& change, const std::string& employee,
                       const std::string& customer, TimeMs at, const std::string& more = {});
std::string UserXml(const std::string& corp_id, const std::string& change, const std::string& employee, TimeMs at);
std::string GroupXml(const std::string& corp_id, const std::string& change, const std::string& group, TimeMs at,
                     const std::string& more = {});
std::string ArchiveNoticeXml(const std::string& corp_id, TimeMs at);

}  // namespace custos::wecom_sim
