// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/clock.h"
#include "core/result.h"
#include "server/studio/backtest_tally.h"
#include "server/studio/batch_counter.h"
#include "server/studio/batch_judge.h"
#include "server/studio/pack_service.h"
#include "storage/history.h"

namespace custos::server::studio {

/// Judges new messages with the version in shadow beside the one in force, behind the pipeline and on one core, and
/// keeps what it would have done with the version. Raises no alerts. One thread calls.
class ShadowRunner {
 public:
  ShadowRunner(PackService& packs, const PackSwitch& in_force, storage::History& history, FactsProvider facts);
  ~ShadowRunner();

  /// Goes on from where the last call stopped, for at most a few seconds. After a restart, or when another pack comes
  /// into force, it begins again with the messages sent since the version was put into shadow.
  Status Tick();

 private:
  struct Run;

  std::unique_ptr<Run> Begin(const storage::PackVersion& version);

  PackService& packs_;
  const PackSwitch& in_force_;
  storage::History& history_;
  const FactsProvider facts_;
  std::unique_ptr<Run> run_;
};

}  // namespace custos::server::studio
