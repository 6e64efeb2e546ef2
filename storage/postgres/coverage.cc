// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/coverage.h"

#include <algorithm>
#include <set>
#include <vector>

#include "storage/postgres/message_scan.h"
#include "storage/postgres/stored_messages.h"
#include "storage/query/parts.h"

namespace custos::storage {
namespace {

constexpr std::uint64_t kPiece = 1'000;
constexpr std::uint64_t kSampleEvery = 20;

bool IsFound(db::Connection& connection, SegmentCatalog& catalog, std::uint64_t id, const Message& message) {
  CandidateQuery asked;
  asked.grams = GramCondition::AllOf(query::IndexCodes(message));
  asked.messages = {{id}};
  asked.from = message.sent_at;
  asked.until = message.sent_at + 1;
  return !MessageScan(connection, catalog, asked).Next(1).empty();
}

}  // namespace

SearchCoverage CheckCoverage(db::Connection& connection, SegmentCatalog& catalog, std::uint64_t first,
                             std::uint64_t tree_size) {
  SearchCoverage coverage;
  coverage.first = first;
  coverage.end = std::max(first, std::min(tree_size, first + kPiece));
  std::vector<std::uint64_t> leaves;
  for (std::uint64_t leaf = first; leaf < coverage.end; ++leaf) leaves.push_back(leaf);
  const auto messages = ReadStoredMessages(connection, leaves);
  coverage.messages = messages.size();
  if (messages.empty()) return coverage;

  CandidateQuery all;
  all.messages.emplace();
  for (const auto& [id, message] : messages) all.messages->push_back(id);
  std::set<std::uint64_t> standing;
  for (const MessageRef& ref : MessageScan(connection, catalog, all).Next(messages.size())) {
    standing.insert(ref.message_id);
  }
  std::uint64_t number = 0;
  for (const auto& [id, message] : messages) {
    if (!standing.contains(id)) {
      ++coverage.missing;
    } else if (number++ % kSampleEvery == 0) {
      ++coverage.sampled;
      if (!IsFound(connection, catalog, id, message)) ++coverage.unfindable;
    }
  }
  return coverage;
}

}  // namespace custos::storage
