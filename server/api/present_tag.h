// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/customers/tag_desk.h"
#include "storage/tag_store.h"

namespace custos::server::api {

/// Tags as the JSON of openapi.yaml. Pure but for asking the desk whose platform it knows.
nlohmann::json Present(const storage::TagCatalogue& catalogue, const customers::TagDesk& desk);
nlohmann::json Present(const storage::CustomerTags& tags);
nlohmann::json Present(const storage::TagWish& wish);
nlohmann::json Present(const storage::TagOutcome& outcome);

}  // namespace custos::server::api
