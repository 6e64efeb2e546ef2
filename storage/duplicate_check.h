// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::storage {

/// By what a person is known. Values are stored; never renumber.
enum class IdentityKind : std::uint8_t { kPhone = 1, kEmail = 2, kWechat = 3, kUnionId = 4 };

std::string_view ToString(IdentityKind kind);  ///< "phone", "email", "wechat", "unionid"

struct Identity {
  IdentityKind kind = IdentityKind::kPhone;
  std::string value;  ///< a phone: E.164 without plus; an e-mail address: in lower case

  bool operator==(const Identity&) const = default;
};

/// Somebody who may be known already.
struct DuplicateQuestion {
  std::optional<std::uint64_t> lead;  ///< its leaf: leads of later leaves are no match; nullopt: all are
  std::vector<Identity> identities;
};

/// Who has one of the identities, and which.
struct DuplicateMatch {
  std::string kind;  ///< "lead", "customer"
  std::string id;    ///< of the lead (its leaf), of the customer's record, or his number while he has none
  std::string name;  ///< for people; may be empty
  Identity by;       ///< the reason
};

/// Finds who is known already. Equal identities only: a name alone never matches. Thread-safe.
class DuplicateCheck {
 public:
  virtual ~DuplicateCheck() = default;
  /// The matches of each question, in order; at most a few of each identity, the oldest first.
  virtual Result<std::vector<std::vector<DuplicateMatch>>> Find(const std::vector<DuplicateQuestion>& questions) = 0;
};

}  // namespace custos::storage
