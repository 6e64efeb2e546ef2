// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "server/http/request.h"
#include "server/http/response.h"

namespace custos::server::machine {

/// A program that sends us something, by its own credential in `Authorization: Bearer`. No cookies here, so nothing a
/// browser could be made to send.
struct Sender {
  enum class Kind : std::uint8_t { kUser, kDevice, kSource };
  Kind kind = Kind::kUser;
  std::string id;  ///< of the account, the device or the name of the source

  /// Who owns what it uploads: "user:1", "device:…", "source:…".
  std::string Owner() const;
};

/// The secret of the Authorization header; empty when there is none.
std::string BearerOf(const http::Request& request);

/// The answer for a failure from below: 400, 403, 404, 409 with `error.code`, 503 with Retry-After, 500 without a word.
http::Response FromError(const Error& error);

}  // namespace custos::server::machine
