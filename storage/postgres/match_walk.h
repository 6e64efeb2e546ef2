// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "storage/postgres/message_scan.h"
#include "storage/postgres/query_resolver.h"
#include "storage/query/matcher.h"

namespace custos::storage {

/// Walks over the messages that a query finds, in its order, until its time is up. Made per request, one thread; throws
/// db::Failure.
class MatchWalk {
 public:
  /// `resolved` must outlive the walk.
  MatchWalk(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const ResolvedQuery& resolved,
            std::optional<MessagePosition> after, std::chrono::steady_clock::time_point deadline);

  /// Appends matches until `most` are there, the walk has ended or the time is up.
  void Fill(std::vector<MessageView>& found, std::size_t most);

  bool ended() const { return ended_; }
  bool out_of_time() const { return out_of_time_; }
  /// The last message that was looked at.
  const std::optional<MessagePosition>& position() const { return position_; }

  /// What the index expects behind the start of the walk.
  MessageScan::Count Expect() { return scan_.Expect(); }
  std::uint64_t ExpectSoFar() { return scan_.ExpectSoFar(); }

 private:
  bool TakeTime();
  void LookAt(const std::vector<MessageRef>& refs, std::vector<MessageView>& found, std::size_t most);

  db::Connection& connection_;
  Sources& sources_;
  const ResolvedQuery& resolved_;
  const query::Matcher matcher_;
  const std::chrono::steady_clock::time_point deadline_;
  MessageScan scan_;
  std::optional<MessagePosition> position_;
  std::size_t batch_ = 0;
  bool ended_ = false;
  bool out_of_time_ = false;
};

}  // namespace custos::storage
