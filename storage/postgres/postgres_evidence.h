// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "storage/postgres/ownership_evidence.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/postgres/sources.h"
#include "storage/verify/evidence_source.h"

namespace custos::storage {

/// Bundles from `from` on in order, as many as fit into `max_bytes`, at least one; empty at the end.
std::vector<StoredBundle> ReadBundles(db::Connection& connection, std::uint64_t from, std::size_t max_bytes);

/// The evidence of a live database for the verifier, read from one snapshot: what is appended meanwhile does not
/// exist for it. One thread.
class PostgresEvidence final : public EvidenceSource, public RowSource {
 public:
  /// Throws db::Failure when the database cannot be reached.
  PostgresEvidence(const std::string& conninfo, Sources& sources, SealedStore& sealed,
                   std::filesystem::path checkpoint_file);

  Result<std::string> PublicKey() override;
  Result<LogHead> Head() override;
  Result<std::vector<StoredBundle>> Bundles(std::uint64_t from, std::size_t max_bytes) override;
  Result<std::uint64_t> BundleAt(std::uint64_t index) override;
  Result<std::vector<StoredCheckpoint>> Checkpoints(std::uint64_t after, std::size_t limit) override;
  Result<std::optional<std::string>> StoredTile(TileId id) override;
  Result<std::optional<std::string>> ExternalCheckpoint() override;
  Result<std::vector<StoredManifest>> Manifests(std::uint64_t from, std::size_t limit) override;
  Result<std::vector<std::string>> ExternalManifests() override { return external_manifests_; }
  Result<std::vector<StoredTimestamp>> Timestamps() override;
  bool frozen() const override { return true; }
  RowSource* rows() override { return this; }

  RowColumns columns() const override;
  std::string Spelling(std::string_view text) const override { return db::StorableText(text); }
  Result<std::vector<MessageRow>> MessageRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override;
  Result<std::vector<AlertRow>> AlertRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override;
  Result<std::vector<DecisionRow>> DecisionRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override;
  Result<std::vector<ParkedRow>> ParkedRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override;
  Result<std::vector<OwnershipRow>> OwnershipRows(std::uint64_t first, std::uint64_t end, std::size_t limit) override {
    return db::Guard([&] { return ReadOwnershipRows(connection_, sources_, first, end, limit); });
  }
  Result<std::vector<std::uint64_t>> StrayOwnership(std::size_t limit) override {
    return db::Guard([&] { return ReadStrayOwnership(connection_, limit); });
  }
  Result<std::vector<VerifyFault>> IndexFaults(std::uint64_t first, std::uint64_t end) override;
  Result<std::vector<KeyRow>> KeyRows(const std::vector<std::string>& keys) override;
  Result<std::vector<PendingRecallRow>> PendingRecalls(const std::vector<std::string>& keys) override;
  Result<std::vector<MediaRow>> MediaRows(const std::vector<std::uint64_t>& message_ids) override;
  Result<std::vector<SourceRow>> SourceRows() override;
  Result<std::vector<PartyRow>> PartyRows(const std::vector<ConversationId>& conversations) override;
  Result<std::vector<ConversationRow>> ConversationRows(const std::optional<ConversationId>& after,
                                                        std::size_t limit) override;

 private:
  void AddMedia(std::vector<MessageRow>& rows);
  void AddSealed(std::uint64_t first, std::uint64_t end, std::vector<MessageRow>& rows);
  std::vector<VerifyFault> FaultsOf(const SegmentInfo& segment);

  db::Connection connection_;
  Sources& sources_;
  SealedStore& sealed_;
  std::shared_ptr<const SegmentList> segments_;
  std::map<std::string, KeyRow> sealed_keys_;  ///< of the messages that were read last
  const std::filesystem::path checkpoint_file_;
  std::optional<std::string> external_note_;     ///< read before the snapshot was taken
  std::vector<std::string> external_manifests_;  ///< the same
  std::unique_ptr<db::Transaction> snapshot_;
};

}  // namespace custos::storage
