// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "connectors/record/maker.h"
#include "connectors/record/table/mapping.h"
#include "connectors/records.h"

namespace custos::table {

/// Calls or text messages of any table. kInvalid "records.unknown_zone" for the mapping's zone.
Result<std::unique_ptr<RecordParser>> MakeTableParser(std::shared_ptr<const record::Maker> maker, Mapping mapping,
                                                      const RecordPosition& from);

}  // namespace custos::table
