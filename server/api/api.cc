// SPDX-License-Identifier: Apache-2.0
#include "server/api/api.h"

#include <algorithm>

#include "core/digest.h"
#include "server/api/handlers/handlers.h"
#include "server/http/problem.h"
#include "server/http/static_files.h"

namespace custos::server::api {
namespace {

/// Base64 letters only, so that the nonce needs no escaping anywhere.
std::string MakeNonce() { return HexEncode(RandomBytes(16)); }

void SetIfAbsent(http::Response& response, std::string_view name, std::string_view value) {
  if (response.FindHeader(name) == nullptr) response.headers.emplace_back(name, value);
}

/// Headers that every answer carries; a handler's own choice wins.
http::Middleware SafeHeaders(const ApiDependencies& deps) {
  return [&deps](const http::Request& request, const http::Next& next) {
    http::Response response = next(request);
    response.headers.reserve(response.headers.size() + 9);
    SetIfAbsent(response, "X-Content-Type-Options", "nosniff");
    SetIfAbsent(response, "X-Frame-Options", "DENY");
    SetIfAbsent(response, "Referrer-Policy", "no-referrer");
    SetIfAbsent(response, "Cross-Origin-Resource-Policy", "same-origin");
    SetIfAbsent(response, "Cross-Origin-Opener-Policy", "same-origin");
    SetIfAbsent(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
    SetIfAbsent(response, "Cache-Control", "no-store");
    if (IsHttps(deps, request)) SetIfAbsent(response, "Strict-Transport-Security", "max-age=31536000");
    response.SetHeader("X-Request-Id", request.id);
    return response;
  };
}

void AddHealth(const ApiDependencies& deps, http::Router& router) {
  router.Add({http::Method::kGet, "/healthz", "health",
              [](const http::Request&, const http::PathParams&) { return http::Response::Text(200, "ok\n"); }, 0});
  router.Add({http::Method::kGet, "/readyz", "ready",
              [&deps](const http::Request&, const http::PathParams&) {
                return deps.status.Ready() ? http::Response::Text(200, "ready\n")
                                           : http::Response::Text(503, "not ready\n");
              },
              0});
}

void AddUi(const ApiDependencies& deps, http::Router& router) {
  if (deps.settings.ui_directory.empty()) return;
  router.SetFallback("api", [files = http::StaticFiles(deps.settings.ui_directory, MakeNonce)](
                                const http::Request& request) { return files.Serve(request); });
}

}  // namespace

void BuildRouter(const ApiDependencies& dependencies, http::Router& router) {
  router.Use(SafeHeaders(dependencies));
  Gate gate(dependencies, router);
  AddSessionHandlers(gate);
  AddAlertHandlers(gate);
  AddMessageHandlers(gate);
  AddSearchHandlers(gate);
  AddSavedSearchHandlers(gate);
  AddMediaHandlers(gate);
  AddConversationHandlers(gate);
  AddCustomerHandlers(gate);
  AddSegmentHandlers(gate);
  AddGradingHandlers(gate);
  AddNumberHandlers(gate);
  AddNoteHandlers(gate);
  AddScriptHandlers(gate);
  AddOwnershipHandlers(gate);
  AddDisputeHandlers(gate);
  AddCoverageHandlers(gate);
  AddStaffHandlers(gate);
  AddDuplicateHandlers(gate);
  AddPoolHandlers(gate);
  AddAllocationHandlers(gate);
  AddActivityHandlers(gate);
  AddDeskHandlers(gate);
  AddDayReportHandlers(gate);
  AddDirectoryHandlers(gate);
  AddRuleHandlers(gate);
  AddPackHandlers(gate);
  AddTrialHandlers(gate);
  AddBacktestHandlers(gate);
  AddExceptionHandlers(gate);
  AddCheckHandlers(gate);
  AddTokenHandlers(gate);
  AddDeviceHandlers(gate);
  AddPushSourceHandlers(gate);
  AddLeadHandlers(gate);
  AddOrderHandlers(gate);
  AddHandoverHandlers(gate);
  AddTagHandlers(gate);
  AddStatusHandlers(gate);
  AddParkedHandlers(gate);
  AddInterceptHandlers(gate);
  AddSmsHandlers(gate);
  AddEvidenceHandlers(gate);
  AddPacketHandlers(gate);
  AddEventHandlers(gate);
  AddUserHandlers(gate);
  AddAuditHandlers(gate);
  AddHealth(dependencies, router);
  AddUi(dependencies, router);
}

}  // namespace custos::server::api
