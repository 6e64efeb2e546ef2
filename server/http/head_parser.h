// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"
#include "server/http/request.h"

namespace custos::server::http {

/// Reads a request head (RFC 9112) up to and including its blank line. Strict on purpose: no folded lines, no control
/// characters, one Host, one Content-Length. Pure. Errors: `http.bad_request`, `http.length_required` for a body
/// without a stated length, `http.method_unknown`.
Result<RequestHead> ParseHead(std::string_view head);

}  // namespace custos::server::http
