// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace custos::server::governance {

inline constexpr std::size_t kSessionTokenChars = 43;  ///< base64url of 32 bytes without padding

/// An unguessable value for a cookie.
std::string MakeSessionToken();
/// What is stored of it.
std::string HashSessionToken(const std::string& token);

}  // namespace custos::server::governance
