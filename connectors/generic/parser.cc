// SPDX-License-Identifier: Apache-2.0
#include "connectors/generic/parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "connectors/json_object.h"

namespace custos::generic {
namespace {

using nlohmann::json;

constexpr std::size_t kMostReceivers = 5'000;
constexpr std::size_t kMostFiles = 50;
constexpr std::size_t kIdLength = 200;
constexpr std::size_t kTextLength = 200'000;

PartyKind KindOf(const std::string& word) {
  if (word == "staff") return PartyKind::kStaff;
  if (word == "external") return PartyKind::kExternal;
  if (word == "robot") return PartyKind::kRobot;
  return PartyKind::kUnknown;
}

Party ReadParty(const json& object, const std::string& pointer, RecordProblem& problem) {
  if (!object.is_object()) {
    if (problem.empty()) problem = {"record.type", pointer};
    return {};
  }
  JsonFields fields(object, pointer, problem);
  Party party;
  party.kind = KindOf(fields.Word("kind", {"unknown", "staff", "external", "robot"}));
  party.id = fields.Text("id", 1, kIdLength);
  fields.NothingElse();
  return party;
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

std::string PairKey(const Message& message) {
  std::vector<std::string_view> ids = {message.from.id};
  for (const Party& party : message.to) ids.push_back(party.id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string joined;
  for (const std::string_view id : ids) joined.append(joined.empty() ? "" : "|").append(id);
  if (ids.size() > 2) return "p:" + HexEncode(AsBytes(Sha256(joined)).substr(0, 16));
  return "s:" + joined;
}

void ReadPeople(JsonFields& fields, Message& message) {
  if (const json* from = fields.Object("from")) {
    message.from = ReadParty(*from, fields.PointerOf("from"), fields.problem());
  }
  const json* to = fields.List("to", kMostReceivers, false);
  if (to == nullptr) return;
  for (std::size_t i = 0; i < to->size(); ++i) {
    message.to.push_back(ReadParty((*to)[i], fields.PointerOf("to") + "/" + std::to_string(i), fields.problem()));
  }
}

/// A group names its conversation; a conversation of two is known by who they are.
void ReadConversation(JsonFields& fields, Message& message) {
  const bool outsiders = IsOutsider(message.from) || std::any_of(message.to.begin(), message.to.end(), IsOutsider);
  const json* object = fields.Object("conversation", false);
  bool external = outsiders;
  if (object != nullptr) {
    JsonFields conversation(*object, fields.PointerOf("conversation"), fields.problem());
    const std::string kind = conversation.Word("kind", {"single", "group", "internal"});
    message.room = conversation.Text("id", 1, kIdLength, kind == "group");
    conversation.NothingElse();
    external = outsiders || kind != "internal";
    if (kind == "single") message.room.clear();
  } else if (message.to.empty()) {
    fields.Refuse("to", "record.missing");
  }
  message.conversation_key = message.room.empty() ? PairKey(message) : "g:" + message.room;
  message.conversation_kind = !external              ? ConversationKind::kInternal
                              : message.room.empty() ? ConversationKind::kSingle
                                                     : ConversationKind::kGroup;
  message.role = RoleOf(message.from, external);
}

void ReadFiles(JsonFields& fields, Message& message) {
  const json* files = fields.List("files", kMostFiles, false);
  if (files == nullptr) return;
  for (std::size_t i = 0; i < files->size(); ++i) {
    auto media = ReadUploadedFile((*files)[i], fields.PointerOf("files") + "/" + std::to_string(i),
                                  {"file", "image", "voice", "video", "emotion", "document", "call_recording"},
                                  "source:" + message.source, fields.problem());
    if (media) message.media.push_back(std::move(*media));
  }
}

void ReadQuote(JsonFields& fields, Message& message) {
  const json* object = fields.Object("quote", false);
  if (object == nullptr) return;
  JsonFields quote(*object, fields.PointerOf("quote"), fields.problem());
  message.quote = Quote{quote.Text("speaker", 0, kIdLength), quote.Text("text", 0, kTextLength)};
  quote.NothingElse();
}

bool IsTypeName(const std::string& text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

void ReadMessage(JsonFields& fields, Message& message) {
  message.sent_at = fields.Time("time").value_or(0);
  message.channel =
      ParseChannel(fields.Word("channel", {"chat", "sms", "call", "event"}, false)).value_or(Channel::kChat);
  message.type = fields.Has("type") ? fields.Text("type", 1, 64) : "text";
  if (!IsTypeName(message.type)) fields.Refuse("type");
  message.action = fields.Word("action", {"send", "recall"}, false);
  message.recalls = fields.Text("recalls", 1, kIdLength, message.action == "recall");
  ReadPeople(fields, message);
  ReadConversation(fields, message);
  message.text = fields.Text("text", 0, kTextLength, false);
  ReadQuote(fields, message);
  const json* detail = fields.Object("detail", false);
  message.detail = detail == nullptr ? "{}" : JsonText(*detail);
  ReadFiles(fields, message);
  fields.NothingElse();
}

}  // namespace

RecordResult ParseLine(const std::string& source, std::string_view line) {
  RecordResult result;
  if (line.size() > kMaxLine) {
    result.problem = {"record.too_large", ""};
    return result;
  }
  const std::optional<json> object = ParseJsonObject(line);
  if (!object) {
    result.problem = {"record.not_json", ""};
    return result;
  }
  Message message;
  message.source = source;
  JsonFields fields(*object, "", result.problem);
  message.key = fields.Text("id", 1, kIdLength);
  result.id = message.key;
  ReadMessage(fields, message);
  if (!result.problem.empty()) return result;
  message.raw = std::string(line);
  result.message = std::move(message);
  return result;
}

std::string ParkedKey(const RecordResult& result, std::string_view line) {
  return result.id.empty() ? "sha256:" + HexEncode(AsBytes(Sha256(line))) : result.id;
}

}  // namespace custos::generic
