// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/message_scan.h"

#include <deque>
#include <optional>

#include "storage/postgres/hot_scan.h"
#include "storage/postgres/segment_scan.h"

namespace custos::storage {
namespace {

/// Rows are held still before anybody looks where they end.
std::shared_ptr<const SegmentList> Hold(db::Connection& connection, SegmentCatalog& catalog) {
  HoldRows(connection);
  return catalog.List(connection);
}

}  // namespace

struct MessageScan::Parts {
  Parts(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query)
      : oldest_first(query.oldest_first),
        view(connection),
        list(Hold(connection, catalog)),
        hot(connection, query, list->end()),
        sealed(connection, catalog, list, query) {}

  const bool oldest_first;
  db::Transaction view;
  std::shared_ptr<const SegmentList> list;
  HotScan hot;
  SegmentScan sealed;
  std::deque<MessageRef> from_hot;
  std::deque<MessageRef> from_sealed;
  bool hot_ended = false;
  bool sealed_ended = false;
  std::optional<std::uint64_t> in_rows;

  template <class Scan>
  static void Fill(Scan& scan, std::size_t most, std::deque<MessageRef>& to, bool& ended) {
    if (!to.empty() || ended) return;
    for (const MessageRef& ref : scan.Next(most)) to.push_back(ref);
    ended = to.empty();
  }
};

MessageScan::MessageScan(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& query)
    : parts_(std::make_unique<Parts>(connection, catalog, query)) {}

MessageScan::~MessageScan() = default;

std::vector<MessageRef> MessageScan::Next(std::size_t most) {
  Parts& parts = *parts_;
  std::vector<MessageRef> refs;
  while (refs.size() < most) {
    const std::size_t wanted = most - refs.size();
    Parts::Fill(parts.hot, wanted, parts.from_hot, parts.hot_ended);
    // Rows are nearly always the younger ones: old segments are left alone while rows come first.
    if (!parts.oldest_first && !parts.from_hot.empty() && parts.from_sealed.empty() && !parts.sealed_ended) {
      Parts::Fill(parts.sealed, 1, parts.from_sealed, parts.sealed_ended);
    }
    Parts::Fill(parts.sealed, wanted, parts.from_sealed, parts.sealed_ended);
    if (parts.from_hot.empty() && parts.from_sealed.empty()) break;
    const auto first = [&](const MessageRef& a, const MessageRef& b) {
      const MessagePosition left{a.sent_at, a.message_id}, right{b.sent_at, b.message_id};
      return parts.oldest_first ? left < right : right < left;
    };
    const bool hot = parts.from_sealed.empty() ||
                     (!parts.from_hot.empty() && first(parts.from_hot.front(), parts.from_sealed.front()));
    std::deque<MessageRef>& from = hot ? parts.from_hot : parts.from_sealed;
    refs.push_back(from.front());
    from.pop_front();
  }
  return refs;
}

MessageScan::Count MessageScan::Expect() {
  bool exact = false;
  const std::uint64_t sealed = parts_->sealed.Expect(&exact);
  return {parts_->hot.Estimate() + sealed, false};
}

std::uint64_t MessageScan::ExpectSoFar() {
  if (!parts_->in_rows) parts_->in_rows = parts_->hot.Estimate();
  return *parts_->in_rows + parts_->sealed.ExpectSoFar();
}

}  // namespace custos::storage
