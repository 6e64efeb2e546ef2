// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::server::intake {

inline constexpr std::string_view kDevicePrefix = "cusdev_";  ///< of the credential of a device
inline constexpr std::string_view kSourcePrefix = "cussrc_";  ///< of the token of a source
inline constexpr std::string_view kCodePrefix = "cusinv_";    ///< of a one-time enrolment code

/// The prefix and 43 characters of URL-safe base64: 256 random bits.
std::string MakeSecret(std::string_view prefix);
/// Hex SHA-256: the only thing of a secret that is kept.
std::string HashOf(std::string_view secret);
/// The first characters, to tell secrets apart.
std::string ShownOf(const std::string& secret);

}  // namespace custos::server::intake
