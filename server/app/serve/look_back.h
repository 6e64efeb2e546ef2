// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "server/studio/backtest_service.h"
#include "storage/archive.h"

namespace custos::app {

/// Writes what a look back found into the archive.
class LookBack final : public server::studio::LookBackWriter {
 public:
  explicit LookBack(storage::Archive& archive) : archive_(archive) {}

  Result<server::studio::RaisedCount> Raise(const rules::RuleSet& rules,
                                            const std::vector<server::studio::PastAlerts>& found) override;

 private:
  storage::Archive& archive_;
};

}  // namespace custos::app
