// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/connector.h"
#include "rules/rule_set.h"
#include "storage/archive.h"

namespace custos::server {

/// Judges every message of a page by one pack and makes the page ready to be committed.
storage::CommitRequest JudgePage(Intake intake, const rules::RuleSet& rules);

}  // namespace custos::server
