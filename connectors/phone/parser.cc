// SPDX-License-Identifier: Apache-2.0
#include "connectors/phone/parser.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "connectors/json_object.h"

namespace custos::phone {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostSeconds = 7 * 86'400;
constexpr std::size_t kTextLength = 50'000;
constexpr std::size_t kMostFiles = 20;
constexpr TimeMs kOldest = 946'684'800'000;  // the year 2000
constexpr TimeMs kAhead = 86'400'000;        // a corrected time may be this far in the future

const std::vector<std::string_view> kDirections = {"outbound", "inbound"};

/// What is being made of one record.
struct Draft {
  const DeviceContext& context;
  JsonFields& fields;
  Message& message;
  json detail = json::object();
};

void AddTime(Draft& draft) {
  const std::optional<TimeMs> at = draft.fields.Time("at");
  if (!at) return;
  const bool off = std::abs(draft.context.skew_ms) >= kSkewThatCounts;
  draft.message.sent_at = off ? *at - draft.context.skew_ms : *at;
  if (off) {
    draft.detail["device_time"] = *at;
    draft.detail["skew_ms"] = draft.context.skew_ms;
  }
  if (draft.message.sent_at < kOldest || draft.message.sent_at > draft.context.now + kAhead) draft.fields.Refuse("at");
}

/// A withheld number is nobody we know.
Party PartyOf(const std::string& number) {
  if (number.empty()) return {PartyKind::kUnknown, "withheld"};
  return {PartyKind::kExternal, PlainNumber(number)};
}

void SetConversation(Message& message, const std::string& one, const std::string& other) {
  message.conversation_key = "s:" + std::min(one, other) + "|" + std::max(one, other);
  message.conversation_kind = ConversationKind::kSingle;
}

/// Who speaks to whom, over which SIM.
void AddEnds(Draft& draft, const std::string& direction, const std::string& number) {
  const Party employee{PartyKind::kStaff, draft.context.employee};
  const Party other = PartyOf(number);
  const bool inbound = direction == "inbound";
  draft.message.from = inbound ? other : employee;
  draft.message.to = {inbound ? employee : other};
  draft.message.role = inbound ? Role::kCustomer : Role::kRep;
  SetConversation(draft.message, employee.id, other.id);
  draft.detail["direction"] = direction;
  draft.detail["number"] = number;
  draft.detail["device"] = draft.context.device;
  if (const auto sim = draft.fields.Whole("sim", 1, 8, false)) draft.detail["sim"] = *sim;
}

void AddFiles(Draft& draft, const char* name, const std::vector<std::string_view>& kinds) {
  const json* files = draft.fields.List(name, kMostFiles, false);
  if (files == nullptr) return;
  for (std::size_t i = 0; i < files->size(); ++i) {
    auto media = ReadUploadedFile((*files)[i], draft.fields.PointerOf(name) + "/" + std::to_string(i), kinds,
                                  "device:" + draft.context.device, draft.fields.problem());
    if (media) draft.message.media.push_back(std::move(*media));
  }
}

void ReadSms(Draft& draft) {
  const std::string direction = draft.fields.Word("direction", kDirections);
  const std::string number = draft.fields.Text("number", 0, 100);
  draft.message.channel = Channel::kSms;
  draft.message.text = draft.fields.Text("text", 0, kTextLength);
  AddEnds(draft, direction, number);
  AddFiles(draft, "files", {"image", "video", "voice", "file"});
  draft.message.type = draft.message.media.empty() ? "sms" : "mms";
}

// Who deletes a text on the phone takes nothing back: the other end still has it. So it is an event of its own.
void ReadSmsDeleted(Draft& draft) {
  const std::string number = draft.fields.Text("number", 0, 100);
  draft.message.channel = Channel::kEvent;
  draft.message.type = "del_sms";
  AddEnds(draft, "outbound", number);
  draft.detail.erase("direction");
  if (const auto of = draft.fields.Whole("of", 1, INT64_MAX, false)) {
    draft.detail["message"] = KeyOf(draft.context.device, static_cast<std::uint64_t>(*of));
  }
}

void ReadCall(Draft& draft) {
  const std::string direction = draft.fields.Word("direction", kDirections);
  const std::string number = draft.fields.Text("number", 0, 100);
  draft.message.channel = Channel::kCall;
  draft.message.type = "call";
  AddEnds(draft, direction, number);
  draft.detail["disposition"] = draft.fields.Word("disposition", {"ANSWERED", "NO ANSWER", "BUSY", "FAILED"});
  draft.detail["duration_s"] = draft.fields.Whole("duration_s", 0, kMostSeconds).value_or(0);
  if (const auto ring = draft.fields.Whole("ring_s", 0, kMostSeconds, false)) draft.detail["ring_s"] = *ring;
  const json* recording = draft.fields.Object("recording", false);
  if (recording != nullptr) {
    auto media = ReadUploadedFile(*recording, draft.fields.PointerOf("recording"), {"call_recording"},
                                  "device:" + draft.context.device, draft.fields.problem());
    if (media) draft.message.media.push_back(std::move(*media));
  }
  draft.detail["recorded"] = recording != nullptr;
}

void ReadContact(Draft& draft) {
  const std::string change = draft.fields.Word("change", {"added", "deleted"});
  const std::string number = draft.fields.Text("number", 1, 100);
  draft.message.channel = Channel::kEvent;
  draft.message.type = change == "deleted" ? "del_external_contact" : "add_external_contact";
  AddEnds(draft, "outbound", number);
  draft.detail.erase("direction");
  draft.detail["UserID"] = draft.context.employee;
  draft.detail["ExternalUserID"] = PlainNumber(number);
  const std::string name = draft.fields.Text("name", 0, 200, false);
  if (!name.empty()) draft.detail["name"] = name;
}

/// An event about the device itself, in a conversation of its own.
void AboutDevice(const DeviceContext& context, Message& message) {
  message.channel = Channel::kEvent;
  message.action = "send";
  message.from = {PartyKind::kStaff, context.employee};
  message.role = Role::kRep;
  SetConversation(message, context.employee, "device:" + context.device);
  message.conversation_kind = ConversationKind::kInternal;
}

void ReadScreenshot(Draft& draft) {
  AboutDevice(draft.context, draft.message);
  draft.message.type = "screenshot";
  draft.detail["device"] = draft.context.device;
  const std::string app = draft.fields.Text("app", 0, 200, false);
  if (!app.empty()) draft.detail["app"] = app;
  AddFiles(draft, "files", {"image"});
  if (draft.message.media.empty()) draft.fields.Refuse("files", "record.missing");
}

void ReadLogGap(Draft& draft) {
  AboutDevice(draft.context, draft.message);
  draft.message.type = "device_gap";
  draft.detail["device"] = draft.context.device;
  draft.detail["told_by"] = "device";
  draft.detail["reason"] = draft.fields.Word("reason", {"permission", "stopped", "storage", "unknown"});
  const std::optional<TimeMs> from = draft.fields.Time("from");
  const std::optional<TimeMs> until = draft.fields.Time("until");
  if (from && until && *from > *until) draft.fields.Refuse("until");
  draft.detail["from"] = from.value_or(0);
  draft.detail["until"] = until.value_or(0);
}

void ReadByKind(Draft& draft) {
  const std::string kind =
      draft.fields.Word("kind", {"sms", "sms_deleted", "call", "contact", "screenshot", "log_gap"});
  if (kind == "sms") return ReadSms(draft);
  if (kind == "sms_deleted") return ReadSmsDeleted(draft);
  if (kind == "call") return ReadCall(draft);
  if (kind == "contact") return ReadContact(draft);
  if (kind == "screenshot") return ReadScreenshot(draft);
  if (kind == "log_gap") return ReadLogGap(draft);
}

Message FoundByUs(const DeviceContext& context, const char* type, const std::string& key, const json& detail) {
  Message message;
  message.source = context.source;
  AboutDevice(context, message);
  message.type = type;
  message.key = key;
  message.sent_at = context.now;
  message.detail = JsonText(detail);
  message.raw = message.detail;
  return message;
}

}  // namespace

