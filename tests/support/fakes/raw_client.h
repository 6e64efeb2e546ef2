// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace custos::testing {

struct Answer {
  int status = 0;
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  std::string Header(const std::string& name) const;
};

/// A raw client for tests: sends bytes as given and reads what comes back, so that it can also misbehave.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool Send(std::string_view bytes);
  /// Everything until the marker, the end of the connection or the time limit.
  std::string ReadUntil(std::string_view marker, std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// One complete answer with Content-Length; nullopt when the connection ends or nothing comes.
  std::optional<Answer> ReadAnswer(bool has_body = true, std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// True when the server closed the connection within the limit.
  bool ClosedWithin(std::chrono::milliseconds limit);

 private:
  bool Fill(std::chrono::steady_clock::time_point deadline);

  int fd_ = -1;
  std::string buffer_;
};

/// Sends one request text on a fresh connection.
std::optional<Answer> Ask(int port, std::string_view request);

}  // namespace custos::testing
