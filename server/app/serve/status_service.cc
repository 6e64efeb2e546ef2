// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/status_service.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <utility>

#include "core/log.h"
#include "server/app/serve/pushed_sources.h"

namespace custos::app {
namespace {

// The platform forgets after five days; an operator who hears of it after an hour can mend almost anything in time.
constexpr TimeMs kLagAlarm = 60 * 60 * 1000;
constexpr std::size_t kRatePoints = 11;

std::uint64_t ParseSeq(const std::string& cursor) {
  std::uint64_t seq = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), seq);
  return seq;
}

// A signed note says its size and root in its second and third line (FORMAT.md section 7).
std::optional<server::api::CheckpointView> ViewOfNote(const std::string& note, TimeMs at) {
  if (note.empty()) return std::nullopt;
  std::istringstream lines(note);
  std::string origin;
  server::api::CheckpointView view;
  if (!std::getline(lines, origin) || !(lines >> view.size >> view.root)) return std::nullopt;
  view.at = at;
  view.note = note;
  return view;
}

server::api::SourceView ViewOf(const SourceStatus& status) {
  server::api::SourceView view;
  view.source = status.source;
  view.kind = status.kind;
  view.state = status.state;
  view.problem = status.problem;
  view.problem_detail = status.problem_detail;
  view.last_success_at = status.last_success_at;
  view.last_message_at = status.last_message_at;
  view.caught_up_at = status.caught_up_at;
  view.helper_restarts = status.helper_restarts;
  return view;
}

void AddLedger(const storage::SourceLedger& ledger, server::api::SourceView& view) {
  view.cursor_seq = ParseSeq(ledger.cursor);
  view.messages = ledger.messages;
  view.parked = ledger.parked;
  view.gap_count = ledger.gap_count;
  view.gaps = ledger.gaps;
  view.last_message_at = std::max(view.last_message_at, ledger.newest_sent_at);
}

// A source that has data here but no connector: it sends by itself, or has none any more and is still shown, so that
// nobody forgets it.
server::api::SourceView SourceWithoutConnector(const storage::SourceLedger& ledger) {
  server::api::SourceView view;
  view.source = ledger.source;
  view.kind = ledger.source.substr(0, ledger.source.find(':'));
  view.state = PushedSources::Owns(ledger.source) ? "running" : "stopped";
  view.last_success_at = ledger.last_commit_at;
  AddLedger(ledger, view);
  return view;
}

}  // namespace

StatusService::StatusService(Parts parts) : parts_(std::move(parts)), started_at_(parts_.clock.Now()) {}

