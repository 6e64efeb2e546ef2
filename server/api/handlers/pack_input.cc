// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/pack_input.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "server/http/problem.h"

namespace custos::server::api {

std::optional<std::uint64_t> ReadId(Body& body, const std::string& name, bool required) {
  const auto text = body.Text(name, 1, 20, required);
  if (!text) return std::nullopt;
  std::uint64_t id = 0;
  const auto end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, id);
  if (parsed.ec != std::errc() || parsed.ptr != end || id > INT64_MAX) {
    body.Fail(name);
    return std::nullopt;
  }
  return id;
}

studio::FileChanges ReadFileChanges(Body& body, const std::string& name, bool required) {
  studio::FileChanges changes;
  const nlohmann::json* files = body.Find(name);
  if (files == nullptr) {
    if (required) body.Fail(name);
    return changes;
  }
  if (!files->is_object()) {
    body.Fail(name);
    return changes;
  }
  for (const auto& [path, text] : files->items()) {
    if (text.is_null()) {
      changes[path] = std::nullopt;
    } else if (text.is_string()) {
      changes[path] = text.get<std::string>();
    } else {
      body.Fail(name);
    }
  }
  return changes;
}

storage::PackActor ActorOf(const Call& call) { return {call.user.id, call.user.display_name}; }

http::Response PackError(const Error& error, const std::string& not_found_code) {
  if (error.code == "pack.four_eyes") return http::Problem(403, error.code);
  if (error.code == "pack.changed") return http::Problem(412, error.code);
  if (error.code == "pack.file") return http::Problem(400, "request.invalid", {{"field", "files"}}, error.message);
  return FromError(error, not_found_code);
}

}  // namespace custos::server::api
