// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/callback_event.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "connectors/wecom/json_text.h"
#include "connectors/wecom/xml_element.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

using Kind = ChangeHint::Kind;

constexpr std::int64_t kEarliest = 1'000'000'000;  ///< seconds: 2001, and 2096: no event is older or younger
constexpr std::int64_t kLatest = 4'000'000'000;
constexpr std::string_view kDirectory = "directory";  ///< conversation of what happens to nobody's chat

constexpr std::array<std::string_view, 6> kEnvelopeFields = {"ToUserName", "FromUserName", "CreateTime",
                                                             "MsgType",    "AgentID",      "WelcomeCode"};

bool IsEnvelope(std::string_view name) {
  return std::find(kEnvelopeFields.begin(), kEnvelopeFields.end(), name) != kEnvelopeFields.end();
}

// ExtAttr and MemChangeList hold <Item> after <Item>: a list. Other elements with children are objects.
void AppendJson(std::string& out, const XmlElement& element) {
  if (element.children.empty()) return AppendJsonString(out, element.text);
  const bool list = std::all_of(element.children.begin(), element.children.end(),
                                [](const XmlElement& child) { return child.name == "Item"; });
  out += list ? '[' : '{';
  bool first = true;
  for (const XmlElement& child : element.children) {
    if (!std::exchange(first, false)) out += ',';
    if (!list) {
      AppendJsonString(out, child.name);
      out += ':';
    }
    AppendJson(out, child);
  }
  out += list ? ']' : '}';
}

/// A name that comes twice stands once, with its first value.
std::string DetailOf(const XmlElement& root) {
  std::string detail = "{";
  std::unordered_set<std::string_view> names;
  for (const XmlElement& child : root.children) {
    if (IsEnvelope(child.name) || !names.insert(child.name).second) continue;
    if (detail.size() > 1) detail += ',';
    AppendJsonString(detail, child.name);
    detail += ':';
    AppendJson(detail, child);
  }
  return MendJson(detail + "}");
}

/// Every part with its length, so that no two different lists give the same text.
void AppendPart(std::string& out, std::string_view part) {
  out.append(std::to_string(part.size())).append(":").append(part);
}

void AppendAll(std::string& out, const XmlElement& element) {
  AppendPart(out, element.name);
  AppendPart(out, element.text);
  out += '(';
  for (const XmlElement& child : element.children) AppendAll(out, child);
  out += ')';
}

std::string KeyOf(const XmlElement& root) {
  std::string identity;
  if (root.Text("Event") == "change_external_contact") {
    for (const char* name : {"Event", "ChangeType", "CreateTime", "UserID", "ExternalUserID"}) {
      AppendPart(identity, root.Text(name));
    }
  } else {
    for (const XmlElement& child : root.children) {
      if (child.name != "AgentID" && child.name != "WelcomeCode") AppendAll(identity, child);
    }
  }
  return "event:" + HexEncode(AsBytes(Sha256(identity)));
}

std::optional<TimeMs> TimeOf(const XmlElement& root) {
  const std::string_view text = root.Text("CreateTime");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || seconds < kEarliest || seconds > kLatest) return std::nullopt;
  return seconds * 1000;
}

Party Staff(std::string_view id) { return {PartyKind::kStaff, CleanText(id)}; }
Party Outsider(std::string_view id) { return {PartyKind::kExternal, CleanText(id)}; }

bool ByCustomer(std::string_view type) {
  return type == "add_half_external_contact" || type == "del_follow_user" || type == "transfer_fail" ||
         type == "msg_audit_approved";
}

/// False when the event does not name its people.
bool FillContact(const XmlElement& root, Message& message) {
  const std::string_view employee = root.Text("UserID");
  const std::string_view customer = root.Text("ExternalUserID");
  message.type = CleanText(root.Text("ChangeType"));
  if (message.type.empty() || employee.empty() || customer.empty()) return false;
  const bool by_customer = ByCustomer(message.type);
  message.from = by_customer ? Outsider(customer) : Staff(employee);
  message.to = {by_customer ? Staff(employee) : Outsider(customer)};
  message.role = by_customer ? Role::kCustomer : Role::kRep;
  message.conversation_key = PairConversation(employee, customer);
  message.conversation_kind = ConversationKind::kSingle;
  return true;
}

