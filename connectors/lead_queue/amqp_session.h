// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::lead_queue {

/// Where a broker of AMQP 0-9-1 listens and who we are there.
struct BrokerAddress {
  std::string host = "127.0.0.1";
  int port = 5672;
  std::string vhost = "/";
  std::string user;
  std::string password;
  bool tls = false;               ///< the broker's certificate and name are checked
  std::filesystem::path ca_file;  ///< who signed it; empty: whom the machine trusts
  int heartbeat_s = 30;
};

struct Delivery {
  std::uint64_t tag = 0;
  std::string body;
};

/// A message that is handed to a dead-letter queue.
struct DeadLetter {
  std::string body;
  std::string reason;  ///< becomes the header x-custos-reason
  std::string id;      ///< becomes message-id: the same message again has the same
};

/// One connection that consumes a queue with manual acknowledgement. After an error it is of no more use: what was not
/// acknowledged is delivered again to the next one. One thread.
class AmqpSession {
 public:
  /// kUnavailable: "lead_queue.unreachable", "lead_queue.tls", "lead_queue.login", "lead_queue.no_queue". At most
  /// `prefetch` deliveries wait for their acknowledgement.
  static Result<std::unique_ptr<AmqpSession>> Open(const BrokerAddress& address, const std::string& queue,
                                                   std::uint16_t prefetch);
  ~AmqpSession();

  /// The next delivery; nullopt when none came in time. Heartbeats are kept up meanwhile. kUnavailable
  /// "lead_queue.broken".
  Result<std::optional<Delivery>> Next(std::chrono::milliseconds patience);
  /// Keeps the connection alive for this long; what is delivered meanwhile waits for Next.
  Status Idle(std::chrono::milliseconds time);
  Status Acknowledge(std::uint64_t tag);

 private:
  struct State;
  explicit AmqpSession(std::unique_ptr<State> state);
  Result<std::optional<Delivery>> Receive(std::chrono::milliseconds patience);

  std::unique_ptr<State> state_;
};

/// Hands messages to a queue, which is made (durable) unless it is there, and returns when the broker has confirmed all
/// of them. kUnavailable as AmqpSession::Open, or "lead_queue.dead_letter".
Status SendDeadLetters(const BrokerAddress& address, const std::string& queue, const std::vector<DeadLetter>& letters);

}  // namespace custos::lead_queue
