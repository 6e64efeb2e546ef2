// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"

namespace custos::wecom_sim {

/// Which of the corp's secrets a token was bought with; it decides which calls the token opens.
enum class SecretKind : std::uint8_t { kArchive, kContact };

/// The corp's access tokens: one valid token per secret at a time. Thread-safe.
class TokenBook {
 public:
  struct Issued {
    std::string token;
    std::int64_t expires_in_s = 0;
  };
  Issued Issue(SecretKind kind, const std::string& corp_id, TimeMs now);

  struct Check {
    int errcode = 0;  ///< 0, 40014, 41001 or 42001
    SecretKind kind = SecretKind::kArchive;
  };
  Check Find(const std::string& token, TimeMs now) const;

  void ExpireAll();  ///< from now on 42001
  void RevokeAll();  ///< from now on 40014
  std::uint64_t issued() const;

 private:
  struct Entry {
    SecretKind kind = SecretKind::kArchive;
    TimeMs expires_at = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Entry> tokens_;
  std::map<SecretKind, std::string> current_;
  std::uint64_t issued_ = 0;
};

}  // namespace custos::wecom_sim
