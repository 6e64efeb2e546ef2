// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/alert_store.h"
#include "storage/ownership.h"

namespace custos::storage {

/// What a leaf of the evidence log is. Values are stored; never renumber. See FORMAT.md section 2.
enum class RecordKind : std::uint8_t {
  kMessage = 1,
  kParked = 2,
  kJudgement = 3,
  kAlert = 4,
  kDecision = 5,
  kPack = 6,
  kMedia = 7,
  kUnparked = 8,
  kErasure = 9,
  kPage = 10,
  kManifest = 11,
  kOwnership = 128,
};

std::string_view ToString(RecordKind kind);  ///< "message", "parked" …; "unknown" for kinds of later versions

/// Whether leaves of this kind commit to content, which can be erased later.
bool HasContent(RecordKind kind);

struct MessageFields {
  std::string source;
  std::uint64_t seq = 0;
  std::string key;
  ConversationId conversation;
  TimeMs sent_at = 0;
  Role role = Role::kUnknown;
  Digest envelope{};  ///< zeros when there was none
};

struct ParkedFields {
  std::string source;
  std::uint64_t seq = 0;
  std::string key;
  std::string reason;
  std::uint32_t key_version = 0;
  Digest envelope{};  ///< SHA-256 of the content
};

struct JudgementFields {
  Digest pack{};
  std::uint64_t first = 0;  ///< judged leaves: [first, end)
  std::uint64_t end = 0;
  std::uint64_t alerts = 0;  ///< how many alert leaves stand directly before this one and belong to it
  Digest result{};           ///< JudgementResult of those alerts
};

struct AlertFields {
  std::uint64_t message_id = 0;
  std::string category;
  Severity severity = Severity::kMedium;
  Digest pack{};
};

struct DecisionFields {
  std::uint64_t alert_id = 0;
  AlertState from = AlertState::kNew;
  AlertState to = AlertState::kNew;
  bool undo = false;
};

struct PackFields {
  Digest pack{};
};

struct MediaFields {
  std::uint64_t message_id = 0;
  std::uint32_t position = 0;
  Digest content{};
  std::uint64_t size = 0;
};

struct UnparkedFields {
  std::string source;
  std::uint64_t seq = 0;
  std::uint64_t parked_id = 0;  ///< leaf of the parked message that is settled
};

struct ErasureFields {
  std::uint64_t first = 0;  ///< erased leaves: [first, end)
  std::uint64_t end = 0;
  std::string reason;  ///< stable code
};

struct PageFields {
  std::string source;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  std::uint64_t count = 0;  ///< distinct sequence numbers received between them
  Digest reply{};           ///< SHA-256 of the reply as received; zeros when none was kept
};

/// What a source brought in a range of leaves, see Manifest.
struct ManifestFields {
  std::string text;
};

/// A step in who serves a customer.
struct OwnershipFields {
  std::uint64_t customer = 0;
  std::string line;
  OwnershipAct act = OwnershipAct::kAssign;
  std::optional<std::uint64_t> previous;  ///< leaf of the step before, of the same customer and line
};

/// A kind of a later version: hashed, not interpreted.
struct UnknownFields {
  std::uint8_t kind = 0;
  std::string bytes;
};

using RecordFields =
    std::variant<MessageFields, ParkedFields, JudgementFields, AlertFields, DecisionFields, PackFields, MediaFields,
                 UnparkedFields, ErasureFields, PageFields, ManifestFields, OwnershipFields, UnknownFields>;

RecordKind KindOf(const RecordFields& fields);

/// One leaf, decoded.
struct Record {
  TimeMs at = 0;
  RecordFields fields;
  std::optional<Digest> commitment;  ///< exactly for kinds with content
};

/// The canonical bytes that the leaf hash covers.
std::string EncodeRecord(const Record& record);

/// kCorrupt for anything that is not the canonical encoding of a record.
Result<Record> DecodeRecord(std::string_view bytes);

/// The public fields of a message.
MessageFields FieldsOf(const Message& message);

/// What a judgement leaf says of the alerts it raised, given their leaf hashes in order.
Digest JudgementResult(const std::vector<Digest>& alert_leaves);

}  // namespace custos::storage
