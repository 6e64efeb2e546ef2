// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/lead_queue/amqp_session.h"
#include "tests/support/process.h"

namespace custos::testing {

/// A RabbitMQ of the machine's package on free ports of 127.0.0.1, in a directory of its own, run by its own user when
/// the test is run by root. Nothing of it outlives the test.
class Broker {
 public:
  /// Starts it and waits until it takes connections; throws std::runtime_error when it does not. With `tls` it has a
  /// listener for TLS beside, with a certificate for "localhost" that `ca_file` vouches for.
  explicit Broker(bool tls = false);
  ~Broker();

  lead_queue::BrokerAddress address() const;
  lead_queue::BrokerAddress tls_address() const;

  /// SIGKILL; what was persistent is there after Start.
  void Kill();
  void Start();

  /// Makes a durable queue and puts persistent messages into it, confirmed by the broker.
  void Send(const std::string& queue, const std::vector<std::string>& bodies);
  /// The end of its log, for a test that fails.
  std::string LastWords() const;
  /// Takes everything out that nobody else holds.
  std::vector<std::string> Drain(const std::string& queue);

 private:
  void MakeCertificate();

  TempDir directory_;
  int port_ = 0;
  int tls_port_ = 0;
  int distribution_port_ = 0;
  int epmd_port_ = 0;
  std::unique_ptr<Process> epmd_;
  std::unique_ptr<Process> server_;
};

}  // namespace custos::testing
