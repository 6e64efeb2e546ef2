// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/http/response.h"

namespace custos::server::http {

/// Values for the translated text of a problem.
using ProblemParams = std::vector<std::pair<std::string, std::string>>;

/// RFC 9457 problem document with our stable `code`; `detail` is for developers and never holds content. The router
/// adds the request id.
Response Problem(int status, const std::string& code, const ProblemParams& params = {}, const std::string& detail = {});

/// Puts the request id into a problem made by Problem; other answers stay as they are.
void StampRequestId(const std::string& request_id, Response& response);

}  // namespace custos::server::http
