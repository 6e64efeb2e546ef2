// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/alert_store.h"
#include "storage/format/merkle.h"
#include "storage/ownership.h"
#include "storage/verify_report.h"

namespace custos::storage {

/// The newest state that a store itself claims.
struct LogHead {
  std::uint64_t size = 0;
  Digest root{};
  std::string note;  ///< signed, of the same size and root
};

/// A signed note under the size by which the store files it.
struct StoredCheckpoint {
  std::uint64_t size = 0;
  std::string note;
};

/// A bundle under the first index by which the store files it.
struct StoredBundle {
  std::uint64_t first = 0;
  std::string bytes;
};

/// A signed manifest under the leaf by which the store files it.
struct StoredManifest {
  std::uint64_t leaf = 0;
  std::string note;
};

/// An authority's response about the checkpoint of this size.
struct StoredTimestamp {
  std::uint64_t size = 0;
  std::string response;  ///< DER
};

/// A row of the message table. Members that the table does not keep are left empty and switched off in RowColumns.
struct MessageRow {
  std::uint64_t id = 0;
  ConversationId conversation;
  Message message;
  TimeMs recalled_at = 0;
  std::uint64_t recalled_by = 0;              ///< leaf of the recall; 0 when it was not taken back
  std::vector<std::uint32_t> stored_media{};  ///< positions whose file is there
};

/// Which members of MessageRow::message a store keeps outside the evidence. The others are not compared.
struct RowColumns {
  bool conversation_key = true;
  bool action = true;
  bool room = true;
  bool to = true;
  bool quote = true;
  bool detail = true;
  bool media = true;  ///< without the locator, which is a secret
  bool recalls = true;
  bool raw = false;
  bool envelope = false;
  bool parked = false;     ///< ParkedRows
  bool ownership = false;  ///< OwnershipRows, StrayOwnership
  bool people = false;     ///< of alerts: conversation, sent_at, employee, counterpart
  bool sources = false;    ///< SourceRows
  bool links = false;      ///< recall marks, KeyRows, PendingRecalls, MediaRows, ConversationRows, PartyRows
};

struct AlertRow {
  std::uint64_t id = 0;
  std::uint64_t message_id = 0;
  std::string category;
  Severity severity = Severity::kMedium;
  std::vector<Finding> findings;
  AlertDetail detail = {};
  TimeMs created_at = 0;
  // What its newest decision made of it.
  AlertState state = AlertState::kNew;
  std::uint64_t version = 1;
  std::string decided_by;
  TimeMs decided_at = 0;
  std::string note;
  // Of its message; compared where RowColumns::people says so.
  ConversationId conversation{};
  TimeMs sent_at = 0;
  std::string employee{};
  std::optional<Party> counterpart{};
};

struct DecisionRow {
  std::uint64_t id = 0;
  std::uint64_t alert_id = 0;
  AlertState from = AlertState::kNew;
  AlertState to = AlertState::kNew;
  bool undo = false;
  std::uint64_t user_id = 0;
  std::string user_name;
  TimeMs at = 0;
  std::string note;
};

/// A step of the ownership ledger.
struct OwnershipRow {
  std::uint64_t id = 0;
  std::uint64_t customer = 0;
  std::string line;
  std::optional<std::uint64_t> previous;
  OwnershipAct act = OwnershipAct::kAssign;
  TimeMs at = 0;
  std::optional<EmployeeRef> employee;
  std::string content;
  bool followed = false;                   ///< a later entry says what stands
  bool fork = false;                       ///< an earlier entry follows `previous` too
  std::optional<OwnershipState> standing;  ///< of one that is not: what is said to stand since it; nullopt: nothing is
};

struct ParkedRow {
  std::uint64_t id = 0;
  std::string source;
  std::uint64_t seq = 0;
  std::string key;
  std::string reason;
  std::uint32_t key_version = 0;
  bool settled = false;
  std::string envelope;  ///< empty once settled
};

/// Where the message of an intake key is.
struct KeyRow {
  std::string key;  ///< 16 bytes, see IntakeKey
  std::uint64_t message_id = 0;
  ConversationId conversation;
  TimeMs sent_at = 0;
};

/// A recall whose original has not arrived.
struct PendingRecallRow {
  std::string key;  ///< of the original
  TimeMs at = 0;
  std::uint64_t by = 0;  ///< leaf of the recall
};

struct MediaRow {
  std::uint64_t message_id = 0;
  std::uint32_t position = 0;
  bool stored = false;
  Digest content{};
  std::uint64_t size = 0;  ///< stored bytes
};

struct ConversationRow {
  ConversationId id;
  std::string source;
  std::string key;
  ConversationKind kind = ConversationKind::kSingle;
  std::string room;
  std::uint64_t messages = 0;
  TimeMs first_at = 0;
  TimeMs last_at = 0;
};

/// What a source has brought, as its ledger counts it.
struct SourceRow {
  std::string name;
  std::uint64_t messages = 0;
  std::uint64_t parked = 0;  ///< and not settled
  std::uint64_t last_seq = 0;
  TimeMs newest_sent_at = 0;
};

struct PartyRow {
  ConversationId conversation;
  Party party;
};

/// Rows derived from the evidence. Each call gives the rows whose id lies in [first, end), in order of id, at most
/// `limit`; two rows of one id are both given. Asked for ranges of a few ten thousand leaves.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual RowColumns columns() const { return {}; }
  /// How this store spells a text: replaces what its text columns cannot hold. Applied to what is expected.
  virtual std::string Spelling(std::string_view text) const { return std::string(text); }
  virtual Result<std::vector<MessageRow>> MessageRows(std::uint64_t first, std::uint64_t end, std::size_t limit) = 0;
  virtual Result<std::vector<AlertRow>> AlertRows(std::uint64_t first, std::uint64_t end, std::size_t limit) = 0;
  virtual Result<std::vector<DecisionRow>> DecisionRows(std::uint64_t first, std::uint64_t end, std::size_t limit) = 0;
  virtual Result<std::vector<ParkedRow>> ParkedRows(std::uint64_t, std::uint64_t, std::size_t) {
    return std::vector<ParkedRow>();
  }

