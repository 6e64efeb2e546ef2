// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "storage/archive.h"
#include "storage/candidate_query.h"
#include "storage/postgres/segment_catalog.h"

namespace custos::storage {

/// The part of a walk over messages that are sealed. Asks segments in the wanted order, a few at first and more at a
/// time when they have nothing, and opens one only when its turn has come. One thread; throws db::Failure.
class SegmentScan {
 public:
  SegmentScan(db::Connection& connection, SegmentCatalog& catalog, std::shared_ptr<const SegmentList> list,
              const CandidateQuery& query);
  ~SegmentScan();
  SegmentScan(const SegmentScan&) = delete;
  SegmentScan& operator=(const SegmentScan&) = delete;

  /// The next candidates in the order of the query, at most `most`; none at the end.
  std::vector<MessageRef> Next(std::size_t most);

  /// How many messages the index finds, by what it found in the segments that the walk has looked at.
  std::uint64_t ExpectSoFar() const;
  /// How many messages the index finds: of every segment where that is cheap, else drawn from some of them.
  std::uint64_t Expect(bool* exact);

 private:
  using Hits = std::vector<std::uint32_t>;  // ordinals, ascending
  struct Open;
  struct Waiting {
    SegmentInfo info;
    std::optional<Hits> hits;  // by codes; nothing when codes do not matter
  };

  void LookUpMore();
  void Narrow(const GramCondition& codes, const std::vector<SegmentInfo>& segments,
              std::vector<std::optional<Hits>>& found);
  void OpenNext();
  bool Before(const MessagePosition& a, const MessagePosition& b) const;
  bool MustOpen() const;

  db::Connection& connection_;
  SegmentCatalog& catalog_;
  const std::shared_ptr<const SegmentList> list_;
  const CandidateQuery query_;
  std::vector<std::uint64_t> recalled_;  // ids, ascending, when the query asks
  std::deque<SegmentInfo> left_;         // not asked yet, in the wanted order
  std::deque<Waiting> waiting_;          // asked, not open yet
  std::vector<std::unique_ptr<Open>> open_;
  std::size_t batch_ = 2;
  std::uint64_t looked_at_ = 0;  // messages of segments that were asked
  std::uint64_t found_ = 0;      // of them, those that codes found
};

}  // namespace custos::storage
