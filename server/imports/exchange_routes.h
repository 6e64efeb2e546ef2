// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "connectors/connector.h"
#include "connectors/records.h"
#include "core/clock.h"
#include "server/http/router.h"

namespace custos::server::imports {

/// An exchange that posts its call records.
struct PostingExchange {
  std::string format;
  std::string login;
  std::string password;  ///< empty: it may not post
  RecordOptions options;
};

/// All references outlive the router.
struct ExchangeRoutes {
  std::map<std::string, PostingExchange> exchanges;  ///< by name
  const RecordFormats& formats;
  IntakeSink& sink;
  const Clock& clock;
};

/// Adds POST /callback/freeswitch/{name}: a document of mod_json_cdr, as JSON or as the field `cdr` of a form, with
/// Basic authentication. 200 comes after the commit; until then the exchange has to try again. What is no call record
/// is kept aside and answered with 200 too: sending it again would not make it better.
void AddExchangeRoutes(const ExchangeRoutes& routes, http::Router& router);

}  // namespace custos::server::imports
