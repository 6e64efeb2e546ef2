// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/delivery.h"
#include "connectors/kannel/box_link.h"
#include "connectors/kannel/parser.h"
#include "connectors/record/number.h"
#include "core/clock.h"

namespace custos::kannel {

struct GatewaySettings {
  std::string name;                              ///< "main": the source sms:main
  std::string region = "CN";                     ///< of numbers without a country
  std::string line;                              ///< number of ours that texts are sent from
  std::map<std::string, std::string> employees;  ///< by number of ours
  BoxAddress box;                                ///< bearerbox, where texts come straight from it
};

/// A text of ours before it is sent.
struct SmsOrder {
  std::string key;       ///< the sender's own, unique for ever: the same text twice is one
  std::string employee;  ///< who sends it; empty: the company
  std::string number;    ///< as written
  std::string text;
};

/// One Kannel: texts and reports that it brings become messages, and so do the texts that go out by it. Texts come by
/// calls of smsbox or, safer, straight from bearerbox; what could not be read is tried again when the parser was
/// renewed.
class Gateway final : public Connector {
 public:
  /// kInvalid "records.unknown_region".
  static Result<std::unique_ptr<Gateway>> Create(GatewaySettings settings, const Clock& clock);

  const GatewaySettings& settings() const { return settings_; }
  std::string source() const override { return "sms:" + settings_.name; }

  /// Archives a call; returns after the commit. Errors as Deliver: Kannel has to come again.
  Result<IntakeReceipt> Take(const GatewayCall& call, IntakeSink& sink);
  /// The message about a text to send; its key is "out/" and the order's. kInvalid "sms.number" unless the number is of
  /// somebody outside.
  Result<Message> MessageOf(const SmsOrder& order) const;

  /// The event that the gateway would not take a text of ours, "out/…".
  Message RefusalOf(const std::string& message, const std::string& owner, bool staff, const std::string& number) const;

  /// Code of what keeps texts of ours from going out; empty when nothing does. Shown with the status.
  void SetSendProblem(std::string code);

  void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) override;
  Result<Intake> Retry(const std::vector<ParkedMessage>& parked) override;
  std::uint64_t RetryGeneration() const override { return kParserVersion; }
  Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) override;
  SourceStatus status() const override;

 private:
  Gateway(GatewaySettings settings, std::unique_ptr<record::NumberReader> numbers, const Clock& clock)
      : settings_(std::move(settings)), numbers_(std::move(numbers)), clock_(clock) {}

  Party Outside(std::string_view number) const;
  GatewayContext Context() const;

  const GatewaySettings settings_;
  const std::unique_ptr<record::NumberReader> numbers_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::uint64_t taken_ = 0;
  TimeMs last_success_at_ = 0;
  TimeMs last_message_at_ = 0;
  std::string problem_;
  std::string send_problem_;
  std::string link_problem_;
};

}  // namespace custos::kannel
