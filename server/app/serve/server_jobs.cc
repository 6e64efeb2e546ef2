// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "core/log.h"
#include "server/app/serve/server_parts.h"

namespace custos::app {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// At the end nobody waits for witnesses.
void Server::Parts::MakeCheckpoint() {
  const bool serving = !ending && checkpoints.has_value();
  const Result<std::string> note = serving ? checkpoints->Make() : storage->archive().Checkpoint();
  if (!note) Log(LogLevel::kWarn, "no checkpoint could be made", {{"code", note.error().code}});
}

void Server::Parts::MakeManifests() {
  const auto made = storage->evidence().MakeManifests(options.settings.evidence.zone_minutes, false);
  if (!made) Log(LogLevel::kError, "the manifests of a day could not be made", {{"code", made.error().code}});
}

void Server::Parts::StoreCheckCounts() {
  const studio::CheckCounts counts = check->TakeCounts();
  if (counts[0] + counts[1] + counts[2] == 0) return;
  LogIfFailed(storage->tokens().CountChecks(clock.Now(), counts[0], counts[1], counts[2]), "checks were not counted");
}

void Server::Parts::SealRows() {
  for (;;) {
    const Result<std::uint64_t> sealed = storage->Seal();
    if (!sealed) Log(LogLevel::kWarn, "rows were not sealed", {{"code", sealed.error().code}});
    if (!sealed || *sealed == 0) return;
  }
}

// A bounded time, so that a stop does not wait for a whole directory.
void Server::Parts::FollowCustomers() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> followed = storage->customers().Follow();
    if (!followed) return Log(LogLevel::kWarn, "customers could not be followed", {{"code", followed.error().code}});
    if (*followed == 0) break;
  }
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> settled = storage->ownership().Settle();
    if (!settled)
      return Log(LogLevel::kWarn, "the ownership ledger could not be settled", {{"code", settled.error().code}});
    if (*settled == 0) return;
  }
}

// Likewise.
void Server::Parts::Allocate() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> looked = allocations->Tick();
    if (!looked) return Log(LogLevel::kWarn, "customers could not be allocated", {{"code", looked.error().code}});
    if (*looked == 0) return;
  }
}

// Likewise.
void Server::Parts::CompareLeads() {
  const auto end = std::chrono::steady_clock::now() + seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> compared = lead_desk->CompareNew();
    if (!compared) return Log(LogLevel::kWarn, "leads could not be compared", {{"code", compared.error().code}});
    if (*compared == 0) return;
  }
}

// Likewise.
void Server::Parts::FollowActivity() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> followed = storage->activity().Follow();
    if (!followed) return Log(LogLevel::kWarn, "activity could not be counted", {{"code", followed.error().code}});
    if (*followed == 0) return;
  }
}

// Likewise, and no more than half of the time: everybody is gone through while others work.
void Server::Parts::GradeCustomers() {
  const auto end = std::chrono::steady_clock::now() + seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> graded = storage->grading().Step();
    if (!graded) return Log(LogLevel::kWarn, "customers could not be graded", {{"code", graded.error().code}});
    if (*graded == 0) return;
  }
}

Status Server::Parts::StartJobs() {
  const auto every = [this](auto interval, std::function<void()> work) {
    jobs.push_back(std::make_unique<PeriodicTask>(interval, std::move(work)));
  };
  every(seconds(1), [this] {
    status->Sample();
    events->NotifyStatus();
  });
  if (options.demo) {
    every(seconds(3), [content = DemoContent(*storage), done = false]() mutable {
      if (done) return;
      const Result<bool> filled = content.Fill();
      if (!filled) Log(LogLevel::kWarn, "the demo could not be filled", {{"code", filled.error().code}});
      done = filled && *filled;
    });
  }
  MakeNotifier();
  intercepts.Start();
  every(seconds(1), [this] {
    LogIfFailed(notifier->Collect(), "alerts could not be put into the outbox");
    notifier->Deliver();
  });
  every(seconds(10), [this] { LogIfFailed(daily_report->Tick(), "the daily report could not be made"); });
  every(seconds(1), [this] { sms->Deliver(); });
  every(hours(1), [this] { LogIfFailed(notifier->Expire(), "the outbox could not be cleared"); });
  every(seconds(3), [this] { LogIfFailed(packs->Refresh(), "the rule pack could not be looked up"); });
  every(seconds(1), [this] { LogIfFailed(facts->Refresh(), "the directory could not be read"); });
  every(seconds(1), [this] { LogIfFailed(lead_desk->CheckArrived(), "leads were not looked up"); });
  every(seconds(2), [this] { CompareLeads(); });
  every(seconds(1), [this] { handovers->Tick(); });
  every(seconds(5), [this] { LogIfFailed(leavers->Tick(), "who left was not looked at"); });
  every(seconds(1), [this] { tags->Tick(); });
  every(seconds(options.settings.binding.consent_seconds), [this] { consents->Tick(); });
  every(minutes(5), [this] { LogIfFailed(status->CountStaff(), "coverage could not be counted"); });
  every(seconds(1), [this] { Allocate(); });
  every(seconds(10), [this] { LogIfFailed(shadow->Tick(), "the version in shadow did not judge"); });
  every(seconds(30), [this] { StoreCheckCounts(); });
  every(seconds(30), [this] {
    const auto told = phones->TellSilence();
    if (!told) Log(LogLevel::kWarn, "silent devices could not be told of", {{"code", told.error().code}});
  });
  every(seconds(1), [this] { SealRows(); });
  every(seconds(1), [this] { FollowCustomers(); });
  every(seconds(1), [this] { FollowActivity(); });
  every(seconds(2), [this] { GradeCustomers(); });
  every(seconds(1), [this] { coverage->Step(); });
  every(hours(1), [this] { LogIfFailed(storage->Maintain(), "maintenance did not finish"); });
  every(minutes(options.settings.checkpoint_minutes), [this] { MakeCheckpoint(); });
  every(minutes(10), [this] { MakeManifests(); });
  if (options.settings.verify_hours > 0) {
    every(hours(options.settings.verify_hours), [this] { (void)verify->Start(); });
  }
  return {};
}

}  // namespace custos::app
