// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::server::api {

/// Media type by the first bytes of a file, never by what its sender claims; `application/octet-stream` when unknown.
/// 16 bytes are enough.
std::string GuessMediaType(std::string_view first_bytes);

/// `inline` for images a browser shows safely, else an attachment with the name, escaped (RFC 6266, RFC 8187).
std::string ContentDisposition(const std::string& media_type, const std::string& name);

}  // namespace custos::server::api
