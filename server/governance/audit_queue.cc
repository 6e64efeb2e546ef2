// SPDX-License-Identifier: Apache-2.0
#include "server/governance/audit_queue.h"

#include <chrono>
#include <utility>

#include "core/log.h"

namespace custos::server::governance {
namespace {

constexpr int kAttempts = 5;
constexpr std::chrono::milliseconds kPause{200};

}  // namespace

AuditQueue::AuditQueue(AuditService& audit, std::size_t capacity)
    : audit_(audit), entries_(capacity), thread_([this] { Run(); }) {}

AuditQueue::~AuditQueue() { entries_.Close(); }

void AuditQueue::Push(Actor actor, std::string action, std::string target, std::string detail) {
  entries_.Push({std::move(actor), std::move(action), std::move(target), std::move(detail)});
}

void AuditQueue::Run() {
  while (const auto entry = entries_.Pop()) {
    Status written = audit_.Record(entry->actor, entry->action, entry->target, entry->detail);
    for (int attempt = 1; !written && attempt < kAttempts; ++attempt) {
      std::this_thread::sleep_for(kPause);
      written = audit_.Record(entry->actor, entry->action, entry->target, entry->detail);
    }
    if (!written) {
      Log(LogLevel::kError, "audit entry not written",
          {{"code", written.error().code}, {"action", entry->action}, {"request_id", entry->actor.request_id}});
    }
  }
}

}  // namespace custos::server::governance
