// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;
struct evp_pkey_ctx_st;

namespace custos::wecom {

/// The company's RSA private keys: a directory of `<version>.pem` files (PKCS#1 or PKCS#8, not encrypted), where
/// version is the number the admin console shows for the public key. Files may be added while the server runs.
/// Thread-safe.
class KeyRing {
 public:
  using Key = std::shared_ptr<evp_pkey_st>;

  explicit KeyRing(std::filesystem::path directory);

  /// Nullptr when no key of this version is loaded.
  Key Find(std::uint32_t version) const;

  /// Looks at the directory again; cheap when nothing changed. Returns whether the set of keys changed.
  bool Rescan();

  /// As Rescan, at most once in `interval`.
  void RescanIfOlderThan(std::chrono::milliseconds interval);

  /// Grows with every change of the set of keys.
  std::uint64_t generation() const;
  std::size_t size() const;
  std::vector<std::string> unreadable() const;  ///< names of files that hold no usable key

 private:
  struct Stamp {
    std::filesystem::file_time_type changed;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Entry {
    Stamp stamp;
    Key key;  ///< null for an unusable file, which is not read again until it changes
  };

  std::map<std::uint32_t, Stamp> List() const;

  const std::filesystem::path directory_;
  mutable std::mutex mutex_;
  std::map<std::uint32_t, Entry> entries_;
  std::uint64_t generation_ = 0;
  std::chrono::steady_clock::time_point scanned_{};
};

/// Why a key text could not be had.
enum class RsaFailure : std::uint8_t { kUnknownVersion, kFailed };

/// RSA-2048 PKCS#1 v1.5 with the keys of a ring. Keeps a prepared context per key version, so that an operation costs
/// no more than the arithmetic: one object per thread, used by that thread alone.
class RsaDecryptor {
 public:
  explicit RsaDecryptor(const KeyRing& ring) : ring_(ring) {}

  /// The text that DecryptData wants as its key. A wrong private key may give random bytes instead of a failure: what
  /// comes out still has to be judged by DecryptData.
  std::optional<RsaFailure> Decrypt(std::uint32_t version, std::string_view ciphertext, std::string* plaintext);

 private:
  struct Prepared {
    KeyRing::Key source;  ///< the ring's key, to see whether it was replaced
    KeyRing::Key own;     ///< a copy of our own: blinding state is not shared between threads
    std::shared_ptr<evp_pkey_ctx_st> context;
  };

  const Prepared* Prepare(std::uint32_t version);

  const KeyRing& ring_;
  std::uint64_t generation_ = 0;
  std::map<std::uint32_t, Prepared> prepared_;
};

}  // namespace custos::wecom
