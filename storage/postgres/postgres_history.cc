// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_history.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "storage/format/bundle.h"
#include "storage/format/content.h"
#include "storage/format/intake_key.h"
#include "storage/postgres/postgres_evidence.h"

namespace custos::storage {
namespace {

constexpr std::size_t kHistoryBytes = 96 << 20;  // of stored bundles that one page of judgements reads at most
constexpr std::size_t kMostAlerts = 500'000;

constexpr char kRange[] =
    "SELECT coalesce(min(message_id), 0), coalesce(max(message_id) + 1, 0) FROM message"
    " WHERE message_id >= $1 AND sent_at >= $2 AND sent_at < $3";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
constexpr char kAlerts[] =
    "SELECT alert_id, message_id, category, state FROM alert WHERE message_id >= $1 AND message_id < $2";
constexpr char kOfRule[] =
    "SELECT alert_id FROM alert WHERE rule_ids @> ARRAY[$1::text] ORDER BY alert_id DESC LIMIT $2";
constexpr char kHits[] =
    "SELECT a.findings, coalesce(h.state, a.state), a.created_at FROM alert a"
    " LEFT JOIN alert h ON a.head_id <> 0 AND h.alert_id = a.head_id"  // a further hit is decided with its head
    " WHERE a.created_at >= $1 ORDER BY a.alert_id DESC LIMIT $2";
constexpr char kBundlesBefore[] =
    "SELECT first_leaf, data FROM bundle WHERE first_leaf < $1 ORDER BY first_leaf DESC LIMIT $2";
constexpr char kTreeSize[] = "SELECT tree_size FROM log_head";

constexpr std::size_t kBundlesAtOnce = 256;

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

struct Judgement {
  std::uint64_t leaf = 0;
  TimeMs at = 0;
  JudgementFields fields;
};

/// The judgements of a bundle, newest first.
std::vector<Judgement> JudgementsOf(const std::string& bytes) {
  const auto bundle = Bundle::Decode(bytes);
  if (!bundle) throw db::Failure(bundle.error());
  std::vector<Judgement> found;
  for (std::uint64_t leaf = bundle->end(); leaf-- > bundle->first();) {
    const StoredLeaf& stored = bundle->leaves()[leaf - bundle->first()];
    if (stored.kind != static_cast<std::uint8_t>(RecordKind::kJudgement)) continue;
    const auto read = bundle->ReadLeaf(leaf);
    if (!read) throw db::Failure(read.error());
    const auto record = DecodeRecord(read->record);
    if (!record) throw db::Failure(record.error());
    found.push_back({leaf, record->at, std::get<JudgementFields>(record->fields)});
  }
  return found;
}

/// A range while it is put together, newest judgement first.
struct Gathering {
  JudgementRange range;
  std::vector<Digest> results;

  void Add(const Judgement& judgement) {
    if (range.judgements == 0) {
      range.pack = judgement.fields.pack;
      range.first = judgement.fields.first;
      range.end = judgement.fields.end;
      range.until = judgement.at;
    }
    range.first = std::min(range.first, judgement.fields.first);
    range.end = std::max(range.end, judgement.fields.end);
    range.from = judgement.at;
    range.alerts += judgement.fields.alerts;
    ++range.judgements;
    results.push_back(judgement.fields.result);
  }

  JudgementRange Finish() {
    std::string bytes = "custos/judgements/1";
    bytes.push_back('\0');
    for (auto result = results.rbegin(); result != results.rend(); ++result) bytes += AsBytes(*result);
    range.results = Sha256(bytes);
    return range;
  }
};

}  // namespace

Result<LeafRange> PostgresHistory::Find(TimeMs from, TimeMs until) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const db::Transaction view(*lease);
    HoldRows(*lease);
    const auto list = sealed_.catalog.List(*lease);
    const db::Rows rows = lease->Query(kRange, db::Params().Int(Signed(list->end())).Int(from).Int(until));
    LeafRange range{rows.Id(0, 0), rows.Id(0, 1)};
    for (const SegmentInfo& segment : list->segments) {
      if (segment.messages == 0 || segment.last_at < from || segment.first_at >= until) continue;
      range.first = range.end == 0 ? segment.first_leaf : std::min(range.first, segment.first_leaf);
      range.end = std::max(range.end, segment.end_leaf);
    }
    return range;
  });
}

Result<std::vector<HistoryPart>> PostgresHistory::Read(std::uint64_t from, std::size_t max_bytes) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const std::uint64_t at = lease->Query(kBundleAt, db::Params().Int(Signed(from))).Id(0, 0);
    std::vector<HistoryPart> parts;
    for (StoredBundle& bundle : ReadBundles(*lease, at, max_bytes)) {
      const auto extent = ReadExtent(bundle.bytes);
      if (!extent) throw db::Failure(extent.error());
      parts.push_back({bundle.first, bundle.first + extent->count, std::move(bundle.bytes)});
    }
    // A part that ends before `from` belongs to a log without anything behind it.
    if (!parts.empty() && parts.back().end <= from) parts.clear();
    return parts;
  });
}

