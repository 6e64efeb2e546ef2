// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/format/checkpoint.h"
#include "storage/format/manifest_tally.h"
#include "storage/format/merkle.h"
#include "storage/format/sample_test.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify/verifier.h"

namespace custos::storage::testing {

/// A whole archive in memory, open to every kind of damage. Commit() appends like a store would.
class MemoryEvidence final : public EvidenceSource, public RowSource {
 public:
  explicit MemoryEvidence(NoteSigner key = *NoteSigner::Generate("custos/test")) : signer(std::move(key)) {
    head = {0, EmptyRoot(), *signer.Sign(0, EmptyRoot())};
  }

  /// A page leaf, messages, an alert on the first of them and the judgement: messages + 3 leaves.
  void Commit(std::size_t count) {
    BundleBuilder builder(log.size(), 1'700'000'000'000 + static_cast<TimeMs>(log.size()),
                          Sha256(std::to_string(log.size())));
    builder.Add(PageFields{.source = "s", .first_seq = seq + 1, .last_seq = seq + count, .count = count, .reply = {}});
    const std::uint64_t first = builder.next();
    for (std::size_t i = 0; i < count; ++i) {
      const Message message = FullMessage(++seq);
      if (seq == left_out) continue;
      messages.push_back({builder.AddMessage(message), message.conversation(), message});
    }
    const std::vector<Finding> findings{{"rule", "1", "abuse", Severity::kHigh, {{0, 3}}, ""}};
    const std::uint64_t alert =
        builder.Add(AlertFields{first, "abuse", Severity::kHigh, Digest{}}, EncodeFindings(findings));
    alerts.push_back({.id = alert,
                      .message_id = first,
                      .category = "abuse",
                      .severity = Severity::kHigh,
                      .findings = findings,
                      .created_at = builder.at(),
                      .state = AlertState::kNew,
                      .version = 1,
                      .decided_by = {},
                      .decided_at = 0,
                      .note = {}});
    builder.AddJudgement(Digest{}, first, alert);
    Append(builder);
  }

  /// One leaf that moves the newest alert on.
  void Decide(AlertState to) {
    BundleBuilder builder(log.size(), 1'700'000'100'000, Sha256(std::to_string(log.size())));
    AlertRow& alert = alerts.back();
    const std::uint64_t id =
        builder.Add(DecisionFields{alert.id, alert.state, to, false}, EncodeStatement({7, "审核员", "已看"}));
    decisions.push_back({id, alert.id, alert.state, to, false, 7, "审核员", builder.at(), "已看"});
    alert.state = to;
    ++alert.version;
    alert.decided_by = "审核员";
    alert.decided_at = builder.at();
    alert.note = "已看";
    Append(builder);
  }

  void Append(BundleBuilder& builder) {
    for (const Digest& hash : builder.leaf_hashes()) log.Append(hash);
    bundles.push_back({builder.first(), *builder.Finish()});
    for (Tile& tile : log.TakeChangedTiles()) tiles[tile.id] = std::move(tile.bytes);
    head = {log.size(), log.Root(), *signer.Sign(log.size(), log.Root())};
  }

  /// One manifest for every source over the leaves since the last ones.
  void MakeManifests() {
    const std::uint64_t first = manifests.empty() ? 0 : ParseManifest(TextOf(manifests.back().note))->end;
    std::map<std::string, ManifestTally> sources;
    for (const StoredBundle& stored : bundles) {
      const Bundle bundle = *Bundle::Decode(stored.bytes);
      for (std::uint64_t index = std::max(first, bundle.first()); index < bundle.end(); ++index) {
        const Leaf leaf = *bundle.ReadLeaf(index);
        if (const auto source = SourceOf(leaf.record)) sources[std::string(*source)].Add(index, leaf.record, leaf.hash);
      }
    }
    BundleBuilder builder(log.size(), 1'700'000'000'000, Sha256("manifests"));
    const std::uint64_t end = log.size();
    for (const auto& [source, tally] : sources) {
      Manifest manifest{.origin = signer.verifier().name(), .source = source, .first = first, .end = end};
      std::optional<std::uint64_t> last;
      for (const StoredManifest& stored : manifests) {
        const std::string text = TextOf(stored.note);
        const Manifest before = *ParseManifest(text);
        if (before.source != source) continue;
        manifest.previous = Manifest::Previous{stored.leaf, Sha256(text)};
        if (before.sequence) last = before.sequence->last;
      }
      tally.Fill(manifest, last);
      const std::string text = FormatManifest(manifest);
      manifests.push_back({builder.Add(ManifestFields{text}), *signer.SignText(text)});
    }
    Append(builder);
  }

