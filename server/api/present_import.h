// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/imports/tables.h"

namespace custos::server::api {

/// An import with the first of its refused lines.
nlohmann::json Present(const storage::ImportJob& job, const std::vector<storage::ImportFault>& faults);
/// The first rows of a staged file.
nlohmann::json Present(const std::string& file, const sheet::Preview& preview);

}  // namespace custos::server::api
