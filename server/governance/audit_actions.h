// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace custos::server::governance {

/// Everything that is written into the audit trail, `area.act`, in order. The contract names the same, and the page has
/// words for each.
const std::vector<std::string_view>& AuditActions();

bool IsAuditAction(std::string_view name);

}  // namespace custos::server::governance
