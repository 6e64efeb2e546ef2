// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/wire.h"

namespace custos::storage {

/// The codes under which search finds a message: of its text and its quote.
std::vector<std::int32_t> GramsOf(const Message& message);

/// COPY statement of the message table, and one row of it.
extern const char kCopyMessages[];
void PutMessageRow(db::CopyRows& rows, int source_id, const Message& message, std::uint64_t id, TimeMs recalled_at,
                   std::uint64_t recalled_by);

}  // namespace custos::storage