Result<std::vector<PastMessage>> PostgresHistory::Decode(const HistoryPart& part, TimeMs from, TimeMs until) const {
  return db::Guard([&] {
    const auto bundle = Bundle::Decode(part.bytes);
    if (!bundle) throw db::Failure(bundle.error());
    std::vector<PastMessage> messages;
    messages.reserve(bundle->leaves().size());
    std::uint64_t id = bundle->first();
    for (const StoredLeaf& leaf : bundle->leaves()) {
      const std::uint64_t own = id++;
      if (leaf.kind != static_cast<std::uint8_t>(RecordKind::kMessage) || leaf.content.empty()) continue;
      auto message = DecodeContent(leaf.content);
      if (!message) throw db::Failure(message.error());
      if (message->sent_at < from || message->sent_at >= until) continue;
      messages.push_back({own, std::move(message).value()});
    }
    return messages;
  });
}

Result<std::optional<MessageRef>> PostgresHistory::Locate(const std::string& source, const std::string& key) {
  return db::Guard([&]() -> std::optional<MessageRef> {
    auto lease = pool_.Acquire();
    const auto found = FindKeys(*lease, sealed_.keys, {IntakeKey(source, key)});
    if (found.empty()) return std::nullopt;
    return found.begin()->second;
  });
}

Result<std::vector<PastAlert>> PostgresHistory::Alerts(const LeafRange& range) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kAlerts, db::Params().Int(Signed(range.first)).Int(Signed(range.end)));
    std::vector<PastAlert> alerts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      alerts.push_back({rows.Id(i, 0), rows.Id(i, 1), rows.Text(i, 2), static_cast<AlertState>(rows.Int(i, 3))});
    }
    return alerts;
  });
}

Result<std::vector<std::uint64_t>> PostgresHistory::AlertsOfRule(const std::string& rule_id, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kOfRule, db::Params().Text(rule_id).Int(Signed(limit)));
    std::vector<std::uint64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows.Id(i, 0));
    return ids;
  });
}

Result<std::vector<RuleHits>> PostgresHistory::Hits(TimeMs hits_since, TimeMs decided_since) {
  return db::Guard([&] {
    const db::Rows rows =
        pool_.Acquire()->Query(kHits, db::Params().Int(std::min(hits_since, decided_since)).Int(Signed(kMostAlerts)));
    std::unordered_map<std::string, RuleHits> by_rule;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto findings = DecodeFindings(rows.Bytes(i, 0));
      if (!findings) continue;  // damage is the verifier's to name
      const auto state = static_cast<AlertState>(rows.Int(i, 1));
      const bool decided = state != AlertState::kNew && state != AlertState::kInReview;
      std::set<std::string> rules;
      for (const Finding& finding : *findings) rules.insert(finding.rule_id);
      for (const std::string& rule : rules) {
        RuleHits& hits = by_rule[rule];
        hits.rule_id = rule;
        if (rows.Int(i, 2) >= hits_since) ++hits.hits;
        if (rows.Int(i, 2) < decided_since || !decided) continue;
        ++hits.decided;
        if (state == AlertState::kFalsePositive) ++hits.false_positives;
      }
    }
    std::vector<RuleHits> all;
    for (auto& [rule, hits] : by_rule) all.push_back(std::move(hits));
    return all;
  });
}

Result<JudgementPage> PostgresHistory::Judgements(std::uint64_t before, std::size_t limit) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    JudgementPage page;
    std::uint64_t at = before == 0 ? lease->Query(kTreeSize).Id(0, 0) : before;
    std::size_t bytes = 0;
    Gathering gathering;
    while (true) {
      const db::Rows rows = lease->Query(kBundlesBefore, db::Params().Int(Signed(at)).Int(Signed(kBundlesAtOnce)));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string data = rows.Bytes(i, 1);
        at = rows.Id(i, 0);
        bytes += data.size();
        for (const Judgement& judgement : JudgementsOf(data)) {
          if (judgement.leaf >= (before == 0 ? UINT64_MAX : before)) continue;
          if (gathering.range.judgements > 0 && gathering.range.pack != judgement.fields.pack) {
            page.items.push_back(gathering.Finish());
            gathering = {};
            if (page.items.size() >= limit) {
              page.next_before = judgement.leaf + 1;
              return page;
            }
          }
          gathering.Add(judgement);
        }
        if (bytes > kHistoryBytes) break;
      }
      if (rows.size() < kBundlesAtOnce || bytes > kHistoryBytes) break;
    }
    if (gathering.range.judgements > 0) page.items.push_back(gathering.Finish());
    if (at > 0 && bytes > kHistoryBytes) page.next_before = at;
    return page;
  });
}

}  // namespace custos::storage
