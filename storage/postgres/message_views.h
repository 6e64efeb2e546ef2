// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

/// The messages at these places, in the order of `refs`, with names, media and alerts: of rows, or, once they are
/// sealed, of the evidence. Those that are gone are left out.
std::vector<MessageView> LoadMessages(db::Connection& connection, Sources& sources,
                                      const std::vector<MessageRef>& refs);

}  // namespace custos::storage
