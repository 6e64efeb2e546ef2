// SPDX-License-Identifier: Apache-2.0
#include "server/governance/password.h"

#include <sodium.h>

#include <array>
#include <string_view>

namespace custos::server::governance {
namespace {

constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789K";

class Slot {
 public:
  explicit Slot(std::counting_semaphore<2>& slots) : slots_(slots) { slots_.acquire(); }
  ~Slot() { slots_.release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  std::counting_semaphore<2>& slots_;
};

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) { [[maybe_unused]] const int ready = sodium_init(); }

Result<std::string> PasswordHasher::Hash(const std::string& password) {
  const Slot slot(slots_);
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.operations, cost_.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorKind::kUnavailable, "auth.hash_failed", "not enough memory to hash a password"};
  }
  return std::string(out.data());
}

bool PasswordHasher::Verify(const std::string& hash, const std::string& password) {
  if (hash.size() >= crypto_pwhash_STRBYTES || password.size() > kMaxLength) return false;
  const Slot slot(slots_);
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void PasswordHasher::Waste(const std::string& password) {
  [[maybe_unused]] const auto unused = Hash(password.substr(0, kMaxLength));
}

bool PasswordHasher::NeedsRehash(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.operations, cost_.memory_bytes) != 0;
}

std::string PasswordHasher::OneTimePassword() {
  std::string password;
  for (int i = 0; i < 16; ++i) password.push_back(kAlphabet[randombytes_uniform(kAlphabet.size())]);
  return password;
}

}  // namespace custos::server::governance