/// The platform does not say who changed a group.
bool FillGroup(const XmlElement& root, Message& message) {
  message.room = CleanText(root.Text("ChatId"));
  if (message.room.empty()) return false;
  message.conversation_key = "g:" + message.room;
  message.conversation_kind = ConversationKind::kGroup;
  message.role = Role::kRep;
  return true;
}

void FillDirectory(const XmlElement& root, Message& message) {
  if (const std::string_view id = root.Text("UserID"); !id.empty()) message.to = {Staff(id)};
  message.conversation_key = kDirectory;
  message.conversation_kind = ConversationKind::kInternal;
}

std::vector<ChangeHint> ContactHints(const XmlElement& root, TimeMs at) {
  const std::string_view change = root.Text("ChangeType");
  if (change == "transfer_fail" || change == "msg_audit_approved" || change == "del_follow_user") return {};
  const Kind kind = change == "del_external_contact" ? Kind::kRelationEnded : Kind::kRelation;
  return {{kind, std::string(root.Text("UserID")), std::string(root.Text("ExternalUserID")), at}};
}

/// The tags of employees, which update_tag is about, are in no list of ours.
std::vector<ChangeHint> DirectoryHints(const XmlElement& root, TimeMs at) {
  const std::string_view change = root.Text("ChangeType");
  if (!change.ends_with("_user") && !change.ends_with("_party")) return {};
  return {{Kind::kStaff, {}, {}, at}};
}

std::vector<ChangeHint> HintsOf(const XmlElement& root, TimeMs at) {
  const std::string_view event = root.Text("Event");
  if (event == "msgaudit_notify") return {{Kind::kArchive, {}, {}, at}};
  if (event == "change_external_contact") return ContactHints(root, at);
  if (event == "change_external_chat") return {{Kind::kGroup, std::string(root.Text("ChatId")), {}, at}};
  if (event == "change_external_tag") return {{Kind::kTags, {}, {}, at}};
  if (event == "change_contact") return DirectoryHints(root, at);
  return {};
}

Error Malformed(std::string why) { return {ErrorKind::kCorrupt, "wecom.callback_malformed", std::move(why)}; }

/// What a person sends to the app names him as sender; what happened in the company comes from "sys".
bool IsOurs(const XmlElement& root) {
  const std::string_view sender = root.Text("FromUserName");
  return root.Text("MsgType") == "event" && (sender.empty() || sender == "sys");
}

}  // namespace

std::string PairConversation(std::string_view employee, std::string_view customer) {
  std::string first = CleanText(employee);
  std::string second = CleanText(customer);
  if (second < first) std::swap(first, second);
  return "s:" + first + "|" + second;
}

std::string WithoutWelcomeCode(std::string xml) {
  constexpr std::string_view kOpen = "<WelcomeCode>";
  constexpr std::string_view kClose = "</WelcomeCode>";
  for (std::size_t at = xml.find(kOpen); at != std::string::npos; at = xml.find(kOpen, at)) {
    const std::size_t end = xml.find(kClose, at);
    if (end == std::string::npos) return xml;
    xml.erase(at, end + kClose.size() - at);
  }
  return xml;
}

Result<CallbackEvent> ParseCallback(std::string_view source, std::string xml) {
  const Result<XmlElement> root = ReadXml(xml);
  if (!root) return root.error();
  if (root->name != "xml" || root->Text("MsgType").empty()) return Malformed("not a callback");
  CallbackEvent event;
  if (!IsOurs(*root)) return event;
  const std::string_view name = root->Text("Event");
  if (name.empty()) return Malformed("an event without a name");
  const std::optional<TimeMs> at = TimeOf(*root);
  if (!at) return Error{ErrorKind::kCorrupt, "wecom.callback_time", "CreateTime is no time of this century"};
  event.hints = HintsOf(*root, *at);
  if (name == "msgaudit_notify") return event;

  Message message;
  message.source = source;
  message.key = KeyOf(*root);
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = CleanText(name);
  message.from = {PartyKind::kUnknown, "sys"};
  message.sent_at = *at;
  if (name == "change_external_contact" && !FillContact(*root, message)) return Malformed("a contact without people");
  if (name == "change_external_chat" && !FillGroup(*root, message)) return Malformed("a group without id");
  if (message.conversation_key.empty()) FillDirectory(*root, message);
  message.detail = DetailOf(*root);
  message.raw = WithoutWelcomeCode(std::move(xml));
  event.message = std::move(message);
  return event;
}

}  // namespace custos::wecom
