// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <vector>

#include "connectors/connector.h"
#include "connectors/records.h"
#include "core/clock.h"
#include "storage/import_store.h"
#include "storage/upload_store.h"

namespace custos::server::imports {

/// One file on its way: read, parsed, delivered in batches, and its position written after each. One thread.
class ImportRun {
 public:
  enum class Ended : std::uint8_t { kFinished, kStopped, kLater };

  ImportRun(storage::ImportStore& store, storage::UploadStore& uploads, IntakeSink& sink, const Clock& clock)
      : store_(store), uploads_(uploads), sink_(sink), clock_(clock) {}

  /// Goes on with `job` until it is finished and written down as such, `stop` comes, or the database is away.
  Ended Run(storage::ImportJob job, RecordParser& parser, const std::stop_token& stop);

 private:
  enum class Step : std::uint8_t { kOn, kCancelled, kStopped, kLater };

  Step ReadOn(storage::ImportJob& job, RecordParser& parser, const std::stop_token& stop, Status& fault);
  Step Settle(storage::ImportJob& job, RecordParser& parser, const std::stop_token& stop);
  Step DeliverBatch(storage::ImportJob& job, std::size_t from, std::size_t until, const std::stop_token& stop);
  void Count(storage::ImportProgress& progress, const Record& record);

  storage::ImportStore& store_;
  storage::UploadStore& uploads_;
  IntakeSink& sink_;
  const Clock& clock_;
  std::vector<Record> records_;  // read and not delivered
  std::vector<storage::ImportFault> faults_;
  std::uint64_t read_ = 0;  // bytes of the file that the parser has
};

}  // namespace custos::server::imports
