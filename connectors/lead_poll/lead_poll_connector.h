// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "connectors/connector.h"
#include "connectors/lead/parser.h"
#include "connectors/lead_poll/page_source.h"
#include "core/clock.h"

namespace custos::lead_poll {

struct PollSettings {
  std::chrono::milliseconds every{60'000};  ///< between two looks when there is nothing more
  std::string first_cursor;                 ///< where the very first page begins
};

/// Asks for leads on a schedule. The cursor is committed with the page it came with, so that after a crash the same
/// page is asked for again, and what of it is there already changes nothing. Run on one thread, the rest from any.
class LeadPollConnector final : public Connector {
 public:
  /// `clock` outlives it.
  LeadPollConnector(PollSettings settings, std::unique_ptr<PageSource> pages, std::unique_ptr<lead::LeadParser> parser,
                    const Clock& clock);

  std::string source() const override { return parser_->source(); }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return lead::kParserVersion; }
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  Intake IntakeOf(Page page);
  void SetProblem(const Error& error);
  void SetGood(bool caught_up);

  const PollSettings settings_;
  const std::unique_ptr<PageSource> pages_;
  const std::unique_ptr<lead::LeadParser> parser_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace custos::lead_poll
