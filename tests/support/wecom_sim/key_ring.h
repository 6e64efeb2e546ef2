// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct evp_pkey_st;

namespace custos::wecom_sim {

/// One public key as an administrator would paste it into the console, with the private half that the operator holds.
struct KeyVersion {
  std::uint32_t version = 0;
  std::uint64_t first_seq = 1;  ///< messages from here on are sealed under this version
  std::string private_pem;      ///< PKCS#8
};

/// The archive's RSA-2048 keys. Thread-safe.
class KeyRing {
 public:
  /// Makes a new key as the next version. Takes some 100 ms.
  Result<KeyVersion> Generate(std::uint64_t first_seq);

  /// Adds a stored key; its version must be higher than all before.
  Status Add(const KeyVersion& key);

  std::vector<KeyVersion> versions() const;

  struct Sealed {
    std::uint32_t version = 0;
    std::string ciphertext;  ///< 256 bytes
  };
  /// `text` under PKCS#1 v1.5 for the version in force at `seq`. The padding comes from `padding_seed`, so that the
  /// same message always gets the same envelope. Nullopt when no key was set yet.
  std::optional<Sealed> Seal(std::uint64_t seq, std::string_view text, std::uint64_t padding_seed) const;

 private:
  struct Entry {
    KeyVersion key;
    std::shared_ptr<evp_pkey_st> pkey;
  };

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace custos::wecom_sim
