// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/finding.h"
#include "core/result.h"
#include "storage/alert_store.h"
#include "storage/pack_store.h"
#include "storage/reader.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class JobState : std::uint8_t { kRunning = 0, kDone = 1, kFailed = 2, kCancelled = 3 };

std::string_view ToString(JobState state);  ///< running, done, failed, cancelled
std::optional<JobState> ParseJobState(std::string_view name);

struct BacktestProgress {
  std::uint64_t done = 0;  ///< leaves of the log
  std::uint64_t total = 0;
  std::uint64_t messages = 0;
};

/// One run of a pack over the past.
struct Backtest {
  std::uint64_t id = 0;
  JobState state = JobState::kRunning;
  std::uint64_t version_id = 0;  ///< 0 for a pack that is not in the store
  std::string pack;              ///< JSON: version_id, name, version, digest
  std::string compare;           ///< JSON of the same form
  TimeMs from = 0;
  TimeMs until = 0;
  PackActor by;
  TimeMs started_at = 0;
  TimeMs finished_at = 0;
  TimeMs heartbeat_at = 0;
  BacktestProgress progress;
  std::string problem;    ///< stable code of why it failed
  std::string result;     ///< JSON; empty until it is done
  std::string look_back;  ///< JSON; empty until one was started
};

/// An alert that a pack gained or lost against the one it was compared with.
struct BacktestSample {
  bool gained = true;
  std::uint64_t message_id = 0;
  std::string category;
  Severity severity = Severity::kMedium;
  std::vector<Finding> findings;
};

/// The same with its message, and the alert that stands for it, when there is one.
struct BacktestSampleView {
  BacktestSample sample;
  MessageView message;
  std::uint64_t alert_id = 0;  ///< 0 when there is none
  std::optional<AlertState> verdict;
};

struct BacktestPage {
  std::vector<Backtest> items;
  std::string next_cursor;
};

struct SampleFilter {
  bool gained = true;
  std::string rule_id;   ///< empty = all
  std::string category;  ///< empty = all
  std::string cursor;
  std::size_t limit = 50;
};

struct SamplePage {
  std::vector<BacktestSampleView> items;
  std::string next_cursor;
};

/// Back-tests and what came of them. Thread-safe.
class BacktestStore {
 public:
  virtual ~BacktestStore() = default;

  virtual Result<Backtest> Create(const Backtest& backtest) = 0;  ///< everything but the id
  /// Notes progress; true when somebody asked to stop.
  virtual Result<bool> Beat(std::uint64_t id, const BacktestProgress& progress, TimeMs now) = 0;
  virtual Status Finish(std::uint64_t id, JobState state, const std::string& problem, const std::string& result,
                        const std::vector<BacktestSample>& samples, TimeMs now) = 0;
  virtual Status SetLookBack(std::uint64_t id, const std::string& look_back) = 0;
  /// Asks whoever runs it to stop.
  virtual Status Cancel(std::uint64_t id) = 0;
  virtual Result<Backtest> Get(std::uint64_t id) = 0;  ///< kNotFound `backtest.not_found`
  virtual Result<BacktestPage> List(std::uint64_t version_id, const std::string& cursor, std::size_t limit) = 0;
  /// Samples within the scope; those outside are left out.
  virtual Result<SamplePage> Samples(const Scope& scope, std::uint64_t id, const SampleFilter& filter) = 0;
};

}  // namespace custos::storage
