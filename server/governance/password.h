// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <semaphore>
#include <string>

#include "core/result.h"

namespace custos::server::governance {

/// What one argon2id hash may cost. The defaults take about 0.12 s and 64 MB.
struct PasswordCost {
  std::uint64_t operations = 3;
  std::uint64_t memory_bytes = 64ULL * 1024 * 1024;
};

/// Hashes and checks passwords with argon2id; at most two at once, so that a flood of sign-ins cannot eat the memory.
/// Thread-safe.
class PasswordHasher {
 public:
  static constexpr std::size_t kMinLength = 10;
  static constexpr std::size_t kMaxLength = 200;

  explicit PasswordHasher(PasswordCost cost = {});

  /// PHC string. kUnavailable `auth.hash_failed` when memory is short.
  Result<std::string> Hash(const std::string& password);
  bool Verify(const std::string& hash, const std::string& password);
  /// Takes as long as Verify, for accounts that do not exist: an outsider learns nothing from the time.
  void Waste(const std::string& password);
  bool NeedsRehash(const std::string& hash) const;

  /// 16 characters without look-alikes, about 80 bits.
  static std::string OneTimePassword();

 private:
  const PasswordCost cost_;
  std::counting_semaphore<2> slots_{2};
};

}  // namespace custos::server::governance
