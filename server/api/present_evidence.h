// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/evidence.h"

namespace custos::server::api {

/// Checkpoints, manifests and supervision as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::CheckpointView& checkpoint);
nlohmann::json Present(const storage::ManifestView& manifest);
nlohmann::json Present(const storage::Supervision& supervision);

}  // namespace custos::server::api
