// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "server/governance/session_service.h"
#include "storage/scope.h"
#include "storage/user_store.h"

namespace custos::server::governance {

/// Signs in who proved to a platform that a work account is his. Thread-safe.
class PlatformSignIn {
 public:
  PlatformSignIn(storage::UserStore& users, const Clock& clock, SessionLimits limits = {})
      : users_(users), clock_(clock), limits_(limits) {}

  /// A session for the rep whose own account this is. kNotFound "auth.no_such_rep" when no enabled user has it as his
  /// own, or when several have it: then nobody can say which of them came.
  Result<SignedIn> Open(const storage::EmployeeRef& account);

 private:
  storage::UserStore& users_;
  const Clock& clock_;
  const SessionLimits limits_;
};

}  // namespace custos::server::governance
