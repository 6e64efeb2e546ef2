// SPDX-License-Identifier: Apache-2.0
#include "storage/format/fields.h"

#include <algorithm>

#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr auto kMaxRole = static_cast<std::uint8_t>(Role::kRobot);
constexpr auto kMaxSeverity = static_cast<std::uint8_t>(Severity::kCritical);
constexpr auto kMaxState = static_cast<std::uint8_t>(AlertState::kEscalated);

void Put(std::string& out, const MessageFields& f) {
  PutBytes(out, f.source);
  PutUint(out, f.seq);
  PutBytes(out, f.key);
  out.append(reinterpret_cast<const char*>(f.conversation.bytes.data()), f.conversation.bytes.size());
  PutSint(out, f.sent_at);
  PutByte(out, static_cast<std::uint8_t>(f.role));
  PutOptionalDigest(out, f.envelope);
}

void Put(std::string& out, const ParkedFields& f) {
  PutBytes(out, f.source);
  PutUint(out, f.seq);
  PutBytes(out, f.key);
  PutBytes(out, f.reason);
  PutUint(out, f.key_version);
  PutDigest(out, f.envelope);
}

void Put(std::string& out, const JudgementFields& f) {
  PutDigest(out, f.pack);
  PutUint(out, f.first);
  PutUint(out, f.end);
  PutUint(out, f.alerts);
  PutDigest(out, f.result);
}

void Put(std::string& out, const AlertFields& f) {
  PutUint(out, f.message_id);
  PutBytes(out, f.category);
  PutByte(out, static_cast<std::uint8_t>(f.severity));
  PutDigest(out, f.pack);
}

void Put(std::string& out, const DecisionFields& f) {
  PutUint(out, f.alert_id);
  PutByte(out, static_cast<std::uint8_t>(f.from));
  PutByte(out, static_cast<std::uint8_t>(f.to));
  PutByte(out, f.undo ? 1 : 0);
}

void Put(std::string& out, const PackFields& f) { PutDigest(out, f.pack); }

void Put(std::string& out, const MediaFields& f) {
  PutUint(out, f.message_id);
  PutUint(out, f.position);
  PutDigest(out, f.content);
  PutUint(out, f.size);
}

void Put(std::string& out, const UnparkedFields& f) {
  PutBytes(out, f.source);
  PutUint(out, f.seq);
  PutUint(out, f.parked_id);
}

void Put(std::string& out, const ErasureFields& f) {
  PutUint(out, f.first);
  PutUint(out, f.end);
  PutBytes(out, f.reason);
}

void Put(std::string& out, const PageFields& f) {
  PutBytes(out, f.source);
  PutUint(out, f.first_seq);
  PutUint(out, f.last_seq);
  PutUint(out, f.count);
  PutOptionalDigest(out, f.reply);
}

void Put(std::string& out, const ManifestFields& f) { PutBytes(out, f.text); }

void Put(std::string& out, const OwnershipFields& f) {
  PutUint(out, f.customer);
  PutBytes(out, f.line);
  PutByte(out, static_cast<std::uint8_t>(f.act));
  PutByte(out, f.previous ? 1 : 0);
  if (f.previous) PutUint(out, *f.previous);
}

void Put(std::string& out, const UnknownFields& f) { out.append(f.bytes); }

MessageFields TakeMessage(WireReader& in) {
  MessageFields f;
  f.source = in.String();
  f.seq = in.Uint();
  f.key = in.String();
  const std::string_view conversation = in.Take(f.conversation.bytes.size());
  std::copy(conversation.begin(), conversation.end(), reinterpret_cast<char*>(f.conversation.bytes.data()));
  f.sent_at = in.Sint();
  f.role = static_cast<Role>(in.Byte(kMaxRole));
  f.envelope = in.OptionalHash();
  return f;
}

ParkedFields TakeParked(WireReader& in) {
  ParkedFields f;
  f.source = in.String();
  f.seq = in.Uint();
  f.key = in.String();
  f.reason = in.String();
  f.key_version = in.Uint32();
  f.envelope = in.Hash();
  return f;
}

JudgementFields TakeJudgement(WireReader& in) {
  JudgementFields f;
  f.pack = in.Hash();
  f.first = in.Uint();
  f.end = in.Uint();
  f.alerts = in.Uint();
  f.result = in.Hash();
  return f;
}

AlertFields TakeAlert(WireReader& in) {
  AlertFields f;
  f.message_id = in.Uint();
  f.category = in.String();
  f.severity = static_cast<Severity>(in.Byte(kMaxSeverity));
  f.pack = in.Hash();
  return f;
}

DecisionFields TakeDecision(WireReader& in) {
  DecisionFields f;
  f.alert_id = in.Uint();
  f.from = static_cast<AlertState>(in.Byte(kMaxState));
  f.to = static_cast<AlertState>(in.Byte(kMaxState));
  f.undo = in.Byte(1) != 0;
  return f;
}

OwnershipFields TakeOwnership(WireReader& in) {
  OwnershipFields f;
  f.customer = in.Uint();
  f.line = in.String();
  const std::uint8_t act = in.Byte(static_cast<std::uint8_t>(OwnershipAct::kTakeApart));
  if (act == 0) in.Fail();
  f.act = static_cast<OwnershipAct>(act);
  if (in.Byte(1) != 0) f.previous = in.Uint();
  return f;
}

MediaFields TakeMedia(WireReader& in) {
  MediaFields f;
  f.message_id = in.Uint();
  f.position = in.Uint32();
  f.content = in.Hash();
  f.size = in.Uint();
  return f;
}

UnparkedFields TakeUnparked(WireReader& in) {
  UnparkedFields f;
  f.source = in.String();
  f.seq = in.Uint();
  f.parked_id = in.Uint();
  return f;
}

ErasureFields TakeErasure(WireReader& in) {
  ErasureFields f;
  f.first = in.Uint();
  f.end = in.Uint();
  f.reason = in.String();
  return f;
}

PageFields TakePage(WireReader& in) {
  PageFields f;
  f.source = in.String();
  f.first_seq = in.Uint();
  f.last_seq = in.Uint();
  f.count = in.Uint();
  f.reply = in.OptionalHash();
  return f;
}

RecordFields TakeFields(std::uint8_t kind, WireReader& in) {
  switch (static_cast<RecordKind>(kind)) {
    case RecordKind::kMessage: return TakeMessage(in);
    case RecordKind::kParked: return TakeParked(in);
    case RecordKind::kJudgement: return TakeJudgement(in);
    case RecordKind::kAlert: return TakeAlert(in);
    case RecordKind::kDecision: return TakeDecision(in);
    case RecordKind::kPack: return PackFields{.pack = in.Hash()};
    case RecordKind::kMedia: return TakeMedia(in);
    case RecordKind::kUnparked: return TakeUnparked(in);
    case RecordKind::kErasure: return TakeErasure(in);
    case RecordKind::kPage: return TakePage(in);
    case RecordKind::kManifest: return ManifestFields{.text = in.String()};
    case RecordKind::kOwnership: return TakeOwnership(in);
  }
  return UnknownFields{.kind = kind, .bytes = std::string(in.Take(in.rest().size()))};
}

}  // namespace

void EncodeFields(std::string& out, const RecordFields& fields) {
  std::visit([&](const auto& f) { Put(out, f); }, fields);
}

Result<RecordFields> DecodeFields(std::uint8_t kind, std::string_view bytes) {
  if (kind == 0) return Malformed("record");
  WireReader reader(bytes);
  RecordFields fields = TakeFields(kind, reader);
  if (!reader.Finished()) return Malformed("record");
  return fields;
}

}  // namespace custos::storage
