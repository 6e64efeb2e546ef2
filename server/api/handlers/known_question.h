// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "server/api/call.h"
#include "storage/known_customers.h"

namespace custos::server::api {

/// Of the members `name`, `company`, `phones`, `emails` and `unionid` of a body; its problem when one does not fit.
storage::KnownQuestion KnownQuestionIn(Body& body);

/// The family name and stars: enough to ask the owner, not to call the customer.
std::string MaskedName(const std::string& name);

}  // namespace custos::server::api
