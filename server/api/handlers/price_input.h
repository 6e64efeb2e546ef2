// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/call.h"
#include "storage/script_store.h"

namespace custos::server::api {

/// Takes kind, days and rows of a script from the members of `body` that are there; problems go to `body`.
void ReadPriceMembers(Body& body, storage::ScriptContent& content);

}  // namespace custos::server::api
