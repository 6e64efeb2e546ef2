// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/kannel/gateway.h"
#include "connectors/kannel/send_sms.h"
#include "core/clock.h"
#include "server/api/providers.h"
#include "server/app/settings.h"
#include "server/machine/gateway_routes.h"
#include "storage/outbox.h"

namespace custos::app {

/// The configured SMS gateways. What comes by them is archived; what goes out is archived first, then waits in the
/// outbox until Kannel has taken it, and is sent again when it is not known whether Kannel did and no report says so.
/// Thread-safe; Deliver belongs on one thread.
class SmsGateways final : public server::machine::GatewayDoor, public server::api::SmsService {
 public:
  SmsGateways(storage::Outbox& outbox, const Clock& clock) : outbox_(outbox), clock_(clock) {}

  /// Before anything else; the connector belongs to whoever runs it. kInvalid when the settings cannot work.
  Result<std::unique_ptr<Connector>> Add(const SmsGatewaySettings& settings);
  /// Once, before calls come.
  void SetSink(IntakeSink& sink) { sink_ = &sink; }

  bool MayCall(const std::string& name, std::string_view credentials) const override;
  Result<IntakeReceipt> Take(const std::string& name, const server::machine::GatewayRequest& request) override;

  Result<Message> Draft(const server::api::SmsOrder& order) override;
  Result<server::api::SmsReceipt> Send(const std::string& gateway, const Message& message) override;

  /// Hands what is due to the gateways.
  void Deliver();

 private:
  struct Gateway {
    SmsGatewaySettings settings;
    kannel::Gateway* connector = nullptr;
  };

  void DeliverBy(Gateway& gateway);
  /// False when the others need not be tried now.
  bool DeliverOne(const Gateway& gateway, const storage::OutboxItem& item);
  Status TellRefused(const Gateway& gateway, const storage::OutboxItem& item);

  storage::Outbox& outbox_;
  const Clock& clock_;
  IntakeSink* sink_ = nullptr;
  std::map<std::string, Gateway> gateways_;
};

}  // namespace custos::app
