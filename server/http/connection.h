// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace custos::server::http {

/// A connected socket, read with a bound on bytes and on time, so that neither an endless nor a slow request costs
/// more than its limits. Owned by the one thread that serves it.
class Connection {
 public:
  enum class Read { kOk, kClosed, kTimeout, kTooLarge };
  using Milliseconds = std::chrono::milliseconds;

  explicit Connection(int fd);
  ~Connection();  ///< closes, letting the last answer arrive first
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Up to and including the blank line. `idle` bounds the wait for the first byte, `total` the rest.
  Read ReadHead(Milliseconds idle, Milliseconds total, std::size_t max_bytes, std::string& head);
  Read ReadBody(std::size_t length, Milliseconds total, std::string& body);
  /// False when the client is gone or took nothing for `stall`.
  bool Write(std::string_view bytes, Milliseconds stall);

  /// Closes without waiting for the client to read the last answer.
  void SkipLinger() { linger_ = false; }
  /// Gives the socket away; the connection then closes nothing.
  int Release();
  std::string PeerAddress() const;
  bool failed() const { return failed_; }

 private:
  /// Reads what is there, waiting until `deadline`.
  Read Fill(std::chrono::steady_clock::time_point deadline);

  int fd_;
  std::string buffer_;
  bool failed_ = false;
  bool linger_ = true;
};

}  // namespace custos::server::http
