// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"

namespace custos {

/// The way a message travelled. Values are stored; never renumber.
enum class Channel : std::uint8_t { kChat = 1, kSms = 2, kCall = 3, kEvent = 4 };

/// Who speaks, seen from the company. Values are stored; never renumber.
enum class Role : std::uint8_t {
  kUnknown = 0,
  kRep = 1,        ///< own staff in a conversation that has outsiders
  kCustomer = 2,   ///< an outsider
  kColleague = 3,  ///< own staff among staff
  kRobot = 4,
};

/// Values are stored; never renumber.
enum class ConversationKind : std::uint8_t {
  kSingle = 1,    ///< one employee, one outsider
  kGroup = 2,     ///< a group with outsiders
  kInternal = 3,  ///< staff only, single or group
};

/// Values are stored; never renumber.
enum class PartyKind : std::uint8_t { kUnknown = 0, kStaff = 1, kExternal = 2, kRobot = 3 };

std::string_view ToString(Channel channel);        ///< "chat", "sms", "call", "event"
std::string_view ToString(Role role);              ///< "unknown", "rep", "customer", "colleague", "robot"
std::string_view ToString(ConversationKind kind);  ///< "single", "group", "internal"
std::string_view ToString(PartyKind kind);         ///< "unknown", "staff", "external", "robot"
std::optional<Channel> ParseChannel(std::string_view name);
std::optional<Role> ParseRole(std::string_view name);

/// A participant, by the platform's own identifier within one source.
struct Party {
  PartyKind kind = PartyKind::kUnknown;
  std::string id;

  bool operator==(const Party&) const = default;
};

/// Identifies a conversation for ever: the first 16 bytes of SHA-256(source ‖ 0x00 ‖ key). It is the distribution key
/// of every big table, so it must not depend on the database that happens to store it.
struct ConversationId {
  std::array<std::uint8_t, 16> bytes{};

  static ConversationId Of(std::string_view source, std::string_view key);
  static std::optional<ConversationId> Parse(std::string_view hex);  ///< 32 hex digits
  std::string Hex() const;

  bool operator==(const ConversationId&) const = default;
  auto operator<=>(const ConversationId&) const = default;
};

/// A file that belongs to a message, not yet or already fetched.
struct MediaRef {
  std::string kind;        ///< image, voice, video, emotion, file, call_recording, document
  std::string locator;     ///< what the source needs to fetch it; may carry a decryption key: treat as a secret
  std::string md5;         ///< lower-case hex as the source states it; empty when it states none
  std::uint64_t size = 0;  ///< bytes as the source states it; 0 when unknown
  std::string name;        ///< file name for people; may be empty
  std::uint32_t duration_s = 0;
};

/// What a reply quotes, kept apart from the reply so that nobody is charged with another's words.
struct Quote {
  std::string speaker;  ///< display name as quoted
  std::string text;
};

/// One message of any source, as decoded. Plain data: any thread, no ownership of anything else.
struct Message {
  std::string source;     ///< connector instance, for example "wecom:ww0000000000000001"
  std::uint64_t seq = 0;  ///< position in the source's own sequence; 0 when it has none
  std::string key;        ///< the source's permanent message id, unique within the source for ever
  Channel channel = Channel::kChat;
  std::string action;            ///< send, recall, switch
  std::string type;              ///< the platform's type name: text, image, link, …
  std::string conversation_key;  ///< stable within the source: the sorted pair of a single chat, or the group id
  ConversationKind conversation_kind = ConversationKind::kSingle;
  std::string room;  ///< the platform's group id; empty for a single chat
  Party from;
  std::vector<Party> to;
  Role role = Role::kUnknown;
  TimeMs sent_at = 0;
  std::string text;  ///< what the speaker wrote, UTF-8: judged, searched, shown
  std::optional<Quote> quote;
  std::string detail;  ///< JSON object of the type's own fields for display; "{}" when none
  std::vector<MediaRef> media;
  std::string recalls;  ///< key of the message this one takes back; empty otherwise
  std::string raw;      ///< the content exactly as decoded from the source: the evidence
  Digest envelope{};    ///< SHA-256 of the encrypted envelope as received; zeros when there was none

  ConversationId conversation() const { return ConversationId::Of(source, conversation_key); }
};

/// A message that could not be decoded yet: kept with its ciphertext, retried when the key or the parser arrives.
struct ParkedMessage {
  std::string source;
  std::uint64_t seq = 0;          ///< 0 when the source has no numbers: then its key alone names it
  std::string key;                ///< the message id; "sha256:" and the digest of the envelope when none can be read
  std::string reason;             ///< stable code, for example "wecom.key_version_unknown"
  std::uint32_t key_version = 0;  ///< 0 when the source has no key versions
  std::string envelope;           ///< everything a later attempt needs, exactly as received
  std::uint64_t id = 0;           ///< its leaf in the evidence log, once it is stored
};

}  // namespace custos
