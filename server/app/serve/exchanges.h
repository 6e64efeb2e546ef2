// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/records.h"
#include "core/clock.h"
#include "server/app/settings.h"
#include "server/imports/exchange_routes.h"

namespace custos::app {

/// The configured exchanges as sources; kInvalid with the exchange's name when its settings cannot work. `formats` and
/// `clock` outlive them.
Result<std::vector<std::unique_ptr<Connector>>> MakeExchanges(const std::vector<ExchangeSource>& exchanges,
                                                              const RecordFormats& formats, const Clock& clock);

/// Those that may post, by name.
std::map<std::string, server::imports::PostingExchange> PostingExchanges(const std::vector<ExchangeSource>& exchanges);

}  // namespace custos::app
