// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/intercept_sync.h"
#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/api/providers.h"
#include "server/app/settings.h"
#include "server/governance/audit_service.h"
#include "storage/outbox.h"

namespace custos::app {

/// What the rules in force want a platform to stop. Rules that are only tried or no longer fire want nothing.
std::vector<wecom::InterceptWish> WishesOf(const rules::RuleSet& rules, const InterceptSettings& settings);

/// Keeps one company's intercept words as the rules in force want them: when a pack comes into force, and on a
/// schedule. What it knows and last found is kept as a note in the database; every change goes to the audit trail.
class InterceptKeeper {
 public:
  struct Parts {
    std::string company;
    std::string source;
    wecom::ApiClient& api;
    std::function<std::shared_ptr<const rules::RuleSet>()> rules;  ///< in force
    storage::Outbox& notes;
    server::governance::AuditService& audit;
    const Clock& clock;
    InterceptSettings settings;
  };

  explicit InterceptKeeper(Parts parts) : parts_(std::move(parts)), sync_(parts_.api, parts_.clock) {}

  /// Until the stop.
  void Run(const std::stop_token& stop);
  /// A run when there is reason for one.
  void Tick(const std::stop_token& stop);
  server::api::InterceptView view() const;

 private:
  struct State {
    wecom::InterceptMemory memory;
    std::string pack;  ///< digest that the last whole run was for
    server::api::InterceptView view;
  };

  void Load();
  Status Save(const State& state);
  void Sync(const rules::RuleSet& rules, const std::stop_token& stop);
  void Tell(const wecom::InterceptOutcome& outcome);

  const Parts parts_;
  wecom::InterceptSync sync_;
  bool loaded_ = false;
  State state_;
  mutable std::mutex mutex_;  // of what people see
  server::api::InterceptView seen_;
};

/// Those of all companies.
class InterceptKeepers final : public server::api::InterceptProvider {
 public:
  ~InterceptKeepers() override { Stop(); }

  /// Before Start. What the parts refer to must outlive Stop.
  void Add(InterceptKeeper::Parts parts) { keepers_.push_back(std::make_unique<InterceptKeeper>(std::move(parts))); }
  void Start();
  void Stop();

  std::vector<server::api::InterceptView> Intercepts() const override;

 private:
  std::vector<std::unique_ptr<InterceptKeeper>> keepers_;
  std::vector<std::jthread> threads_;
};

}  // namespace custos::app
