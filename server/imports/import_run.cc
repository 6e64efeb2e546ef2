// SPDX-License-Identifier: Apache-2.0
#include "server/imports/import_run.h"

#include <algorithm>
#include <utility>

#include "connectors/delivery.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::server::imports {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kBatch = 500;
constexpr std::chrono::milliseconds kPause{500};

}  // namespace

ImportRun::Ended ImportRun::Run(storage::ImportJob job, RecordParser& parser, const std::stop_token& stop) {
  read_ = job.progress.offset;
  records_.clear();
  faults_.clear();
  Status fault;
  while (true) {
    Step step = ReadOn(job, parser, stop, fault);
    // What stands before the fault is good.
    if (step == Step::kOn) step = Settle(job, parser, stop);
    if (step == Step::kStopped) return Ended::kStopped;
    if (step == Step::kLater) return Ended::kLater;
    if (step == Step::kCancelled) return Ended::kFinished;
    if (!fault || read_ >= job.size) break;
  }
  const auto state = fault ? storage::ImportState::kDone : storage::ImportState::kFailed;
  const Error error = fault ? Error{} : fault.error();
  const Status written = store_.Finish(job.id, state, error.code, error.message, clock_.Now());
  if (!written) return Ended::kLater;
  Log(LogLevel::kInfo, "an import ended",
      {{"import", job.id},
       {"accepted", job.progress.accepted},
       {"duplicate", job.progress.duplicate},
       {"refused", job.progress.refused},
       {"code", error.code}});
  return Ended::kFinished;
}

ImportRun::Step ImportRun::ReadOn(storage::ImportJob& job, RecordParser& parser, const std::stop_token& stop,
                                  Status& fault) {
  if (stop.stop_requested()) return Step::kStopped;
  if (read_ < job.size) {
    Result<std::string> bytes = uploads_.Read(job.upload, read_, kChunk);
    if (!bytes && bytes.error().kind == ErrorKind::kUnavailable) return Step::kLater;
    if (!bytes) {
      fault = bytes.error();
      return Step::kOn;
    }
    if (bytes->empty()) {
      fault = Error{ErrorKind::kCorrupt, "import.file_short", "the file ends before its size"};
      return Step::kOn;
    }
    read_ += bytes->size();
    fault = parser.Feed(*bytes, records_);
  }
  if (fault && read_ >= job.size) fault = parser.Finish(records_);
  return Step::kOn;
}

void ImportRun::Count(storage::ImportProgress& progress, const Record& record) {
  if (record.kind == Record::Kind::kMessage) return;
  ++(record.kind == Record::Kind::kRefused ? progress.refused : progress.skipped);
  ++progress.codes[record.code];
  if (record.kind == Record::Kind::kRefused) faults_.push_back({record.line, record.offset, record.code});
}

// The position is written when everything before it is stored, never earlier.
ImportRun::Step ImportRun::Settle(storage::ImportJob& job, RecordParser& parser, const std::stop_token& stop) {
  for (std::size_t from = 0; from < records_.size(); from += kBatch) {
    const Step step = DeliverBatch(job, from, std::min(from + kBatch, records_.size()), stop);
    if (step != Step::kOn) return step;
  }
  records_.clear();
  const RecordPosition position = parser.position();
  job.progress.offset = position.offset;
  job.progress.line = position.line;
  job.progress.memory = position.memory;
  const Result<bool> cancelled = store_.Beat(job.id, job.progress, faults_, clock_.Now());
  if (!cancelled) return Step::kLater;
  faults_.clear();
  return *cancelled ? Step::kCancelled : Step::kOn;
}

ImportRun::Step ImportRun::DeliverBatch(storage::ImportJob& job, std::size_t from, std::size_t until,
                                        const std::stop_token& stop) {
  Intake intake;
  intake.source = job.source;
  intake.fetched_at = clock_.Now();
  for (std::size_t at = from; at < until; ++at) {
    const Record& record = records_[at];
    if (record.kind == Record::Kind::kMessage) intake.messages.push_back(record.message);
    if (record.kind == Record::Kind::kRefused) intake.parked.push_back(record.parked);
  }
  const bool nothing = intake.messages.empty() && intake.parked.empty();
  while (!nothing) {
    const Result<IntakeReceipt> receipt = Deliver(sink_, intake);
    if (receipt) {
      for (const Taken taken : receipt->messages) {
        if (taken == Taken::kStored) ++job.progress.accepted;
        if (taken == Taken::kDuplicate) ++job.progress.duplicate;
        if (taken == Taken::kParked) {
          ++job.progress.refused;
          ++job.progress.codes["archive.refused"];
        }
      }
      break;
    }
    if (receipt.error().code == "intake.stopping" || !WaitFor(kPause, stop)) return Step::kStopped;
  }
  for (std::size_t at = from; at < until; ++at) Count(job.progress, records_[at]);
  return Step::kOn;
}

}  // namespace custos::server::imports
