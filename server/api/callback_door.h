// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "server/http/router.h"

namespace custos::server::api {

/// A platform's call to the address that one of our companies gave it.
struct PlatformCall {
  std::string company;    ///< as in the settings
  std::string signature;  ///< of the query, as are the others; empty when absent
  std::string timestamp;
  std::string nonce;
  std::string echo;
  std::string body;
  bool verifies = false;  ///< GET: whether the address is ours
};

struct PlatformAnswer {
  int status = 200;
  std::string body;  ///< with status 200
  std::string code;  ///< of the problem otherwise
};

/// Who answers platforms; the wiring implements it. The caller is known by the signature of what he sends, not by a
/// session. Thread-safe.
class CallbackDoor {
 public:
  virtual ~CallbackDoor() = default;
  virtual PlatformAnswer Answer(const PlatformCall& call) = 0;
};

/// Adds GET and POST /callback/wecom/COMPANY for each of these. `door` must outlive the router.
void AddCallbackRoutes(CallbackDoor& door, const std::vector<std::string>& companies, http::Router& router);

}  // namespace custos::server::api