  virtual Result<std::vector<OwnershipRow>> OwnershipRows(std::uint64_t, std::uint64_t, std::size_t) {
    return std::vector<OwnershipRow>();
  }
  /// Customers who are said to be owned or in a pool without the entry that says so, at most `limit`.
  virtual Result<std::vector<std::uint64_t>> StrayOwnership(std::size_t) { return std::vector<std::uint64_t>(); }

  /// What the index of messages without rows says that the evidence does not; of index parts that end within
  /// (first, end].
  virtual Result<std::vector<VerifyFault>> IndexFaults(std::uint64_t, std::uint64_t) {
    return std::vector<VerifyFault>();
  }

  // The rows of these keys, messages and conversations, in any order. Asked only of a frozen source with
  // RowColumns::links.
  virtual Result<std::vector<KeyRow>> KeyRows(const std::vector<std::string>&) { return std::vector<KeyRow>(); }
  virtual Result<std::vector<PendingRecallRow>> PendingRecalls(const std::vector<std::string>&) {
    return std::vector<PendingRecallRow>();
  }
  virtual Result<std::vector<MediaRow>> MediaRows(const std::vector<std::uint64_t>&) { return std::vector<MediaRow>(); }
  virtual Result<std::vector<PartyRow>> PartyRows(const std::vector<ConversationId>&) {
    return std::vector<PartyRow>();
  }
  virtual Result<std::vector<SourceRow>> SourceRows() { return std::vector<SourceRow>(); }
  /// Conversations with a greater id than `after`, in order of id; all without it.
  virtual Result<std::vector<ConversationRow>> ConversationRows(const std::optional<ConversationId>&, std::size_t) {
    return std::vector<ConversationRow>();
  }
};

/// Where a verifier reads evidence: a live database or an offline copy. Called from one thread. Everything it returns
/// is treated as hostile.
class EvidenceSource {
 public:
  virtual ~EvidenceSource() = default;

  /// The archive's public key as a note verifier key.
  virtual Result<std::string> PublicKey() = 0;

  virtual Result<LogHead> Head() = 0;

  /// Bundles filed under a first index ≥ `from`, in order of it: as many as fit into `max_bytes`, at least one; empty
  /// at the end.
  virtual Result<std::vector<StoredBundle>> Bundles(std::uint64_t from, std::size_t max_bytes) = 0;

  /// The greatest index ≤ `index` under which a bundle is filed; 0 when there is none.
  virtual Result<std::uint64_t> BundleAt(std::uint64_t index) = 0;

  /// Stored checkpoints with filed size > `after`, in order of filed size, at most `limit`.
  virtual Result<std::vector<StoredCheckpoint>> Checkpoints(std::uint64_t after, std::size_t limit) = 0;

  /// A stored tile of level ≥ 1 as it is; nullopt when there is none.
  virtual Result<std::optional<std::string>> StoredTile(TileId id) = 0;

  /// The newest signed note kept outside the store (in the data directory); nullopt when there is none.
  virtual Result<std::optional<std::string>> ExternalCheckpoint() = 0;

  /// Stored manifests of leaves ≥ `from`, in order of the leaf, at most `limit`.
  virtual Result<std::vector<StoredManifest>> Manifests(std::uint64_t, std::size_t) {
    return std::vector<StoredManifest>();
  }
  /// Manifest notes kept outside the store (in the data directory).
  virtual Result<std::vector<std::string>> ExternalManifests() { return std::vector<std::string>(); }

  /// All timestamps, in order of size.
  virtual Result<std::vector<StoredTimestamp>> Timestamps() { return std::vector<StoredTimestamp>(); }

  /// Whether nothing can be appended while this source is read: an offline copy, or a database snapshot.
  virtual bool frozen() const { return false; }

  /// Rows to compare, or nullptr where there are none (an offline copy). Owned by the source.
  virtual RowSource* rows() = 0;
};

}  // namespace custos::storage
