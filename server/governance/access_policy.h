// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "storage/user_store.h"

namespace custos::server::governance {

/// Who may call one operation of the API.
struct AccessRule {
  std::string_view operation;           ///< operationId of openapi.yaml
  bool signed_out = false;              ///< without a session
  bool before_password_change = false;  ///< while the account has to change its password
  bool administrator = false;
  bool compliance_officer = false;
  bool rep = false;
  std::string_view token_scope = {};  ///< an API token with this scope may call it; empty: no token may
};

/// The whole policy: every operation is in it exactly once.
std::span<const AccessRule> AccessPolicy();

/// nullptr for an operation that is not in the policy: it must then be refused.
const AccessRule* FindAccessRule(std::string_view operation);

bool MayCall(const AccessRule& rule, storage::UserRole role);

/// Operations of a role, in the order of the policy.
std::vector<std::string_view> PermissionsOf(storage::UserRole role);

/// What a person may see. A rep never sees more than conversations of the accounts assigned to him, whatever is stored.
storage::Scope EffectiveScope(const storage::User& user);

}  // namespace custos::server::governance
