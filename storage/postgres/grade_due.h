// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Something of these customers changed: rules that grade look at them soon. Nothing is noted while no rule is active.
void NoteForGrading(db::Connection& connection, const std::vector<std::int64_t>& customers);
/// The same by their ids in directories (with the number of the source), or their numbers.
void NoteForGrading(db::Connection& connection, const std::vector<std::int64_t>& sources,
                    const std::vector<std::string>& parties);

}  // namespace custos::storage
