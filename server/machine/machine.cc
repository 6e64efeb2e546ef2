// SPDX-License-Identifier: Apache-2.0
#include "server/machine/machine.h"

#include <algorithm>

#include "server/http/problem.h"
#include "server/intake/secret.h"

namespace custos::server::machine {
namespace {

Identified Refused(int status, const std::string& code) { return {std::nullopt, http::Problem(status, code)}; }

Identified ByAccount(const MachineServices& services, const std::string& secret) {
  const auto found = services.callers.ByToken(secret);
  if (!found) return {std::nullopt, FromError(found.error())};
  if (*found == nullptr) return Refused(401, "auth.required");
  const governance::Caller& caller = **found;
  const auto& scopes = caller.token_scopes;
  if (std::find(scopes.begin(), scopes.end(), "import") == scopes.end() ||
      caller.user.role != storage::UserRole::kAdministrator || caller.user.must_change_password) {
    return Refused(403, "auth.forbidden");
  }
  return {Sender{Sender::Kind::kUser, std::to_string(caller.user.id)}, {}};
}

Identified ByDevice(const MachineServices& services, const std::string& secret) {
  const auto found = services.phones.FindBySecret(secret);
  if (!found) return {std::nullopt, FromError(found.error())};
  if (!found->has_value()) return Refused(401, "auth.required");
  return {Sender{Sender::Kind::kDevice, (*found)->id}, {}};
}

Identified BySource(const MachineServices& services, const std::string& secret) {
  const auto found = services.sources.FindByToken(secret);
  if (!found) return {std::nullopt, FromError(found.error())};
  if (!found->has_value()) return Refused(401, "auth.required");
  return {Sender{Sender::Kind::kSource, (*found)->name}, {}};
}

}  // namespace

Identified Identify(const MachineServices& services, const http::Request& request) {
  const std::string secret = BearerOf(request);
  if (secret.empty()) return Refused(401, "auth.required");
  if (secret.starts_with(intake::kDevicePrefix)) return ByDevice(services, secret);
  if (secret.starts_with(intake::kSourcePrefix)) return BySource(services, secret);
  return ByAccount(services, secret);
}

void AddMachineRoutes(const MachineServices& services, http::Router& router) {
  AddUploadRoutes(services, router);
  AddIngestRoutes(services, router);
}

}  // namespace custos::server::machine
