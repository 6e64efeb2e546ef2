// SPDX-License-Identifier: Apache-2.0
#include "server/studio/backtest_service.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/log.h"

namespace custos::server::studio {
namespace {

using nlohmann::json;
using storage::Backtest;
using storage::JobState;

constexpr TimeMs kBeatEvery = 1'000;
constexpr TimeMs kGivenUpAfter = 60'000;

/// Tells the store how far it is, once a second; true when somebody asked to stop there.
std::function<bool(const storage::BacktestProgress&)> Beat(storage::BacktestStore& store, std::uint64_t id,
                                                           const Clock& clock) {
  return [&store, &clock, id, last = TimeMs{0}](const storage::BacktestProgress& progress) mutable {
    const TimeMs now = clock.Now();
    if (now - last < kBeatEvery) return false;
    last = now;
    const auto cancelled = store.Beat(id, progress, now);
    return cancelled && *cancelled;
  };
}

std::string LookBackToJson(JobState state, const storage::PackActor& by, TimeMs started_at, TimeMs finished_at,
                           const RaisedCount& count, const std::string& note) {
  return json{{"state", ToString(state)},   {"user_id", by.id},
              {"user_name", by.name},       {"started_at", started_at},
              {"finished_at", finished_at}, {"created", count.created},
              {"existing", count.existing}, {"note", note}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

bool LooksBack(const Backtest& backtest) {
  return backtest.look_back.find(R"("state":"running")") != std::string::npos;
}

}  // namespace

std::string PackToJson(const TestedPack& pack) {
  return json{{"version_id", pack.version_id == 0 ? json(nullptr) : json(std::to_string(pack.version_id))},
              {"name", pack.rules->name()},
              {"version", pack.rules->version()},
              {"digest", HexEncode(AsBytes(pack.rules->digest()))}}
      .dump();
}

Result<Backtest> RunAndStore(storage::BacktestStore& store, storage::History& history, BacktestJob job,
                             const Backtest& record, const Clock& clock) {
  auto beat = Beat(store, record.id, clock);
  job.progress = [&beat, shown = std::move(job.progress)](const storage::BacktestProgress& progress) {
    const bool stop = shown && shown(progress);
    return beat(progress) || stop;
  };
  const auto outcome = RunBacktest(history, job);
  Status stored;
  if (!outcome) {
    Log(LogLevel::kError, "a back-test failed", {{"backtest", record.id}, {"code", outcome.error().code}});
    stored = store.Finish(record.id, JobState::kFailed, outcome.error().code, "", {}, clock.Now());
  } else {
    (void)store.Beat(record.id, outcome->progress, clock.Now());
    stored = store.Finish(record.id, outcome->cancelled ? JobState::kCancelled : JobState::kDone, "",
                          FiguresToJson(outcome->figures, *job.compared, *job.tested), outcome->samples, clock.Now());
  }
  if (!stored) return stored.error();
  return store.Get(record.id);
}

BacktestService::BacktestService(PackService& packs, storage::BacktestStore& store, storage::History& history,
                                 LookBackWriter& writer, FactsOfNow facts, const Clock& clock, std::size_t threads)
    : packs_(packs),
      store_(store),
      history_(history),
      writer_(writer),
      facts_(std::move(facts)),
      clock_(clock),
      threads_(threads) {}

BacktestService::~BacktestService() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool BacktestService::Busy() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(busy_, true);
}

void BacktestService::Run(std::function<void(const std::stop_token&)> work) {
  const std::scoped_lock lock(mutex_);
  if (thread_.joinable()) thread_.join();  // it has ended: busy_ was false
  thread_ = std::jthread([this, work = std::move(work)](const std::stop_token& stop) {
    work(stop);
    const std::scoped_lock ended(mutex_);
    busy_ = false;
  });
}

Result<TestedPack> BacktestService::Load(std::uint64_t version) {
  const std::uint64_t id = version == 0 ? packs_.version_in_force() : version;
  const auto files = packs_.store().Files(id);
  if (!files) return files.error();
  const auto checked = packs_.Validate(*files);
  if (!checked->valid()) return Error{ErrorKind::kConflict, "pack.invalid", "the pack does not load"};
  return TestedPack{id, checked->rules};
}

Result<Backtest> BacktestService::Start(const BacktestOrder& order) {
  auto tested = Load(order.version);
  if (!tested) return tested.error();
  auto compared = Load(order.compare);
  if (!compared) return compared.error();
  if (Busy()) return Error{ErrorKind::kConflict, "backtest.running", "another one runs"};
  Backtest wanted;
  wanted.version_id = order.version;
  wanted.pack = PackToJson(*tested);
  wanted.compare = PackToJson(*compared);
  wanted.from = order.from;
  wanted.until = order.until;
  wanted.by = order.by;
  wanted.started_at = clock_.Now();
  wanted.heartbeat_at = wanted.started_at;
  auto record = store_.Create(wanted);
  if (!record) {
    const std::scoped_lock lock(mutex_);
    busy_ = false;
    return record;
  }
  Run([this, record = *record, tested = *tested, compared = *compared](const std::stop_token& stop) {
    BacktestJob job{.tested = tested.rules,
                    .compared = compared.rules,
                    .from = record.from,
                    .until = record.until,
                    .facts = facts_(),
                    .threads = threads_,
                    .stop = stop,
                    .progress = {}};
    const auto finished = RunAndStore(store_, history_, std::move(job), record, clock_);
    if (!finished) {
      Log(LogLevel::kWarn, "the result of a back-test could not be kept", {{"code", finished.error().code}});
    }
  });
  return record;
}

Result<Backtest> BacktestService::StartLookBack(std::uint64_t id, const storage::PackActor& by,
                                                const std::string& note) {
  const auto record = Get(id);
  if (!record) return record.error();
  if (record->state != JobState::kDone) {
    return Error{ErrorKind::kConflict, "backtest.state", "the back-test is not done"};
  }
  const auto version = record->version_id == 0
                           ? Result<storage::PackVersion>(Error{ErrorKind::kNotFound, "pack.not_found", ""})
                           : packs_.store().Get(record->version_id);
  if (!version && version.error().kind != ErrorKind::kNotFound) return version.error();
  if (!version || version->published_at == 0) {
    return Error{ErrorKind::kConflict, "backtest.not_published", "the version was never published"};
  }
  auto pack = Load(record->version_id);
  if (!pack) return pack.error();
  if (Busy()) return Error{ErrorKind::kConflict, "backtest.running", "another one runs"};
  const TimeMs started_at = clock_.Now();
  const Status noted =
      store_.SetLookBack(id, LookBackToJson(JobState::kRunning, by, started_at, 0, RaisedCount{}, note));
  if (!noted) {
    const std::scoped_lock lock(mutex_);
    busy_ = false;
    return noted.error();
  }
  Run([this, record = *record, pack = *pack, by, note, started_at](const std::stop_token& stop) {
    LookBack(record, pack, note, by, started_at, stop);
  });
  return Get(id);
}

void BacktestService::LookBack(const Backtest& record, const TestedPack& pack, std::string note, storage::PackActor by,
                               TimeMs started_at, const std::stop_token& stop) {
  RaisedCount count;
  bool asked_to_stop = false;
  auto beat = Beat(store_, record.id, clock_);
  const BacktestJob job{.tested = pack.rules,
                        .compared = pack.rules,
                        .from = record.from,
                        .until = record.until,
                        .facts = facts_(),
                        .threads = threads_,
                        .stop = stop,
                        .progress = [&](const storage::BacktestProgress& progress) {
                          asked_to_stop = beat(progress);
                          return asked_to_stop;
                        }};
  const auto ended = FindInPast(history_, job, [&](const std::vector<PastAlerts>& found) -> Status {
    const auto raised = writer_.Raise(*pack.rules, found);
    if (!raised) return raised.error();
    count.created += raised->created;
    count.existing += raised->existing;
    return {};
  });
  JobState state = asked_to_stop || stop.stop_requested() ? JobState::kCancelled : JobState::kDone;
  if (!ended) {
    state = JobState::kFailed;
    Log(LogLevel::kError, "a look back failed", {{"backtest", record.id}, {"code", ended.error().code}});
  }
  const Status kept = store_.SetLookBack(record.id, LookBackToJson(state, by, started_at, clock_.Now(), count, note));
  if (!kept) Log(LogLevel::kWarn, "the result of a look back could not be kept", {{"code", kept.error().code}});
}

namespace {

/// A job of a process that ended without a word.
Backtest Shown(Backtest backtest, TimeMs now) {
  if (now - backtest.heartbeat_at <= kGivenUpAfter) return backtest;
  if (backtest.state == JobState::kRunning) {
    backtest.state = JobState::kFailed;
    backtest.problem = "backtest.interrupted";
  }
  if (LooksBack(backtest)) {
    const std::string running = R"("state":"running")";
    backtest.look_back.replace(backtest.look_back.find(running), running.size(), R"("state":"failed")");
  }
  return backtest;
}

}  // namespace

Result<Backtest> BacktestService::Get(std::uint64_t id) {
  auto backtest = store_.Get(id);
  if (!backtest) return backtest;
  return Shown(std::move(*backtest), clock_.Now());
}

Result<storage::BacktestPage> BacktestService::List(std::uint64_t version, const std::string& cursor,
                                                    std::size_t limit) {
  auto page = store_.List(version, cursor, limit);
  if (!page) return page;
  for (Backtest& backtest : page->items) backtest = Shown(std::move(backtest), clock_.Now());
  return page;
}

}  // namespace custos::server::studio
