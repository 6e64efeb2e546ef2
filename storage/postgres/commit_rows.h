// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Writes what a commit derived from its leaves, by COPY and set-based statements: never a round trip per row.
class CommitRows {
 public:
  CommitRows(db::Connection& connection, int source_id, TimeMs now)
      : connection_(connection), source_id_(source_id), now_(now) {}

  void Messages(const std::vector<PlannedMessage>& messages);
  void Media(const std::vector<PlannedMessage>& messages);
  void Alerts(const std::vector<PlannedAlert>& alerts);
  void Hits(const std::vector<PlannedHits>& all);
  void Signals(const CommitRequest& request, const std::vector<PlannedMessage>& messages);
  void ShadowHits(const CommitRequest& request, const std::vector<PlannedMessage>& messages);
  void Parked(const std::vector<PlannedParked>& all);
  void Recalls(const std::vector<PlannedRecall>& recalls);
  void Conversations(const std::vector<PlannedMessage>& messages);
  void RawPage(const CommitRequest& request, std::uint64_t page_id);

 private:
  db::Connection& connection_;
  const int source_id_;
  const TimeMs now_;
};

/// Who takes part in a message: the speaker and those he speaks to.
std::vector<Party> PartiesOf(const Message& message);

}  // namespace custos::storage
