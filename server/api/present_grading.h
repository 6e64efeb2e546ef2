// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/customer_segment_store.h"
#include "storage/grading_store.h"

namespace custos::server::api {

/// Segments, rules that grade and own fields as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::CustomerSegment& segment, std::uint64_t reader);
nlohmann::json Present(const storage::GradeRule& rule);
nlohmann::json Present(const storage::GradePreview& preview);
nlohmann::json Present(const storage::GradeState& state);
nlohmann::json Present(const storage::CustomerField& field);

}  // namespace custos::server::api
