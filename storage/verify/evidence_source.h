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

namespace custos::storage {

/// The newest state that a store itself claims.
struct LogHead {
  std::uint64_t size = 0;
  Digest root{};
  std::string note;          ///< signed, of the same size and root
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

/// A row of the message table. Members that the table does not keep are left empty and switched off in RowColumns.
struct MessageRow {
  std::uint64_t id = 0;
  ConversationId conversation;
  Message message;
};

/// Which members of MessageRow::message a store keeps outside the evidence. The others are not compared.
struct RowColumns {
  bool conversation_key = true;
  bool action = true;
  bool room = true;
  bool to = true;
  bool quote = true;
  bool detail = true;
  bool media = true;         ///< without the locator, which is a secret
  bool recalls = true;
  bool raw = false;
  bool envelope = false;
};

struct AlertRow {
  std::uint64_t id = 0;
  std::uint64_t message_id = 0;
  std::string category;
  Severity severity = Severity::kMedium;
  std::vector<Finding> findings;
  AlertState state = AlertState::kNew;   ///< must be what its newest decision made it
};

struct DecisionRow {
  std::uint64_t id = 0;
  std::uint64_t alert_id = 0;
  AlertState from = AlertState::kNew;
  AlertState to = AlertState::kNew;
  bool undo = false;
  std::uint64_t user_id = 0;
  std::string user_name;
  std::string note;
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
};

/// Where a verifier reads evidence: a live database or an offline copy. Called from one thread. Everything it returns is
/// treated as hostile.
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

  /// Whether nothing can be appended while this source is read: an offline copy, or a database snapshot.
  virtual bool frozen() const { return false; }

  /// Rows to compare, or nullptr where there are none (an offline copy). Owned by the source.
  virtual RowSource* rows() = 0;
};

}  // namespace custos::storage
