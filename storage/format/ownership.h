// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "storage/ownership.h"

namespace custos::storage {

/// The content of an ownership leaf, FORMAT.md section 4.5.
struct OwnershipContent {
  OwnershipState state;                 ///< after the step
  std::optional<EmployeeRef> employee;  ///< whom the act names
  OwnershipActor actor;
};

std::string EncodeOwnership(const OwnershipContent& content);
/// kCorrupt for anything that is not canonical.
Result<OwnershipContent> DecodeOwnership(std::string_view bytes);

}  // namespace custos::storage
