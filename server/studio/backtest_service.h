// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/clock.h"
#include "core/result.h"
#include "server/studio/backtest_runner.h"
#include "server/studio/pack_service.h"
#include "storage/backtest_store.h"
#include "storage/history.h"

namespace custos::server::studio {

/// What a look back wrote.
struct RaisedCount {
  std::uint64_t created = 0;
  std::uint64_t existing = 0;  ///< had their alert already
};

/// Writes alerts about messages that are stored already, in evidence, with origin look_back. Repeating it writes
/// nothing. Implemented by the wiring.
class LookBackWriter {
 public:
  virtual ~LookBackWriter() = default;
  virtual Result<RaisedCount> Raise(const rules::RuleSet& rules, const std::vector<PastAlerts>& found) = 0;
};

struct BacktestOrder {
  std::uint64_t version = 0;
  std::uint64_t compare = 0;  ///< 0 = the version in force
  TimeMs from = 0;
  TimeMs until = 0;
  storage::PackActor by;
};

/// The packs of a back-test, as they are remembered with its result.
struct TestedPack {
  std::uint64_t version_id = 0;  ///< 0 for a pack that is not in the store
  std::shared_ptr<const rules::RuleSet> rules;
};
std::string PackToJson(const TestedPack& pack);

/// Runs a back-test to its end on this thread and stores what came of it. `record` is the stored row, running.
Result<storage::Backtest> RunAndStore(storage::BacktestStore& store, storage::History& history, BacktestJob job,
                                      const storage::Backtest& record, const Clock& clock);

/// Back-tests and look backs on a thread of their own, one at a time. Thread-safe.
class BacktestService {
 public:
  BacktestService(PackService& packs, storage::BacktestStore& store, storage::History& history, LookBackWriter& writer,
                  FactsOfNow facts, const Clock& clock, std::size_t threads);
  ~BacktestService();

  /// kConflict `backtest.running`, `pack.invalid`.
  Result<storage::Backtest> Start(const BacktestOrder& order);
  /// kConflict `backtest.running`, `backtest.state`, `backtest.not_published`.
  Result<storage::Backtest> StartLookBack(std::uint64_t id, const storage::PackActor& by, const std::string& note);
  Status Cancel(std::uint64_t id) { return store_.Cancel(id); }
  /// One that nobody runs any more is shown as failed, `backtest.interrupted`.
  Result<storage::Backtest> Get(std::uint64_t id);
  Result<storage::BacktestPage> List(std::uint64_t version, const std::string& cursor, std::size_t limit);
  Result<storage::SamplePage> Samples(const storage::Scope& scope, std::uint64_t id,
                                      const storage::SampleFilter& filter) {
    return store_.Samples(scope, id, filter);
  }

 private:
  Result<TestedPack> Load(std::uint64_t version);
  void LookBack(const storage::Backtest& record, const TestedPack& pack, std::string note, storage::PackActor by,
                TimeMs started_at, const std::stop_token& stop);
  bool Busy();
  void Run(std::function<void(const std::stop_token&)> work);

  PackService& packs_;
  storage::BacktestStore& store_;
  storage::History& history_;
  LookBackWriter& writer_;
  const FactsOfNow facts_;
  const Clock& clock_;
  const std::size_t threads_;

  std::mutex mutex_;
  bool busy_ = false;
  std::jthread thread_;
};

}  // namespace custos::server::studio
