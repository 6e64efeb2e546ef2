// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Records who takes part in which conversation. Remembers the party lists it has written, because the same one comes
/// with every message of a group. Used under the lock of the evidence log.
class PartyWriter {
 public:
  /// Inside the transaction. Call Committed when it succeeded; otherwise the next Write starts over.
  void Write(db::Connection& connection, int source_id, const std::vector<PlannedMessage>& messages);
  void Committed();

 private:
  std::unordered_map<std::string, Digest> written_;    ///< by conversation: digest of its newest party list
  std::vector<std::pair<std::string, Digest>> fresh_;  ///< of the open transaction
};

}  // namespace custos::storage
