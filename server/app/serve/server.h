// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "server/app/settings.h"

namespace custos::app {

struct ServeOptions {
  Settings settings;
  bool demo = false;
  double demo_rate = 1.0;  ///< live messages a second of the simulated company
  std::uint64_t demo_backfill = 20'000;
  std::vector<std::string> demo_corpora;  ///< conversation files replayed instead of generated talk
};

/// The whole server: storage, rules, sources, pipeline, API. Starts in one ordered list of steps and stops in the
/// reverse. Start, Stop and Reload from one thread.
class Server {
 public:
  static Result<std::unique_ptr<Server>> Start(const ServeOptions& options, const Clock& clock);
  ~Server();

  /// Finishes what is queued and ends everything within seconds. Repeating it does nothing.
  void Stop();

  /// Reads the rule pack again; the running one stays when the new one does not load.
  Status Reload();

  const std::string& url() const;
  /// The first administrator's, until he has set his own; empty afterwards.
  const std::string& one_time_password() const;

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace custos::app
