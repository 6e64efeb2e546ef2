// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "storage/query/fault.h"
#include "storage/query/lexer.h"

namespace custos::storage::query {

/// The condition of a field token. Days are the company's, midnight to midnight at UTC+8; `now` is what 7d, 24h, today
/// and yesterday count from.
std::optional<Fault> ReadCondition(const Token& token, TimeMs now, Node& into);

}  // namespace custos::storage::query
