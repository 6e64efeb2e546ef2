// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "storage/scope.h"

namespace custos::server::alerts {

/// One thing to tell a live view: ids and codes only, never content.
struct LiveEvent {
  std::optional<std::uint64_t> id;  ///< where a reconnecting view goes on; absent for events that are not kept
  std::string name;                 ///< alert.created, alert.updated, status, reset
  std::string data;                 ///< JSON object
};

/// The end of a live view. Must not block.
class EventOutlet {
 public:
  virtual ~EventOutlet() = default;
  /// False when the view is gone or too slow; it is then forgotten.
  virtual bool Offer(const LiveEvent& event) = 0;
  virtual bool open() const = 0;
};

struct Subscription {
  storage::Scope scope;
  bool wants_status = false;
  std::optional<std::uint64_t> after_id;  ///< last event the view has seen; absent for a new view
};

/// Gives live views what happens within their scope. Thread-safe.
class EventFeed {
 public:
  virtual ~EventFeed() = default;
  /// kUnavailable `events.full` when there are too many views already.
  virtual Status Subscribe(Subscription subscription, std::shared_ptr<EventOutlet> outlet) = 0;
};

}  // namespace custos::server::alerts
