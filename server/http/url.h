// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/request.h"

namespace custos::server::http {

/// Percent-decodes; nullopt for a broken escape or a decoded control character. `plus_is_space` for query parts.
std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_space);

/// `a=1&b=2` decoded, in order; nullopt when any part does not decode. At most 100 parameters.
std::optional<std::vector<Field>> ParseQuery(std::string_view text);

/// `/a/b` as decoded pieces; empty pieces are dropped. nullopt when a piece does not decode.
std::optional<std::vector<std::string>> SplitPath(std::string_view path);

}  // namespace custos::server::http
