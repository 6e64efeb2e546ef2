// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

namespace custos::app {

struct PostReply {
  long status = 0;
  std::string body;
};

/// Posts to a witness or a time-stamping authority that the operator named: http or https with certificates checked, no
/// redirects, ten seconds and 64 KiB at most. kUnavailable "http.unreachable".
Result<PostReply> HttpPost(const std::string& url, const std::string& content_type, const std::string& body);

}  // namespace custos::app
