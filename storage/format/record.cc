// SPDX-License-Identifier: Apache-2.0
#include "storage/format/record.h"

#include <algorithm>

#include "storage/format/fields.h"
#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kFirstUnknownWithContent = 128;

}  // namespace

std::string_view ToString(RecordKind kind) {
  switch (kind) {
    case RecordKind::kMessage: return "message";
    case RecordKind::kParked: return "parked";
    case RecordKind::kJudgement: return "judgement";
    case RecordKind::kAlert: return "alert";
    case RecordKind::kDecision: return "decision";
    case RecordKind::kPack: return "pack";
    case RecordKind::kMedia: return "media";
    case RecordKind::kUnparked: return "unparked";
    case RecordKind::kErasure: return "erasure";
    case RecordKind::kPage: return "page";
    case RecordKind::kManifest: return "manifest";
    case RecordKind::kOwnership: return "ownership";
  }
  return "unknown";
}

bool HasContent(RecordKind kind) {
  switch (kind) {
    case RecordKind::kMessage:
    case RecordKind::kParked:
    case RecordKind::kAlert:
    case RecordKind::kDecision:
    case RecordKind::kPack:
    case RecordKind::kErasure:
    case RecordKind::kOwnership: return true;
    case RecordKind::kJudgement:
    case RecordKind::kMedia:
    case RecordKind::kUnparked:
    case RecordKind::kPage:
    case RecordKind::kManifest: return false;
  }
  return static_cast<std::uint8_t>(kind) >= kFirstUnknownWithContent;
}

RecordKind KindOf(const RecordFields& fields) {
  if (const auto* unknown = std::get_if<UnknownFields>(&fields)) return static_cast<RecordKind>(unknown->kind);
  if (std::holds_alternative<OwnershipFields>(fields)) return RecordKind::kOwnership;
  return static_cast<RecordKind>(fields.index() + 1);  // the variant lists the others in order
}

std::string EncodeRecord(const Record& record) {
  std::string out;
  out.reserve(256);
  PutByte(out, kVersion);
  PutByte(out, static_cast<std::uint8_t>(KindOf(record.fields)));
  PutSint(out, record.at);
  EncodeFields(out, record.fields);
  if (record.commitment) PutDigest(out, *record.commitment);
  return out;
}

Result<Record> DecodeRecord(std::string_view bytes) {
  WireReader reader(bytes);
  const std::uint8_t version = reader.Byte();
  const std::uint8_t kind = reader.Byte();
  Record record;
  record.at = reader.Sint();
  if (!reader.ok() || version != kVersion || kind == 0) return Malformed("record");

  std::string_view body = reader.rest();
  if (HasContent(static_cast<RecordKind>(kind))) {
    if (body.size() < sizeof(Digest)) return Malformed("record");
    record.commitment = DigestFromBytes(body.substr(body.size() - sizeof(Digest)));
    body.remove_suffix(sizeof(Digest));
  }
  Result<RecordFields> fields = DecodeFields(kind, body);
  if (!fields) return fields.error();
  record.fields = std::move(*fields);
  return record;
}

MessageFields FieldsOf(const Message& message) {
  return {.source = message.source,
          .seq = message.seq,
          .key = message.key,
          .conversation = message.conversation(),
          .sent_at = message.sent_at,
          .role = message.role,
          .envelope = message.envelope};
}

Digest JudgementResult(const std::vector<Digest>& alert_leaves) {
  std::string joined;
  joined.reserve(alert_leaves.size() * sizeof(Digest));
  for (const Digest& leaf : alert_leaves) PutDigest(joined, leaf);
  return Sha256({"custos/judgement/1", std::string_view("\0", 1), joined});
}

}  // namespace custos::storage
