// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/lead/parser.h"
#include "connectors/lead_queue/amqp_session.h"
#include "core/clock.h"

namespace custos::lead_queue {

struct QueueSettings {
  BrokerAddress address;
  std::string queue;
  std::string dead_letter_queue;  ///< takes what is no lead; empty: it is kept aside here only
  std::uint16_t prefetch = 200;   ///< leads that are committed together at most
};

/// Takes leads from a queue. A delivery is acknowledged after its lead is committed, so that a crash anywhere makes the
/// broker deliver again what is then a duplicate. What is no lead is kept aside and handed to the dead-letter queue
/// before it is acknowledged. Run on one thread, the rest from any.
class LeadQueueConnector final : public Connector {
 public:
  /// `clock` outlives it.
  LeadQueueConnector(QueueSettings settings, std::unique_ptr<lead::LeadParser> parser, const Clock& clock);
  ~LeadQueueConnector() override;

  std::string source() const override { return parser_->source(); }
  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return lead::kParserVersion; }
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  struct Batch;
  enum class Step : std::uint8_t { kOn, kReconnect, kEnd };

  Step Turn(AmqpSession& session, IntakeSink& sink, const std::stop_token& stop);
  Result<Batch> Collect(AmqpSession& session) const;
  Step Commit(AmqpSession& session, const Batch& batch, IntakeSink& sink, const std::stop_token& stop);
  Step Acknowledge(AmqpSession& session, const Batch& batch);
  void SetProblem(const Error& error);
  void SetGood();

  const QueueSettings settings_;
  const std::unique_ptr<lead::LeadParser> parser_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace custos::lead_queue
