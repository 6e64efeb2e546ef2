// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/result.h"
#include "tests/support/phone_sim/device_log.h"

namespace custos::phone_sim {

struct ClientOptions {
  std::size_t batch_records = 100;
  std::size_t chunk_bytes = 64 * 1024;
  std::int64_t skew_ms = 0;           ///< the device's clock minus the true one
  std::chrono::seconds patience{60};  ///< how long an unreachable server is asked again
};

/// What the server said, since start.
struct ClientCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t refused = 0;
  std::uint64_t files = 0;    ///< sent to the end
  std::uint64_t retries = 0;  ///< requests that were sent again
};

/// The reference client of the protocol in docs/connectors/work-phone.md: what it shows is what an app has to do. One
/// thread.
class PhoneClient {
 public:
  PhoneClient(DeviceLog& log, ClientOptions options);
  ~PhoneClient();

  /// Uses up a one-time code. kDenied when the server does not know it.
  Status Enrol(const std::string& url, const std::string& code);
  /// Writes down `count` artificial records, the first `recordings` calls of them with a recording of `file_bytes`.
  Status Record(std::uint64_t count, std::uint64_t recordings, std::size_t file_bytes);
  /// Sends what waits: records in batches, then files in chunks. Goes on where it stood, also after a kill. kDenied
  /// when the device was revoked, kUnavailable when patience ran out.
  Status Sync();

  const ClientCounts& counts() const { return counts_; }

 private:
  struct Reply {
    long status = 0;  // 0: nobody answered
    std::string body;
    long retry_after_s = 1;
  };
  Reply Ask(const std::string& method, const std::string& path, const std::string& type, const std::string& body);
  /// Asks until there is an answer that is final.
  Result<nlohmann::json> AskPatiently(const std::string& method, const std::string& path, const std::string& type,
                                      const std::string& body, long* status = nullptr);
  Status SendBatch();
  Status SendFile(const std::string& sha256, const std::filesystem::path& path);
  std::int64_t Now() const;

  struct Curl;
  DeviceLog& log_;
  const ClientOptions options_;
  ClientCounts counts_;
  std::unique_ptr<Curl> curl_;
};

}  // namespace custos::phone_sim
