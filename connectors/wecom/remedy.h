// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace custos::wecom {

/// What a failure of the platform asks for (wecom.md 1.6 and 6.1).
enum class Remedy : std::uint8_t {
  kNone,          ///< it was no failure
  kRetry,         ///< passes by itself: try again with back-off
  kFreshToken,    ///< the access token is no longer accepted
  kSmallerPage,   ///< ask for less at once
  kSlowDown,      ///< too many calls: the block lasts for its window
  kTrustAddress,  ///< an operator has to list our address; acts after a minute
  kOperator,      ///< an operator has to act: wrong secret, no permission, archive not bought
  kGone,          ///< the object does not exist or is past its retention
  kRefused,       ///< this call is wrong or out of date: the same call cannot succeed
};

Remedy RemedyForSdk(int code);
Remedy RemedyForErrcode(int errcode);

/// Stable codes: "wecom.sdk_10001", "wecom.errcode_301042".
std::string SdkCode(int code);
std::string ErrcodeCode(int errcode);

/// The caller's address that the platform puts into errmsg ("from ip: 203.0.113.9"), all that may be shown of it.
/// Empty when there is none.
std::string AddressIn(std::string_view errmsg);

}  // namespace custos::wecom
