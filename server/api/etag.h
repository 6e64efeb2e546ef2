// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/http/request.h"
#include "server/http/response.h"

namespace custos::server::api {

/// `"v<version>"`, the ETag of things that grow a version with every change.
std::string TagOf(std::uint64_t version);

/// The version that `If-Match` names; otherwise `problem` holds the 428 or 400.
struct IfMatch {
  explicit IfMatch(const http::Request& request);

  std::uint64_t version = 0;
  std::optional<http::Response> problem;
};

}  // namespace custos::server::api
