// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::server::machine {

/// What a gzip stream (RFC 1952, also of several members) holds. kInvalid "request.gzip" when it is none or ends early,
/// "request.too_large" when it holds more than `most` bytes: not a byte more than that is ever made of it.
Result<std::string> Gunzip(std::string_view packed, std::size_t most);

}  // namespace custos::server::machine
