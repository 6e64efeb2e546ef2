// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "server/http/request.h"

namespace custos::server::http {

/// Fills in `peer`, `https` and `host` of a request that came from `socket_address`. Only a proxy listed in
/// `trusted_proxies` (addresses as text) is believed, and of X-Forwarded-For only its last hop, because everything
/// before it was written by the client. A header named REMOTE_ADDR means nothing.
void ResolveClient(const std::string& socket_address, const std::vector<std::string>& trusted_proxies,
                   Request& request);

}  // namespace custos::server::http
