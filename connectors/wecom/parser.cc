// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/parser.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "connectors/wecom/body_reader.h"
#include "connectors/wecom/json_text.h"
#include "connectors/wecom/message_types.h"
#include "connectors/wecom/quote.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string TextOf(const object& from, std::string_view name) {
  std::string_view text;
  if (from.at_key(name).get_string().get(text) != simdjson::SUCCESS) return {};
  return CleanText(text);
}

TimeMs TimeOf(const object& from, std::string_view name) {
  std::int64_t time = 0;
  if (from.at_key(name).get_int64().get(time) != simdjson::SUCCESS) return 0;
  return MillisecondsOf(time);
}

/// The suffix is the platform's word that outsiders take part, even where the list of receivers does not show them.
bool SaysOutsiders(std::string_view msgid) { return msgid.ends_with("_external") || msgid.ends_with("_updown_stream"); }

std::string PairKey(const Message& message) {
  std::vector<std::string_view> ids = {message.from.id};
  for (const Party& party : message.to) ids.push_back(party.id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string joined;
  for (const std::string_view id : ids) joined.append(joined.empty() ? "" : "|").append(id);
  // A call among many without a group: the set of people is the conversation, whatever its length.
  if (ids.size() > 2) return "p:" + HexEncode(AsBytes(Sha256(joined)).substr(0, 16));
  return "s:" + joined;
}

bool IsOutsider(const Party& party) { return party.kind == PartyKind::kExternal; }

Role RoleOf(const Party& from, bool outsiders) {
  switch (from.kind) {
    case PartyKind::kStaff: return outsiders ? Role::kRep : Role::kColleague;
    case PartyKind::kExternal: return Role::kCustomer;
    case PartyKind::kRobot: return Role::kRobot;
    case PartyKind::kUnknown: break;
  }
  return Role::kUnknown;
}

void FillConversation(Message& message) {
  const bool outsiders = SaysOutsiders(message.key) || IsOutsider(message.from) ||
                         std::any_of(message.to.begin(), message.to.end(), IsOutsider);
  if (!message.room.empty()) {
    message.conversation_key = "g:" + message.room;
    message.conversation_kind = outsiders ? ConversationKind::kGroup : ConversationKind::kInternal;
  } else {
    message.conversation_key = PairKey(message);
    message.conversation_kind = outsiders ? ConversationKind::kSingle : ConversationKind::kInternal;
  }
  message.role = RoleOf(message.from, outsiders);
}

/// A member moved to another corp in the same client: an event about one person, in no conversation.
void FillSwitch(const object& top, const StaffIndex& staff, Message& message) {
  message.channel = Channel::kEvent;
  message.type = "switch";
  message.from = staff.Of(TextOf(top, "user"));
  message.sent_at = TimeOf(top, "time");
  message.detail = "{}";
  FillConversation(message);
}

void FillParties(const object& top, const StaffIndex& staff, Message& message) {
  message.from = staff.Of(TextOf(top, "from"));
  message.room = TextOf(top, "roomid");
  array receivers;
  if (top.at_key("tolist").get_array().get(receivers) != simdjson::SUCCESS) return;
  for (const element receiver : receivers) {
    std::string_view id;
    if (receiver.get_string().get(id) == simdjson::SUCCESS) message.to.push_back(staff.Of(CleanText(id)));
  }
}

void FillRecall(const object& top, Message& message) {
  object revoke;
  if (top.at_key("revoke").get_object().get(revoke) == simdjson::SUCCESS) message.recalls = TextOf(revoke, "pre_msgid");
}

void SeparateQuote(Message& message) {
  if (message.type != "text") return;
  std::optional<QuotedReply> split = SplitQuote(message.text);
  if (!split) return;
  message.quote = std::move(split->quote);
  message.text = std::move(split->reply);
}

Error ParseFailed(std::string_view why) { return {ErrorKind::kCorrupt, "wecom.parse_failed", std::string(why)}; }

}  // namespace

class MessageParser::Impl {
 public:
  explicit Impl(const StaffIndex& staff) : staff_(staff) {}

  Result<Message> Parse(const MessageOrigin& origin, std::string json) {
    element document;
    object top;
    if (!reader_.Parse(json, 0, &document) || document.get_object().get(top) != simdjson::SUCCESS) {
      return ParseFailed("the decrypted content is not a JSON object");
    }
    Message message;
    message.source = origin.source;
    message.seq = origin.seq;
    message.key = origin.msgid.empty() ? TextOf(top, "msgid") : std::string(origin.msgid);
    if (message.key.empty()) return ParseFailed("neither envelope nor content names the message");
    message.action = TextOf(top, "action");
    if (message.action == "switch") {
      FillSwitch(top, staff_, message);
    } else {
      FillMessage(top, message);
    }
    message.raw = std::move(json);
    return message;
  }

 private:
  void FillMessage(const object& top, Message& message) {
    message.type = TextOf(top, "msgtype");
    message.sent_at = TimeOf(top, "msgtime");
    FillParties(top, staff_, message);
    FillConversation(message);
    BodyContent body;
    if (const MessageType* type = FindMessageType(message.type)) body = reader_.Read(*type, top);
    message.text = std::move(body.text);
    message.detail = std::move(body.detail);
    message.media = std::move(body.media);
    FillRecall(top, message);
    SeparateQuote(message);
  }

  const StaffIndex& staff_;
  BodyReader reader_;
};

MessageParser::MessageParser(const StaffIndex& staff) : impl_(std::make_unique<Impl>(staff)) {}
MessageParser::~MessageParser() = default;
MessageParser::MessageParser(MessageParser&&) noexcept = default;

Result<Message> MessageParser::Parse(const MessageOrigin& origin, std::string json) {
  return impl_->Parse(origin, std::move(json));
}

}  // namespace custos::wecom
