// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "storage/user_store.h"

namespace custos::server::governance {

/// Who is asking, from where, in which request.
struct Actor {
  std::uint64_t user_id = 0;
  std::string login;
  std::string peer;
  std::string request_id;
};

/// Writes the audit trail. Called before content is answered: when the trail cannot be written, nothing is shown.
/// Thread-safe.
class AuditService {
 public:
  AuditService(storage::UserStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  /// `action` is one of AuditActions(), `detail` a JSON object.
  Status Record(const Actor& actor, const std::string& action, const std::string& target, const std::string& detail);
  Result<storage::AuditPage> List(const storage::AuditFilter& filter) { return store_.ListAudit(filter); }

 private:
  storage::UserStore& store_;
  const Clock& clock_;
};

}  // namespace custos::server::governance
