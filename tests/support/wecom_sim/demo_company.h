// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom_sim {

struct DemoState;
class DemoTraffic;
class ReplayTraffic;

struct DemoOptions {
  std::string host = "127.0.0.1";
  int port = 0;
  std::uint64_t seed = 2026;
  std::size_t employees = 320;
  std::size_t customers = 4200;
  double rate = 1.0;                 ///< live messages a second
  std::uint64_t backfill = 20'000;   ///< messages of the past, spread over `backfill_days` with working hours
  unsigned backfill_days = 4;        ///< 1 to 4: the platform keeps five days
  unsigned risk_one_in = 150;        ///< one risky message in so many; 0 for none
  std::vector<std::string> corpora;  ///< replay these files instead of the generated talk; see ReplayTraffic
  double corpus_rate = 0;            ///< messages a second; 0: all there at once
  const Clock* clock = nullptr;
};

/// What a connector needs to be told.
struct DemoConnection {
  std::string corp_id;
  std::string archive_secret;
  std::string contact_secret;
  std::string keys_dir;   ///< <version>.pem
  std::string sdk_path;   ///< the fake vendor library
  std::string api_base;   ///< http://host:port
  std::string sdk_proxy;  ///< pass as the proxy of GetChatData and GetMediaData (or set CUSTOS_WECOM_SIM=host:port)
};

/// A simulated company with its own data directory. A message number never gets other content, whatever restarts and
/// crashes come between: the message of number n is a function of the seed and n, and DIR/state.json keeps the rest
/// (when it began, at which rates, which keys). While it is not running the company is silent. Thread-safe.
class DemoCompany {
 public:
  static Result<std::unique_ptr<DemoCompany>> Start(const std::string& dir, DemoOptions options = {});
  ~DemoCompany();

  const DemoConnection& connection() const { return connection_; }
  WecomSimulator& simulator() { return *sim_; }
  Corp& corp() { return *corp_; }

  /// The risk category written into message `seq` by the generator; empty for ordinary talk and replayed files.
  std::string LabelOf(std::uint64_t seq) const;

  /// A new key version from now on; its private key stays in DIR/withheld until ReleaseKeys when `withhold`.
  Result<std::uint32_t> RotateKey(bool withhold);
  Status ReleaseKeys();

  /// Promises on disk that the coming seconds happen as scheduled. Done every few seconds by itself; for tests that
  /// move their clock.
  Status Promise();

  /// Messages of replayed files; 0 when the talk is generated.
  std::uint64_t replayed() const;

 private:
  DemoCompany(std::string dir, DemoOptions options);
  Status Open();
  Status LoadState();
  Status LoadKeys();
  Status MakeTraffic();
  Status SaveState();
  void BeginSegment();
  void KeepAlive();

  const std::string dir_;
  const DemoOptions options_;
  const SystemClock system_clock_;
  const Clock& clock_;
  DemoConnection connection_;
  std::unique_ptr<DemoState> state_;
  std::unique_ptr<WecomSimulator> sim_;
  Corp* corp_ = nullptr;
  std::shared_ptr<DemoTraffic> traffic_;   ///< null when files are replayed
  std::shared_ptr<ReplayTraffic> replay_;  ///< null when talk is generated
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread keeper_;
};

/// The fake vendor library beside the running program, or the one in the build tree.
std::string FindSdkLibrary();

}  // namespace custos::wecom_sim
