// SPDX-License-Identifier: Apache-2.0
#include "server/governance/audit_service.h"

namespace custos::server::governance {

Status AuditService::Record(const Actor& actor, const std::string& action, const std::string& target,
                            const std::string& detail) {
  storage::AuditEntry entry;
  entry.at = clock_.Now();
  entry.user_id = actor.user_id;
  entry.user_login = actor.login;
  entry.action = action;
  entry.target = target;
  entry.detail = detail;
  entry.peer = actor.peer;
  entry.request_id = actor.request_id;
  return store_.Audit(entry);
}

}  // namespace custos::server::governance
