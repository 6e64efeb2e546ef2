// SPDX-License-Identifier: Apache-2.0
#include "storage/format/content.h"

#include <algorithm>

#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr std::uint8_t kVersion = 1;

void PutParty(std::string& out, const Party& party) {
  PutByte(out, static_cast<std::uint8_t>(party.kind));
  PutBytes(out, party.id);
}

Party TakeParty(WireReader& in) {
  Party party;
  party.kind = static_cast<PartyKind>(in.Byte(static_cast<std::uint8_t>(PartyKind::kRobot)));
  party.id = in.String();
  return party;
}

void PutMedia(std::string& out, const MediaRef& media) {
  PutBytes(out, media.kind);
  PutBytes(out, media.locator);
  PutBytes(out, media.md5);
  PutUint(out, media.size);
  PutBytes(out, media.name);
  PutUint(out, media.duration_s);
}

MediaRef TakeMedia(WireReader& in) {
  MediaRef media;
  media.kind = in.String();
  media.locator = in.String();
  media.md5 = in.String();
  media.size = in.Uint();
  media.name = in.String();
  media.duration_s = in.Uint32();
  return media;
}

void PutSpans(std::string& out, const std::vector<Span>& spans) {
  PutUint(out, spans.size());
  for (const Span& span : spans) {
    PutUint(out, span.begin);
    PutUint(out, span.end);
  }
}

std::vector<Span> TakeSpans(WireReader& in) {
  std::vector<Span> spans(in.Count());
  for (Span& span : spans) {
    span.begin = in.Uint32();
    span.end = in.Uint32();
  }
  return spans;
}

void PutTexts(std::string& out, const std::vector<std::string>& texts) {
  PutUint(out, texts.size());
  for (const std::string& text : texts) PutBytes(out, text);
}

std::vector<std::string> TakeTexts(WireReader& in) {
  std::vector<std::string> texts(in.Count());
  for (std::string& text : texts) text = in.String();
  return texts;
}

Finding TakeFinding(WireReader& in) {
  Finding finding;
  finding.rule_id = in.String();
  finding.rule_version = in.String();
  finding.category = in.String();
  finding.severity = static_cast<Severity>(in.Byte(static_cast<std::uint8_t>(Severity::kCritical)));
  finding.spans = TakeSpans(in);
  finding.folded = in.String();
  finding.parts.resize(in.Count());
  for (FindingPart& part : finding.parts) {
    part.source = in.String();
    part.key = in.String();
    part.spans = TakeSpans(in);
  }
  return finding;
}

// Enumerations that start at 1.
std::uint8_t TakeFromOne(WireReader& in, std::uint8_t max) {
  const std::uint8_t value = in.Byte(max);
  if (value == 0) in.Fail();
  return value;
}

void TakeMessageBody(WireReader& in, Message& m) {
  m.channel = static_cast<Channel>(TakeFromOne(in, static_cast<std::uint8_t>(Channel::kEvent)));
  m.action = in.String();
  m.type = in.String();
  m.conversation_kind =
      static_cast<ConversationKind>(TakeFromOne(in, static_cast<std::uint8_t>(ConversationKind::kInternal)));
  m.room = in.String();
  m.from = TakeParty(in);
  m.to.resize(in.Count());
  for (Party& party : m.to) party = TakeParty(in);
  m.text = in.String();
  if (in.Byte(1) != 0) {
    m.quote.emplace();
    m.quote->speaker = in.String();
    m.quote->text = in.String();
  }
  m.detail = in.String();
  m.media.resize(in.Count());
  for (MediaRef& media : m.media) media = TakeMedia(in);
  m.recalls = in.String();
  m.raw = in.String();
}

}  // namespace

std::string EncodeContent(const Message& m) {
  std::string out;
  out.reserve(m.raw.size() + m.text.size() + m.detail.size() + 512);
  PutByte(out, kVersion);
  PutBytes(out, m.source);
  PutUint(out, m.seq);
  PutBytes(out, m.key);
  PutBytes(out, m.conversation_key);
  PutSint(out, m.sent_at);
  PutByte(out, static_cast<std::uint8_t>(m.role));
  PutByte(out, static_cast<std::uint8_t>(m.channel));
  PutBytes(out, m.action);
  PutBytes(out, m.type);
  PutByte(out, static_cast<std::uint8_t>(m.conversation_kind));
  PutBytes(out, m.room);
  PutParty(out, m.from);
  PutUint(out, m.to.size());
  for (const Party& party : m.to) PutParty(out, party);
  PutBytes(out, m.text);
  PutByte(out, m.quote ? 1 : 0);
  if (m.quote) {
    PutBytes(out, m.quote->speaker);
    PutBytes(out, m.quote->text);
  }
  PutBytes(out, m.detail);
  PutUint(out, m.media.size());
  for (const MediaRef& media : m.media) PutMedia(out, media);
  PutBytes(out, m.recalls);
  PutBytes(out, m.raw);
  return out;
}

