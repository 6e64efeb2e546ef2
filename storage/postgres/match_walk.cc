// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/match_walk.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/postgres/message_views.h"

namespace custos::storage {
namespace {

constexpr std::size_t kLargestBatch = 1'000;
constexpr char kCancelled[] = "57014";  // query_canceled: the statement took longer than it may

CandidateQuery From(const CandidateQuery& query, std::optional<MessagePosition> after) {
  CandidateQuery moved = query;
  moved.after = after;
  return moved;
}

}  // namespace

MatchWalk::MatchWalk(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                     const ResolvedQuery& resolved, std::optional<MessagePosition> after,
                     std::chrono::steady_clock::time_point deadline)
    : connection_(connection),
      sources_(sources),
      resolved_(resolved),
      matcher_(resolved.tree()),
      deadline_(deadline),
      scan_(connection, catalog, From(resolved.candidates(), after)),
      position_(after) {}

/// Gives the next statement what is left; false when nothing is.
bool MatchWalk::TakeTime() {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now()).count();
  if (left <= 0) return false;
  connection_.Script("SET LOCAL statement_timeout = " + std::to_string(left));
  return true;
}

void MatchWalk::Fill(std::vector<MessageView>& found, std::size_t most) {
  batch_ = std::max(batch_, std::min(most + 1, kLargestBatch));
  try {
    while (found.size() < most && !ended_) {
      if (!TakeTime()) {
        out_of_time_ = true;
        return;
      }
      const std::vector<MessageRef> refs = scan_.Next(batch_);
      ended_ = refs.empty();
      LookAt(refs, found, most);
      batch_ = std::min(batch_ * 2, kLargestBatch);
    }
  } catch (const db::Failure& failure) {
    if (failure.sqlstate() != kCancelled) throw;
    out_of_time_ = true;
  }
}

void MatchWalk::LookAt(const std::vector<MessageRef>& refs, std::vector<MessageView>& found, std::size_t most) {
  std::vector<MessageView> views = LoadMessages(connection_, sources_, refs);
  for (MessageView& view : views) {
    if (found.size() == most) return;
    position_ = MessagePosition{view.ref.sent_at, view.ref.message_id};
    const std::vector<query::TextPart> parts = query::PartsOf(view);
    const auto truth = [&](const query::Condition& condition) { return resolved_.Holds(condition, view); };
    if (!matcher_.Match(parts, truth)) continue;
    for (PartHits& hits : matcher_.Hits(parts)) {
      if (hits.part == SearchPart::kText) {
        view.hits = std::move(hits.spans);
      } else {
        view.matches.push_back(std::move(hits));
      }
    }
    found.push_back(std::move(view));
  }
}

}  // namespace custos::storage