  static std::string TextOf(const std::string& note) { return note.substr(0, note.rfind("\n\n") + 1); }

  void Checkpoint() { checkpoints.push_back({head.size, head.note}); }

  Result<VerifyReport> Verify(VerifyOptions options = {}) {
    const SystemClock clock;
    return Verifier(*this, clock, std::move(options)).Run();
  }

  Result<std::string> PublicKey() override { return signer.verifier().vkey(); }
  Result<LogHead> Head() override { return head; }
  Result<std::vector<StoredBundle>> Bundles(std::uint64_t from, std::size_t max_bytes) override {
    std::vector<StoredBundle> page;
    std::size_t bytes = 0;
    for (const StoredBundle& bundle : bundles) {
      if (bundle.first < from) continue;
      if (!page.empty() && bytes + bundle.bytes.size() > std::min(max_bytes, batch)) break;
      page.push_back(bundle);
      bytes += bundle.bytes.size();
    }
    return page;
  }
  Result<std::uint64_t> BundleAt(std::uint64_t index) override {
    std::uint64_t best = 0;
    for (const StoredBundle& bundle : bundles) {
      if (bundle.first <= index) best = bundle.first;
    }
    return best;
  }
  Result<std::vector<StoredCheckpoint>> Checkpoints(std::uint64_t after, std::size_t limit) override {
    std::vector<StoredCheckpoint> page;
    for (const StoredCheckpoint& checkpoint : checkpoints) {
      if (checkpoint.size > after && page.size() < limit) page.push_back(checkpoint);
    }
    return page;
  }
  Result<std::optional<std::string>> StoredTile(TileId id) override {
    const auto tile = tiles.find(id);
    return tile == tiles.end() ? std::optional<std::string>() : tile->second;
  }
  Result<std::optional<std::string>> ExternalCheckpoint() override { return external; }
  Result<std::vector<StoredManifest>> Manifests(std::uint64_t from, std::size_t limit) override {
    std::vector<StoredManifest> page;
    for (const StoredManifest& manifest : manifests) {
      if (manifest.leaf >= from && page.size() < limit) page.push_back(manifest);
    }
    return page;
  }
  bool frozen() const override { return true; }
  RowSource* rows() override { return this; }

  RowColumns columns() const override { return {.raw = true, .envelope = true}; }
  Result<std::vector<MessageRow>> MessageRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override {
    return Select(messages, first, end, limit);
  }
  Result<std::vector<AlertRow>> AlertRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override {
    return Select(alerts, first, end, limit);
  }
  Result<std::vector<DecisionRow>> DecisionRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override {
    return Select(decisions, first, end, limit);
  }

  NoteSigner signer;
  LogAppender log;
  LogHead head;
  std::uint64_t seq = 0;
  std::uint64_t left_out = 0;  ///< number of a message that is never committed
  std::vector<StoredManifest> manifests;
  std::size_t batch = SIZE_MAX;
  std::vector<StoredBundle> bundles;
  std::vector<StoredCheckpoint> checkpoints;
  std::map<TileId, std::string> tiles;
  std::optional<std::string> external;
  std::vector<MessageRow> messages;
  std::vector<AlertRow> alerts;
  std::vector<DecisionRow> decisions;

 private:
  template <class Row>
  static std::vector<Row> Select(std::vector<Row> rows, std::uint64_t first, std::uint64_t end, std::size_t limit) {
    std::erase_if(rows, [&](const Row& row) { return row.id < first || row.id >= end; });
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
    if (rows.size() > limit) rows.resize(limit);
    return rows;
  }
};

/// 60 commits of 13 leaves (780 leaves, three full chunks), decisions behind them, checkpoints every ten commits.
inline MemoryEvidence SampleArchive() {
  MemoryEvidence archive;
  for (int i = 1; i <= 60; ++i) {
    archive.Commit(10);
    if (i % 10 == 0) archive.Checkpoint();
  }
  archive.Decide(AlertState::kInReview);
  archive.Decide(AlertState::kViolation);
  archive.external = archive.head.note;
  return archive;
}

}  // namespace custos::storage::testing
