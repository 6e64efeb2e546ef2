// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "server/api/providers.h"
#include "server/pipeline/rule_holder.h"
#include "storage/archive.h"

namespace custos::app {

/// Loads rule packs, puts them in force and shows the one in force. A pack that does not load leaves the running one
/// alone. Thread-safe.
class RuleCatalog final : public server::api::RuleCatalog {
 public:
  /// Loads the pack and records in the archive that it judges from now on.
  static Result<std::unique_ptr<RuleCatalog>> Open(const std::filesystem::path& pack, storage::Archive& archive,
                                                   const Clock& clock);

  /// Reads the pack again and swaps it in. The error carries the whole load report.
  Status Reload();

  server::RuleHolder& holder() { return *holder_; }

  server::api::PackInfo Pack() const override;
  std::vector<server::api::CategoryInfo> Categories() const override;
  std::vector<server::api::RuleInfo> Rules() const override;
  std::optional<server::api::LocalText> TitleOf(const std::string& rule_id) const override;

 private:
  RuleCatalog(std::filesystem::path pack, storage::Archive& archive, const Clock& clock);
  Result<std::shared_ptr<const rules::RuleSet>> LoadAndActivate();
  void Remember(const rules::RuleSet& rules);

  const std::filesystem::path pack_;
  storage::Archive& archive_;
  const Clock& clock_;
  std::unique_ptr<server::RuleHolder> holder_;
  mutable std::mutex mutex_;
  TimeMs loaded_at_ = 0;
  std::map<std::string, server::api::LocalText> titles_;  // asked for with every alert that is shown
};

}  // namespace custos::app
