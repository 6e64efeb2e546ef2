// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "connectors/json_fields.h"

namespace custos::generic {

/// Longest line that is taken.
inline constexpr std::size_t kMaxLine = std::size_t{1} << 20;

/// One line of NDJSON as docs/connectors/ingest.md and message.schema.json describe it, without its line end. Pure:
/// the same bytes of the same source give the same message, whose `raw` is the line.
RecordResult ParseLine(const std::string& source, std::string_view line);

/// The key under which a line that is not taken is kept: its id when that can be read, else the digest of the bytes.
std::string ParkedKey(const RecordResult& result, std::string_view line);

}  // namespace custos::generic
