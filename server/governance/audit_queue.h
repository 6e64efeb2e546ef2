// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "core/bounded_queue.h"
#include "server/governance/audit_service.h"

namespace custos::server::governance {

/// Writes entries of the audit trail that nobody waits for. When they come faster than they can be written, Push waits:
/// none is dropped. What is queued is written before the destructor returns. Thread-safe.
class AuditQueue {
 public:
  explicit AuditQueue(AuditService& audit, std::size_t capacity = 4096);
  ~AuditQueue();
  AuditQueue(const AuditQueue&) = delete;
  AuditQueue& operator=(const AuditQueue&) = delete;

  /// As AuditService::Record. An entry that the store does not take is logged by its action.
  void Push(Actor actor, std::string action, std::string target, std::string detail);

 private:
  struct Entry {
    Actor actor;
    std::string action;
    std::string target;
    std::string detail;
  };

  void Run();

  AuditService& audit_;
  BoundedQueue<Entry> entries_;
  std::jthread thread_;
};

}  // namespace custos::server::governance
