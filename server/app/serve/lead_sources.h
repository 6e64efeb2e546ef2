// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "connectors/connector.h"
#include "core/clock.h"
#include "core/result.h"
#include "server/app/settings.h"

namespace custos::app {

/// The configured queues, sites and databases of leads. kInvalid with the name of the one whose settings cannot work.
/// `clock` outlives them.
Result<std::vector<std::unique_ptr<Connector>>> MakeLeadSources(const Settings& settings, const Clock& clock);

}  // namespace custos::app
