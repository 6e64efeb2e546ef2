// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "server/api/providers.h"
#include "server/pipeline/rule_holder.h"
#include "server/studio/pack_service.h"
#include "storage/archive.h"

namespace custos::app {

/// The rule pack in force: recorded in the evidence log, handed to the pipeline, shown to people. Thread-safe.
class RuleCatalog final : public server::api::RuleCatalog, public server::studio::PackSwitch {
 public:
  RuleCatalog(storage::Archive& archive, const Clock& clock) : archive_(archive), clock_(clock) {}

  Status PutInForce(std::shared_ptr<const rules::RuleSet> rules, const storage::PackVersion& version) override;
  std::shared_ptr<const rules::RuleSet> InForce() const override;

  /// Only once a pack was put in force.
  server::RuleHolder& holder() { return *holder_; }

  server::api::PackInfo Pack() const override;
  std::vector<server::api::CategoryInfo> Categories() const override;
  std::vector<server::api::RuleInfo> Rules() const override;
  std::optional<server::api::LocalText> TitleOf(const std::string& rule_id) const override;

 private:
  void Remember(const rules::RuleSet& rules);

  storage::Archive& archive_;
  const Clock& clock_;
  std::unique_ptr<server::RuleHolder> holder_;  // made once, before anybody else sees this object
  mutable std::mutex mutex_;
  TimeMs loaded_at_ = 0;
  std::map<std::string, server::api::LocalText> titles_;  // asked for with every alert that is shown
};

}  // namespace custos::app
