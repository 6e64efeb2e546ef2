// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

/// Columns of `message m` in the order that ReadMessageRows expects.
extern const char kMessageColumns[];

/// Views of rows selected with kMessageColumns, in their order, with names, media and alerts.
std::vector<MessageView> ReadMessageRows(db::Connection& connection, Sources& sources, const db::Rows& rows);

/// The messages at these places, in the order of `refs`; those that are gone are left out.
std::vector<MessageView> LoadMessages(db::Connection& connection, Sources& sources,
                                      const std::vector<MessageRef>& refs);

}  // namespace custos::storage