Result<server::api::SystemStatus> StatusService::Read() {
  const Result<storage::PostgresStorage::Info> info = parts_.storage.GetInfo();
  if (!info) return info.error();
  const Result<std::vector<storage::SourceLedger>> ledgers = parts_.storage.archive().Ledgers();
  if (!ledgers) return ledgers.error();
  const Result<std::uint64_t> pending = parts_.storage.media_queue().Pending();
  if (!pending) return pending.error();
  Result<std::vector<server::api::CallbackView>> callbacks = parts_.callbacks.Read(parts_.inbox);
  if (!callbacks) return callbacks.error();
  Result<std::vector<storage::OutboxDepth>> channels = parts_.storage.outbox().Depths();
  if (!channels) return channels.error();
  const auto waiting = parts_.storage.allocations().CountWaiting();
  if (!waiting) return waiting.error();
  const auto grading = parts_.storage.grading().State();
  if (!grading) return grading.error();

  server::api::SystemStatus status;
  for (const auto& [reason, customers] : *waiting) status.allocation_waiting += customers;
  for (const storage::HeldTag& tag : grading->held) status.tags_held += tag.contacts;
  status.callbacks = std::move(*callbacks);
  status.channels = std::move(*channels);
  for (const auto& asking : parts_.consents.Statuses()) {
    status.consents.push_back({asking.source, asking.asked_at, asking.answered, asking.problem, asking.problem_detail});
  }
  {
    const std::scoped_lock lock(mutex_);
    status.staff = staff_;
  }
  std::map<std::string, const storage::SourceLedger*> by_source;
  for (const storage::SourceLedger& ledger : *ledgers) by_source[ledger.source] = &ledger;
  for (const Connector* connector : parts_.connectors) {
    const SourceStatus source = connector->status();
    server::api::SourceView view = ViewOf(source);
    if (const auto ledger = by_source.extract(source.source)) AddLedger(*ledger.mapped(), view);
    if (const std::optional<TimeMs> lag = LagOf(source)) {
      view.lag_seconds = *lag / 1000;
      view.lag_alarm = *lag > kLagAlarm;
    }
    status.sources.push_back(std::move(view));
  }
  for (const auto& [source, ledger] : by_source) status.sources.push_back(SourceWithoutConnector(*ledger));

  const server::PipelineStats pipeline = parts_.pipeline.stats();
  status.queue_depth = pipeline.queued_pages;
  status.queue_capacity = pipeline.queue_capacity;
  status.committed_messages = pipeline.stored;
  status.duplicates = pipeline.duplicates;
  status.messages_per_s = MessagesPerSecond();
  status.media_pending = *pending;
  status.tree_size = info->tree_size;
  status.checkpoint = ViewOfNote(info->checkpoint, info->checkpoint_at);
  status.database_embedded = info->mode == "embedded";
  status.database_bytes = info->size_bytes;
  status.schema_version = static_cast<std::uint64_t>(info->schema_version);
  status.started_at = started_at_;
  status.search = parts_.coverage.Read();
  status.alerts = pipeline.alerts;
  status.commit_retries = pipeline.commit_retries;
  status.index_cache_bytes = info->index_cache_bytes;
  status.key_filter_bytes = info->key_filter_bytes;
  status.database_restarts = info->restarts;
  return status;
}

Result<std::optional<server::api::CheckpointView>> StatusService::NewestCheckpoint() {
  const Result<storage::PostgresStorage::Info> info = parts_.storage.GetInfo();
  if (!info) return info.error();
  return ViewOfNote(info->newest_note, parts_.clock.Now());
}

bool StatusService::Ready() { return parts_.storage.GetInfo().ok(); }

Status StatusService::CountStaff() {
  auto all = parts_.storage.coverage().Coverage();
  if (!all) return all.error();
  std::erase_if(*all, [](const storage::StaffCoverage& one) { return one.department != 0; });
  const std::scoped_lock lock(mutex_);
  staff_ = std::move(*all);
  return {};
}

void StatusService::Sample() {
  {
    const std::scoped_lock lock(mutex_);
    points_.push_back({.at = parts_.clock.Now(), .stored = parts_.pipeline.stats().stored});
    if (points_.size() > kRatePoints) points_.erase(points_.begin());
  }
  bool late = false;
  for (const Connector* connector : parts_.connectors) {
    const SourceStatus source = connector->status();
    const std::optional<TimeMs> lag = LagOf(source);
    if (!lag || *lag <= kLagAlarm) continue;
    late = true;
    if (!alarm_) {
      Log(LogLevel::kError, "a source lags behind; the platform keeps messages for five days only",
          {{"source", source.source}, {"lag_s", *lag / 1000}, {"problem", source.problem}});
    }
  }
  alarm_ = late;
}

double StatusService::MessagesPerSecond() const {
  const std::scoped_lock lock(mutex_);
  if (points_.size() < 2 || points_.back().at <= points_.front().at) return 0;
  return static_cast<double>(points_.back().stored - points_.front().stored) * 1000.0 /
         static_cast<double>(points_.back().at - points_.front().at);
}

// How long ago the source last had nothing more for us. Before that ever happened, since the start.
std::optional<TimeMs> StatusService::LagOf(const SourceStatus& status) const {
  if (status.pushed) return std::nullopt;
  const TimeMs since = std::max(status.caught_up_at, started_at_);
  return std::max<TimeMs>(0, parts_.clock.Now() - since);
}

}  // namespace custos::app
