// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "storage/format/record.h"

namespace custos::storage {

/// Appends the public fields of a record, without version, kind, time and commitment.
void EncodeFields(std::string& out, const RecordFields& fields);

/// The fields of a kind from exactly these bytes.
Result<RecordFields> DecodeFields(std::uint8_t kind, std::string_view bytes);

}  // namespace custos::storage
