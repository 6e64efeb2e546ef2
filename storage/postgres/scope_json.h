// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "storage/scope.h"

namespace custos::storage {

/// A scope as it stands in app_user.scope.
std::string ScopeToJson(const Scope& scope);
/// A scope that sees nothing when the text is not one of ours.
Scope ScopeFromJson(const std::string& text);

}  // namespace custos::storage
