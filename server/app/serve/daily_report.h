// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "server/app/settings.h"
#include "storage/activity_store.h"
#include "storage/outbox.h"

namespace custos::app {

/// Hands the report of each day to its channels, once: what is put into the outbox is known by its day. Whoever was
/// away at the hour hands out the newest report that is due, and no older one.
class DailyReport {
 public:
  /// Where a report goes, and how it is written there.
  struct Target {
    std::string channel;  ///< of the outbox
    bool markdown = false;
    std::size_t most_bytes = 2'000;
  };
  struct Parts {
    storage::ActivityStore& activity;
    storage::Outbox& outbox;
    const Clock& clock;
    ReportSettings settings;
    std::int32_t zone_minutes = 480;
    std::vector<Target> targets;
  };

  explicit DailyReport(Parts parts) : parts_(std::move(parts)) {}

  /// To be called often, on one thread: puts a report into the outbox when one is due. Waits some minutes for what is
  /// not counted yet.
  Status Tick();

 private:
  Status Put(std::int64_t day, TimeMs now);

  const Parts parts_;
};

}  // namespace custos::app
