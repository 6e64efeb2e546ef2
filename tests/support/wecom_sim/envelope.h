// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/support/wecom_sim/faults.h"
#include "tests/support/wecom_sim/key_ring.h"
#include "tests/support/wecom_sim/traffic.h"

namespace custos::wecom_sim {

/// Turns messages into the items of `chatdata`. The envelope of a message is the same whenever it is asked for, as the
/// platform's is. Thread-safe.
class EnvelopeMaker {
 public:
  /// `reuse_keys` > 0 makes only that many message secrets and uses them in turn: cheaper to make, still one private
  /// operation each for the reader.
  EnvelopeMaker(const KeyRing& keys, std::uint64_t seed, std::size_t reuse_keys);

  /// One element of `chatdata` as JSON text, with what `fault` spoils; empty while no key is set.
  std::string Item(const PlainMessage& message, const std::optional<Fault>& fault = std::nullopt);

  /// Makes the items of these messages now, on `threads` threads, and keeps them for the first time they are asked for.
  void Prepare(const std::vector<PlainMessage>& messages, unsigned threads);

 private:
  struct Secret {
    std::string key;  ///< 32 bytes
    std::uint32_t version = 0;
    std::string encrypted;  ///< base64 of the RSA ciphertext
  };
  Secret MakeSecret(std::uint64_t seq, std::uint64_t number) const;
  Secret SecretFor(std::uint64_t seq);
  std::string Make(const PlainMessage& message, const std::optional<Fault>& fault);

  const KeyRing& keys_;
  const std::uint64_t seed_;
  const std::size_t reuse_keys_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Secret> pool_;           ///< by version and place
  std::unordered_map<std::uint64_t, std::string> prepared_;  ///< by seq
};

}  // namespace custos::wecom_sim