std::string KeyOf(const std::string& device, std::uint64_t seq) { return device + "/" + std::to_string(seq); }

std::string ParkedKey(const DeviceContext& context, const ParsedRecord& record, std::string_view line) {
  if (record.seq != 0) return KeyOf(context.device, record.seq);
  return context.device + "/sha256:" + HexEncode(AsBytes(Sha256(line)));
}

BatchHead ParseHead(std::string_view line) {
  BatchHead head;
  const std::optional<json> object = line.size() > kMaxLine ? std::nullopt : ParseJsonObject(line);
  if (!object) {
    head.problem = {"record.not_json", ""};
    return head;
  }
  JsonFields fields(*object, "", head.problem);
  fields.Word("kind", {"batch"});
  head.at = fields.Time("at").value_or(0);
  head.pending = static_cast<std::uint64_t>(fields.Whole("pending", 0, 1'000'000'000, false).value_or(0));
  head.app_version = fields.Text("app_version", 0, 100, false);
  fields.NothingElse();
  return head;
}

ParsedRecord ParseRecord(const DeviceContext& context, std::string_view line) {
  ParsedRecord record;
  if (line.size() > kMaxLine) {
    record.problem = {"record.too_large", ""};
    return record;
  }
  const std::optional<json> object = ParseJsonObject(line);
  if (!object) {
    record.problem = {"record.not_json", ""};
    return record;
  }
  JsonFields fields(*object, "", record.problem);
  record.seq = static_cast<std::uint64_t>(fields.Whole("seq", 1, INT64_MAX).value_or(0));
  if (record.seq != 0) record.id = std::to_string(record.seq);
  Message message;
  message.source = context.source;
  message.key = KeyOf(context.device, record.seq);
  message.action = "send";
  Draft draft{context, fields, message};
  AddTime(draft);
  ReadByKind(draft);
  fields.NothingElse();
  if (!record.problem.empty()) return record;
  message.detail = JsonText(draft.detail);
  message.raw = std::string(line);
  record.message = std::move(message);
  return record;
}

Message GapFound(const DeviceContext& context, std::uint64_t first, std::uint64_t last) {
  return FoundByUs(context, "device_gap", context.device + "/gap/" + std::to_string(first) + "-" + std::to_string(last),
                   {{"device", context.device},
                    {"told_by", "server"},
                    {"first_seq", first},
                    {"last_seq", last},
                    {"records", last - first + 1}});
}

Message SilenceFound(const DeviceContext& context, TimeMs last_seen) {
  return FoundByUs(context, "device_silent", context.device + "/silent/" + std::to_string(last_seen),
                   {{"device", context.device}, {"last_seen_at", last_seen}});
}

std::string PlainNumber(std::string_view number) {
  std::string plain;
  for (const char c : number) {
    if (c != ' ' && c != '-' && c != '(' && c != ')') plain += c;
  }
  const auto digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (plain.starts_with('+') && digits(std::string_view(plain).substr(1))) return plain.substr(1);
  if (plain.starts_with("00") && plain.size() > 8 && digits(plain)) return plain.substr(2);
  if (plain.size() == 11 && plain[0] == '1' && plain[1] >= '3' && digits(plain)) return "86" + plain;
  return plain.empty() ? std::string(number) : plain;
}

}  // namespace custos::phone
