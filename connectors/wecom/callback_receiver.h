// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/wecom/callback_crypt.h"
#include "connectors/wecom/callback_inbox.h"

namespace custos::wecom {

/// The query of a callback, decoded.
struct CallbackQuery {
  std::string_view signature;
  std::string_view timestamp;
  std::string_view nonce;
  std::string_view echo;  ///< of a URL verification only
};

enum class CallbackVerdict {
  kAccepted,   ///< durable, or the echo answered
  kMalformed,  ///< no callback at all: 400
  kForged,     ///< the signature is another's: 403
  kBusy,       ///< could not be kept in time: 503, the platform sends it again
};

struct CallbackAnswer {
  CallbackVerdict verdict = CallbackVerdict::kAccepted;
  std::string body;
};

struct CallbackCounts {
  std::uint64_t received = 0;  ///< kept, those with a reason included
  std::uint64_t undecryptable = 0;
  std::uint64_t forged = 0;
  std::uint64_t malformed = 0;
  std::uint64_t busy = 0;
};

/// The door for one company's callbacks (wecom.md 4.2): checks who sends, keeps durably, answers; everything else
/// happens later. What is signed rightly but cannot be read is kept too, with its reason. Thread-safe.
class CallbackReceiver {
 public:
  /// `inbox` must outlive the receiver.
  CallbackReceiver(CallbackCrypt crypt, CallbackInbox& inbox) : crypt_(std::move(crypt)), inbox_(inbox) {}

  /// The platform's check that the address is ours: the answer is the decrypted echo.
  CallbackAnswer Verify(const CallbackQuery& query);
  CallbackAnswer Receive(const CallbackQuery& query, std::string body);

  CallbackCounts counts() const;

 private:
  CallbackAnswer Refuse(CallbackVerdict verdict, std::atomic<std::uint64_t>& counter);

  const CallbackCrypt crypt_;
  CallbackInbox& inbox_;
  std::atomic<std::uint64_t> received_{0};
  std::atomic<std::uint64_t> undecryptable_{0};
  std::atomic<std::uint64_t> forged_{0};
  std::atomic<std::uint64_t> malformed_{0};
  std::atomic<std::uint64_t> busy_{0};
};

/// The text of <Encrypt> in a callback's body. kCorrupt "wecom.callback_malformed" when there is none.
Result<std::string> EncryptedText(std::string_view body);

}  // namespace custos::wecom