Result<Message> DecodeContent(std::string_view content) {
  WireReader in(content);
  Message m;
  if (in.Byte() != kVersion) return Malformed("message content");
  m.source = in.String();
  m.seq = in.Uint();
  m.key = in.String();
  m.conversation_key = in.String();
  m.sent_at = in.Sint();
  m.role = static_cast<Role>(in.Byte(static_cast<std::uint8_t>(Role::kRobot)));
  TakeMessageBody(in, m);
  if (!in.Finished()) return Malformed("message content");
  return m;
}

Result<MessageFields> DecodeContentFields(std::string_view content) {
  WireReader in(content);
  MessageFields fields;
  if (in.Byte() != kVersion) return Malformed("message content");
  fields.source = in.String();
  fields.seq = in.Uint();
  fields.key = in.String();
  fields.conversation = ConversationId::Of(fields.source, in.Bytes());
  fields.sent_at = in.Sint();
  fields.role = static_cast<Role>(in.Byte(static_cast<std::uint8_t>(Role::kRobot)));
  if (!in.ok()) return Malformed("message content");
  return fields;
}

std::string EncodeFindings(const std::vector<Finding>& findings, const AlertDetail& detail) {
  std::string out;
  PutByte(out, kVersion);
  PutByte(out, static_cast<std::uint8_t>(detail.origin));
  PutByte(out, detail.actions);
  PutUint(out, detail.head_id);
  PutBytes(out, detail.group_key);
  PutTexts(out, detail.notify);
  PutTexts(out, detail.tags);
  PutUint(out, findings.size());
  for (const Finding& finding : findings) {
    PutBytes(out, finding.rule_id);
    PutBytes(out, finding.rule_version);
    PutBytes(out, finding.category);
    PutByte(out, static_cast<std::uint8_t>(finding.severity));
    PutSpans(out, finding.spans);
    PutBytes(out, finding.folded);
    PutUint(out, finding.parts.size());
    for (const FindingPart& part : finding.parts) {
      PutBytes(out, part.source);
      PutBytes(out, part.key);
      PutSpans(out, part.spans);
    }
  }
  return out;
}

Result<std::vector<Finding>> DecodeFindings(std::string_view content, AlertDetail* detail) {
  WireReader in(content);
  if (in.Byte() != kVersion) return Malformed("findings");
  AlertDetail read;
  read.origin = static_cast<Origin>(in.Byte(static_cast<std::uint8_t>(Origin::kLookBack)));
  read.actions = in.Byte(kActionEscalate | kActionWarn | kActionBlock);
  read.head_id = in.Uint();
  read.group_key = in.String();
  read.notify = TakeTexts(in);
  read.tags = TakeTexts(in);
  std::vector<Finding> findings;
  for (std::size_t left = in.Count(); left > 0 && in.ok(); --left) findings.push_back(TakeFinding(in));
  if (!in.Finished()) return Malformed("findings");
  if (detail != nullptr) *detail = std::move(read);
  return findings;
}

std::string EncodeStatement(const Statement& statement) {
  std::string out;
  PutByte(out, kVersion);
  PutUint(out, statement.user_id);
  PutBytes(out, statement.user_name);
  PutBytes(out, statement.note);
  return out;
}

Result<Statement> DecodeStatement(std::string_view content) {
  WireReader in(content);
  if (in.Byte() != kVersion) return Malformed("statement");
  Statement statement;
  statement.user_id = in.Uint();
  statement.user_name = in.String();
  statement.note = in.String();
  if (!in.Finished()) return Malformed("statement");
  return statement;
}

Salt SaltOf(const Digest& seed, std::uint64_t index) {
  std::array<char, 8> number{};
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<char>(index >> (56 - 8 * i));
  const Digest digest =
      Sha256({std::string_view("custos/salt/1\0", 14), AsBytes(seed), {number.data(), number.size()}});
  Salt salt{};
  std::copy_n(digest.begin(), salt.size(), salt.begin());
  return salt;
}

Digest Commitment(const Salt& salt, std::string_view content) {
  return Sha256(
      {std::string_view("custos/content/1\0", 17), {reinterpret_cast<const char*>(salt.data()), salt.size()}, content});
}

}  // namespace custos::storage
