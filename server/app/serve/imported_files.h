// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/connector.h"
#include "storage/upload_store.h"

namespace custos::app {

/// Fetches files that lie inside imported ones: pictures and recordings in multimedia messages. It brings no messages
/// of its own. Thread-safe.
class ImportedFiles final : public Connector {
 public:
  explicit ImportedFiles(storage::UploadStore& uploads) : uploads_(uploads) {}

  std::string source() const override { return "records:"; }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return 0; }
  /// The locator is "upload:offset:part".
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override { return {}; }

 private:
  storage::UploadStore& uploads_;
};

}  // namespace custos::app
