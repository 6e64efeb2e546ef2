// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/similar.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "core/text/bigrams.h"
#include "storage/postgres/message_scan.h"
#include "storage/postgres/message_views.h"
#include "storage/postgres/people.h"
#include "storage/postgres/query_resolver.h"
#include "storage/query/parts.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostRead = 200;       // newest messages of the conversation
constexpr std::size_t kMostAsked = 64;       // pairs whose frequency is looked up
constexpr std::size_t kMostUsed = 16;        // pairs that are looked for
constexpr std::uint64_t kTooFrequent = 500;  // messages that have the pair
constexpr std::size_t kMostFound = 2'000;    // messages that are compared

std::vector<std::int32_t> CodesOf(const MessageView& message) {
  std::string joined;
  for (const query::TextPart& part : query::PartsOf(message)) joined += part.text + "\n";
  return text::Bigrams(joined);
}

std::vector<MessageView> Newest(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                                const CandidateQuery& asked, std::size_t most) {
  return LoadMessages(connection, sources, MessageScan(connection, catalog, asked).Next(most));
}

/// The pairs that the conversation uses most, of which the rare ones tell it from others: code and rarity.
std::unordered_map<std::int32_t, double> RarePairs(db::Connection& connection, SegmentCatalog& catalog,
                                                   const std::vector<MessageView>& own) {
  std::map<std::int32_t, std::size_t> uses;
  for (const MessageView& message : own) {
    for (const std::int32_t code : CodesOf(message)) uses[code] += code < 0 ? 1 : 0;  // pairs are negative
  }
  std::vector<std::pair<std::int32_t, std::size_t>> pairs(uses.begin(), uses.end());
  std::erase_if(pairs, [](const auto& pair) { return pair.second == 0; });
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  // Not only the most used: what stands in a single message is often what it is about.
  const std::size_t step = std::max<std::size_t>(1, pairs.size() / kMostAsked);
  std::vector<std::pair<std::uint64_t, std::int32_t>> rare;
  for (std::size_t i = 0; i < pairs.size() && rare.size() < kMostAsked; i += step) {
    CandidateQuery asked;
    asked.grams = GramCondition::AllOf({pairs[i].first});
    const std::uint64_t messages = MessageScan(connection, catalog, asked).Expect().messages;
    if (messages <= kTooFrequent) rare.emplace_back(messages, pairs[i].first);
  }
  std::sort(rare.begin(), rare.end());
  rare.resize(std::min(rare.size(), kMostUsed));
  std::unordered_map<std::int32_t, double> weights;
  for (const auto& [messages, code] : rare) weights[code] = 1.0 / std::log2(2.0 + static_cast<double>(messages));
  return weights;
}

}  // namespace

std::vector<SimilarConversation> FindSimilar(db::Connection& connection, Sources& sources, SegmentCatalog& catalog,
                                             const Scope& scope, const ConversationId& conversation,
                                             std::size_t limit) {
  CandidateQuery mine;
  mine.conversations = {{conversation}};
  const auto weights = RarePairs(connection, catalog, Newest(connection, sources, catalog, mine, kMostRead));
  if (weights.empty()) return {};
  const ResolvedQuery visible(connection, sources, scope, {});
  if (visible.nothing()) return {};
  CandidateQuery theirs = visible.candidates();
  std::vector<std::int32_t> codes;
  for (const auto& [code, weight] : weights) codes.push_back(code);
  theirs.grams = GramCondition::SomeOf(codes);

  std::map<ConversationId, std::set<std::int32_t>> shared;
  for (const MessageView& message : Newest(connection, sources, catalog, theirs, kMostFound)) {
    if (message.ref.conversation == conversation) continue;
    for (const std::int32_t code : CodesOf(message)) {
      if (weights.contains(code)) shared[message.ref.conversation].insert(code);
    }
  }
  std::vector<SimilarConversation> similar;
  std::vector<ConversationId> ids;
  double all = 0;
  for (const auto& [code, weight] : weights) all += weight;
  for (const auto& [id, common] : shared) {
    double sum = 0;
    for (const std::int32_t code : common) sum += weights.at(code);
    similar.push_back({{}, sum / all});
    similar.back().conversation.id = id;
  }
  std::stable_sort(similar.begin(), similar.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  similar.resize(std::min(similar.size(), limit));
  for (const SimilarConversation& one : similar) ids.push_back(one.conversation.id);
  auto views = LoadConversations(connection, sources, ids, true);
  for (SimilarConversation& one : similar) one.conversation = views[one.conversation.id];
  return similar;
}

}  // namespace custos::storage
