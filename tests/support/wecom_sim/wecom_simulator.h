// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "tests/support/wecom_sim/corp.h"
#include "tests/support/wecom_sim/faults.h"

namespace custos::wecom_sim {

class HttpListener;
struct HttpReply;
struct HttpRequest;

struct SimulatorOptions {
  std::string host = "127.0.0.1";
  int port = 0;                  ///< 0 lets the system choose
  const Clock* clock = nullptr;  ///< null for the machine's; must outlive the simulator
  std::uint64_t seed = 1;        ///< of random faults
};

/// A WeCom on loopback: the calls of the archive, of the directory and of customer contact, and what the fake vendor
/// library asks for. Several corps at once. Stopped by destruction. Thread-safe.
///
///   auto sim = *std::move(WecomSimulator::Start());       // Result: check ok() first
///   Corp& corp = sim->AddCorp({});                        // has key version 1
///   corp.Append(MessageFactory(1).Text("staff", {"wm…"}, "你好", now));
///   // helper: CUSTOS_WECOM_SIM=sim->address(), library CUSTOS_WECOM_SIM_LIBRARY, corp.settings().corp_id + secret
class WecomSimulator {
 public:
  static Result<std::unique_ptr<WecomSimulator>> Start(SimulatorOptions options = {});
  ~WecomSimulator();

  int port() const;
  std::string address() const;   ///< host:port, the value of CUSTOS_WECOM_SIM
  std::string api_base() const;  ///< http://host:port, in place of https://qyapi.weixin.qq.com

  /// Adds a company with one key version (unless `with_key` is false) and the people of SmallCompany. The reference
  /// lives as long as the simulator.
  Corp& AddCorp(CorpSettings settings, bool with_key = true);
  /// nullptr when there is no such company.
  Corp* FindCorp(const std::string& corp_id);

  FaultPlan& faults() { return faults_; }
  /// The same from JSON text, as README.md shows it.
  Status AddFault(const std::string& json_text);

  /// Ends the listener and every connection; all else stays readable.
  void Stop();

 private:
  explicit WecomSimulator(SimulatorOptions options);
  HttpReply Handle(const HttpRequest& request);
  HttpReply Token(const HttpRequest& request);
  HttpReply Robot(const HttpRequest& request);
  HttpReply Dispatch(const HttpRequest& request);
  HttpReply Control(const HttpRequest& request);
  HttpReply Stats();
  Corp* CorpOfToken(const std::string& token, TokenBook::Check& check);

  const SimulatorOptions options_;
  const SystemClock system_clock_;
  const Clock& clock_;
  FaultPlan faults_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Corp>> corps_;
  std::unique_ptr<HttpListener> listener_;
};

}  // namespace custos::wecom_sim
