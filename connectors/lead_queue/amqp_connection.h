// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <amqp.h>

#include <chrono>
#include <memory>
#include <string>

#include "connectors/lead_queue/amqp_session.h"

namespace custos::lead_queue {

/// A connection that is logged in; frees what librabbitmq holds.
class AmqpConnection {
 public:
  static Result<std::unique_ptr<AmqpConnection>> Open(const BrokerAddress& address);
  ~AmqpConnection();

  amqp_connection_state_t get() const { return state_; }
  /// Whether the broker said yes to the last call.
  bool Good() const { return amqp_get_rpc_reply(state_).reply_type == AMQP_RESPONSE_NORMAL; }
  /// Why the last call failed: the broker's reply code and words ("404 NOT_FOUND - no queue 'leads' in vhost '/'"),
  /// else what the library met. For operators: it names queues and hosts, never content.
  std::string Refusal() const;
  bool OpenChannel(amqp_channel_t channel);

 private:
  explicit AmqpConnection(amqp_connection_state_t state) : state_(state) {}
  amqp_connection_state_t state_;
};

timeval ToTimeval(std::chrono::milliseconds time);
amqp_bytes_t BytesOf(const std::string& text);

}  // namespace custos::lead_queue
