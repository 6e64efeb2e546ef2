// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/records.h"
#include "core/clock.h"

namespace custos::cdr_files {

/// An exchange whose call records lie in files that it writes.
struct ExchangeSettings {
  std::string format;                        ///< asterisk, freeswitch-csv, freeswitch-json, table
  std::vector<std::filesystem::path> files;  ///< that grow, and are renamed or emptied now and then
  std::filesystem::path directory;           ///< of files that hold a document each; empty: none
  std::filesystem::path recordings;          ///< below it lie the recordings that calls name; empty: none are fetched
  RecordOptions options;                     ///< `source` names the exchange
  std::chrono::milliseconds poll{1'000};
  std::chrono::milliseconds settle{5'000};  ///< after this long without a new row a call has all its legs
};

/// Follows the files. Its cursor holds inode, offset and line of each file, so that after a restart it goes on at the
/// next row, also when the file was renamed meanwhile. Run on one thread, the rest from any.
class ExchangeConnector final : public Connector {
 public:
  /// `formats` and `clock` outlive it.
  ExchangeConnector(ExchangeSettings settings, const RecordFormats& formats, const Clock& clock);
  ~ExchangeConnector() override;

  std::string source() const override { return settings_.options.source; }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  /// Records that a newer parser can read.
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override;
  /// A recording by the name that the call record gives, below the directory of recordings.
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  RecordOptions Now() const;
  bool Deliver(std::vector<Record> records, const std::string& cursor, IntakeSink& sink);
  void SetProblem(const std::string& code, const std::string& detail);

  const ExchangeSettings settings_;
  const RecordFormats& formats_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace custos::cdr_files
