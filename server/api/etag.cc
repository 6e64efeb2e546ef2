// SPDX-License-Identifier: Apache-2.0
#include "server/api/etag.h"

#include <charconv>

#include "server/http/problem.h"

namespace custos::server::api {
namespace {

std::optional<std::uint64_t> ParseTag(const std::string& tag) {
  if (tag.size() < 4 || !tag.starts_with("\"v") || tag.back() != '"') return std::nullopt;
  std::uint64_t version = 0;
  const auto end = tag.data() + tag.size() - 1;
  const auto parsed = std::from_chars(tag.data() + 2, end, version);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return version;
}

}  // namespace

std::string TagOf(std::uint64_t version) {
  std::string tag = "\"v";
  tag += std::to_string(version);
  return tag += '"';
}

IfMatch::IfMatch(const http::Request& request) {
  const auto* tag = request.FindHeader("if-match");
  if (tag == nullptr) {
    problem = http::Problem(428, "request.precondition_required", {{"header", "If-Match"}});
    return;
  }
  const auto parsed = ParseTag(*tag);
  if (!parsed) problem = http::Problem(400, "request.invalid", {{"field", "If-Match"}});
  version = parsed.value_or(0);
}

}  // namespace custos::server::api
