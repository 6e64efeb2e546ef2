// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/result.h"
#include "server/governance/audit_service.h"
#include "server/governance/platform_sign_in.h"
#include "server/governance/session_service.h"
#include "server/http/router.h"
#include "storage/scope.h"

namespace custos::server::api {

/// What a page needs to call the platform's script.
struct PageSignature {
  std::string corp_id;
  std::uint32_t agent_id = 0;
  std::string source;  ///< of the company's directory: customers of the side bar are looked up there
  std::string nonce;
  std::int64_t timestamp_s = 0;
  std::string corp;  ///< for the company
  std::string app;   ///< for its application
};

/// The application on the platform that opens the desk; the wiring implements it. Thread-safe.
class WecomDesk {
 public:
  virtual ~WecomDesk() = default;
  /// False when no company names its application.
  virtual bool Has() const = 0;
  /// Where a visitor is asked who he is.
  virtual std::string Authorize(const std::string& redirect, const std::string& state) const = 0;
  /// kNotFound "wecom.not_staff", kInvalid for a code that is wrong or used, kUnavailable.
  virtual Result<storage::EmployeeRef> Visitor(const std::string& code) = 0;
  virtual Result<PageSignature> Sign(const std::string& url) = 0;
};

struct WecomDoor {
  WecomDesk& desk;
  governance::SessionService& sessions;
  governance::PlatformSignIn& sign_in;
  governance::AuditService& audit;
  const Clock& clock;
  bool https = false;                         ///< browsers reach the server by https
  std::string public_url;                     ///< where they reach it; empty: as the request says
  std::map<std::string, std::string> proofs;  ///< files that show the platform whose the domain is: name, content
};

/// Adds GET /api/v1/session/wecom/start and …/callback, by which somebody inside the platform signs in, GET
/// /api/v1/wecom/signature for those who are, and the files of `proofs` at the top. `door` must outlive the router.
void AddWecomRoutes(const WecomDoor& door, http::Router& router);

}  // namespace custos::server::api
