// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

inline constexpr std::size_t kMostPairsPerCall = 100;

/// What a customer said to being archived. kDefault: he said nothing, and the platform counts that as a yes.
enum class Consent : std::uint8_t { kUnknown, kAgree, kDisagree, kDefault };

struct ConsentPair {
  std::string employee;
  std::string customer;
};

struct ConsentAnswer {
  ConsentPair pair;  ///< in a group without the employee
  Consent consent = Consent::kUnknown;
  TimeMs changed_at = 0;  ///< 0 when the platform does not say
  std::string code;       ///< why it is unknown: of the platform's error, or "consent.not_answered"; otherwise empty
};

/// The platform's calls about consent (wecom.md 5.2); `archive` has the archive's secret. Errors as ApiClient; any
/// thread.
class ConsentCalls {
 public:
  explicit ConsentCalls(ApiClient& archive) : api_(archive) {}

  /// An answer for each pair, in their order. The platform refuses a whole call for one pair that it does not know:
  /// such a call is halved until that pair stands alone and gets the code.
  Result<std::vector<ConsentAnswer>> OfPairs(std::span<const ConsentPair> pairs, const std::stop_token& stop);

  /// What the outsiders of a group said. kNotFound and kInvalid for a group that the platform does not know or that is
  /// another company's.
  Result<std::vector<ConsentAnswer>> OfGroup(const std::string& group, const std::stop_token& stop);

 private:
  Status Ask(std::span<const ConsentPair> pairs, std::vector<ConsentAnswer>& answers, const std::stop_token& stop);

  ApiClient& api_;
};

}  // namespace custos::wecom
