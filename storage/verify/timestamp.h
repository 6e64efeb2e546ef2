// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

/// A question to a time-stamping authority (RFC 3161), DER.
struct TimestampRequest {
  std::string der;
};

/// Asks for a timestamp of SHA-256 of `text`, with a fresh nonce and the authority's certificate in the answer.
Result<TimestampRequest> MakeTimestampRequest(std::string_view text);

/// The time that the answer states, UTC milliseconds. Its signature is not checked, everything else is: kCorrupt
/// "timestamp.malformed", "timestamp.refused" (the authority said no), "timestamp.digest" (of another text),
/// "timestamp.nonce" (an answer to another question).
Result<TimeMs> CheckTimestampResponse(const TimestampRequest& request, std::string_view response);

/// The time of a kept answer about `text`, when the authority is trusted: its certificate must lead to one of the
/// certificates in `ca_pem`, allow time-stamping, and have been valid at the stated time. kInvalid "timestamp.ca" for
/// no certificates; kCorrupt with the codes above, or "timestamp.signer" for everything about the signature.
Result<TimeMs> VerifyTimestamp(std::string_view response, std::string_view text, std::string_view ca_pem);

}  // namespace custos::storage
