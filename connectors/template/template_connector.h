// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>

#include "connectors/connector.h"

namespace custos::template_source {

/// Reads a text file that grows. The cursor is the byte behind the last line that was handed over.
class TemplateConnector final : public Connector {
 public:
  TemplateConnector(std::string source, std::filesystem::path file, const Clock& clock,
                    std::chrono::milliseconds poll = std::chrono::seconds(2))
      : source_(std::move(source)), file_(std::move(file)), clock_(clock), poll_(poll) {}

  std::string source() const override { return source_; }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  /// The version of the parser: raise it when it reads what it could not read before.
  std::uint64_t RetryGeneration() const override { return 1; }
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  /// The next page of whole lines from `offset` on, which moves behind them; empty when there is none.
  Intake NextPage(std::uint64_t* offset) const;
  void Note(const Intake& page);

  const std::string source_;
  const std::filesystem::path file_;
  const Clock& clock_;
  const std::chrono::milliseconds poll_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace custos::template_source
