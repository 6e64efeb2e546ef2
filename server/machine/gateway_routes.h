// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "connectors/connector.h"
#include "core/result.h"
#include "server/http/router.h"

namespace custos::server::machine {

/// A call of an SMS gateway as it came.
struct GatewayRequest {
  std::string kind;   ///< mo, dlr
  std::string query;  ///< undecoded
  std::string content_type;
  std::string body;
};

/// What answers the gateways. Thread-safe.
class GatewayDoor {
 public:
  virtual ~GatewayDoor() = default;
  /// `credentials` are "login:password".
  virtual bool MayCall(const std::string& name, std::string_view credentials) const = 0;
  /// Returns after the commit.
  virtual Result<IntakeReceipt> Take(const std::string& name, const GatewayRequest& request) = 0;
};

/// Adds POST /callback/kannel/{name}/mo and GET /callback/kannel/{name}/dlr, with Basic authentication. 200 with
/// nothing comes after the commit, also for what could not be read and is kept aside; until then Kannel has to try
/// again.
void AddGatewayRoutes(GatewayDoor& door, http::Router& router);

}  // namespace custos::server::machine
