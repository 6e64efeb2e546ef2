// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/api/call.h"
#include "server/studio/pack_service.h"

namespace custos::server::api {

/// A member that holds an id as text; absent is nullopt.
std::optional<std::uint64_t> ReadId(Body& body, const std::string& name, bool required = false);

/// A member that holds new text, or null, by path.
studio::FileChanges ReadFileChanges(Body& body, const std::string& name, bool required);

storage::PackActor ActorOf(const Call& call);

/// As FromError, with the codes of packs and back-tests: another revision is 412, a missing second person 403.
http::Response PackError(const Error& error, const std::string& not_found_code = "pack.not_found");

}  // namespace custos::server::api
