// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/body_reader.h"

#include <simdjson.h>

#include <array>
#include <optional>
#include <utility>

#include "connectors/wecom/json_text.h"
#include "connectors/wecom/message_types.h"

namespace custos::wecom {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr std::size_t kMaxWritten = 32;            ///< nesting of what is copied into detail
constexpr std::string_view kFileId = "sdkfileid";  // carries the file's decryption key: never shown

std::string_view StringOf(const object& from, std::string_view name) {
  std::string_view text;
  return from.at_key(name).get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::uint64_t NumberOf(const object& from, std::string_view name) {
  std::uint64_t number = 0;
  return from.at_key(name).get_uint64().get(number) == simdjson::SUCCESS ? number : 0;
}

void AppendLine(std::string& text, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += '\n';
  text += CleanText(part);
}

void AppendStrings(const element& from, std::string& text) {
  std::string_view one;
  array many;
  if (from.get_string().get(one) == simdjson::SUCCESS) {
    AppendLine(text, one);
  } else if (from.get_array().get(many) == simdjson::SUCCESS) {
    for (const element entry : many) {
      if (entry.get_string().get(one) == simdjson::SUCCESS) AppendLine(text, one);
    }
  }
}

void AppendPath(const object& body, std::string_view path, std::string& text) {
  const std::size_t dot = path.find('.');
  element found;
  if (body.at_key(path.substr(0, dot)).get(found) != simdjson::SUCCESS) return;
  if (dot == std::string_view::npos) return AppendStrings(found, text);
  array entries;
  if (found.get_array().get(entries) != simdjson::SUCCESS) return;
  for (const element entry : entries) {
    element field;
    if (entry.at_key(path.substr(dot + 1)).get(field) == simdjson::SUCCESS) AppendStrings(field, text);
  }
}

void WriteValue(std::string& out, const element& from, std::size_t depth);

void WriteField(std::string& out, std::string_view name, const element& content, std::size_t depth) {
  if (name == kFileId) return;
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  WriteValue(out, content, depth);
}

void WriteArray(std::string& out, const array& entries, std::size_t depth) {
  out += '[';
  for (const element entry : entries) {
    if (out.back() != '[') out += ',';
    WriteValue(out, entry, depth);
  }
  out += ']';
}

void WriteValue(std::string& out, const element& from, std::size_t depth) {
  std::string_view text;
  if (from.get_string().get(text) == simdjson::SUCCESS) return AppendJsonString(out, text);
  if (from.is_object() && depth < kMaxWritten) {
    out += '{';
    for (const auto field : object(from)) WriteField(out, field.key, field.value, depth + 1);
    out += '}';
  } else if (from.is_array() && depth < kMaxWritten) {
    WriteArray(out, array(from), depth + 1);
  } else if (from.is_object() || from.is_array()) {
    out += "null";
  } else {
    out += simdjson::minify(from);
  }
}

std::string FileName(const object& body) {
  const std::string name = CleanText(StringOf(body, "filename"));
  const std::string extension = CleanText(StringOf(body, "fileext"));
  if (extension.empty() || name.ends_with("." + extension)) return name;
  return name + "." + extension;
}

std::optional<MediaRef> ReadMedia(const MessageType& type, const object& body) {
  MediaRef media;
  media.locator = StringOf(body, kFileId);
  if (type.media.empty() || media.locator.empty()) return std::nullopt;
  media.kind = type.media;
  media.md5 = CleanText(StringOf(body, "md5sum"));
  for (const std::string_view name : {"filesize", "voice_size", "imagesize"}) {
    if (media.size == 0) media.size = NumberOf(body, name);
  }
  if (!StringOf(body, "filename").empty()) media.name = FileName(body);
  media.duration_s = static_cast<std::uint32_t>(NumberOf(body, "play_length"));
  return media;
}

/// Some senders and older models put a body elsewhere than documented.
std::optional<object> FindBody(const MessageType& type, const object& message) {
  object body;
  for (const std::string_view name : {type.body, type.name, std::string_view("info")}) {
    if (message.at_key(name).get_object().get(body) == simdjson::SUCCESS) return body;
  }
  if (type.name == "disagree" && message.at_key("agree").get_object().get(body) == simdjson::SUCCESS) return body;
  if (type.name == "vote") return message;
  return std::nullopt;
}

constexpr std::array<std::string_view, 9> kCommonFields = {"msgid",   "action",  "from",    "tolist", "roomid",
                                                           "msgtime", "msgtype", "voiceid", "voipid"};

bool IsCommonField(std::string_view name) {
  for (const std::string_view common : kCommonFields) {
    if (name == common) return true;
  }
  return false;
}

}  // namespace

TimeMs MillisecondsOf(std::int64_t time) {
  constexpr std::int64_t kSecondsEnd = 100'000'000'000;  // the year 5138 in seconds, March 1973 in milliseconds
  return time > -kSecondsEnd && time < kSecondsEnd ? time * 1000 : time;
}

BodyReader::BodyReader() {
  for (std::size_t depth = 0; depth <= kMaxDepth + 1; ++depth) {
    parsers_.push_back(std::make_unique<simdjson::dom::parser>());
  }
}

BodyReader::~BodyReader() = default;

bool BodyReader::Parse(std::string_view json, std::size_t depth, element* into) {
  simdjson::dom::parser& parser = *parsers_.at(depth);
  if (parser.parse(json.data(), json.size()).get(*into) == simdjson::SUCCESS) return true;
  const std::string mended = MendJson(json);
  return parser.parse(mended).get(*into) == simdjson::SUCCESS;
}

BodyContent BodyReader::Read(const MessageType& type, const object& message) {
  BodyContent content;
  const std::optional<object> body = FindBody(type, message);
  if (!body) return content;
  content.detail = "{";
  ReadFields(type, *body, 0, content);
  content.detail += '}';
  return content;
}

void BodyReader::ReadFields(const MessageType& type, const object& body, std::size_t depth, BodyContent& into) {
  for (const std::string_view path : type.text) {
    if (!path.empty()) AppendPath(body, path, into.text);
  }
  const bool has_items = type.name == "mixed" || type.name == "chatrecord";
  if (!type.text_is_everything || depth > 0) {
    for (const auto field : body) {
      if (IsCommonField(field.key) || (has_items && field.key == "item")) continue;
      WriteField(into.detail, field.key, field.value, 0);
    }
  }
  if (std::optional<MediaRef> media = ReadMedia(type, body)) {
    if (depth > 0) into.detail += ",\"media\":" + std::to_string(into.media.size());
    into.media.push_back(std::move(*media));
  }
  if (has_items) ReadItems(body, depth, into);
}

void BodyReader::ReadItems(const object& body, std::size_t depth, BodyContent& into) {
  array items;
  if (depth >= kMaxDepth || body.at_key("item").get_array().get(items) != simdjson::SUCCESS) return;
  if (into.detail.back() != '{') into.detail += ',';
  into.detail += "\"items\":[";
  for (const element entry : items) {
    object item;
    if (entry.get_object().get(item) != simdjson::SUCCESS) continue;
    if (into.detail.back() != '[') into.detail += ',';
    ReadItem(item, depth, into);
  }
  into.detail += ']';
}

/// Writes {"type", "sent_at"?, "from_chatroom"?, fields of the part…} and gathers the part's text and file.
void BodyReader::ReadItem(const object& item, std::size_t depth, BodyContent& into) {
  const std::string_view name = PlainRecordType(StringOf(item, "type"));
  into.detail += "{\"type\":";
  AppendJsonString(into.detail, name);
  std::int64_t time = 0;
  if (item.at_key("msgtime").get_int64().get(time) == simdjson::SUCCESS && time != 0) {
    into.detail += ",\"sent_at\":" + std::to_string(MillisecondsOf(time));
  }
  bool from_chatroom = false;
  if (item.at_key("from_chatroom").get_bool().get(from_chatroom) == simdjson::SUCCESS && from_chatroom) {
    into.detail += ",\"from_chatroom\":true";
  }
  element content;
  object body;
  const MessageType* type = FindMessageType(name);
  const std::string_view nested = StringOf(item, "content");
  const bool found =
      nested.empty() ? item.at_key("content").get(content) == simdjson::SUCCESS : Parse(nested, depth + 1, &content);
  if (found && content.get_object().get(body) == simdjson::SUCCESS) {
    // A record inside a record has a type nobody has documented: its entries give it away.
    if (type == nullptr && body.at_key("item").error() == simdjson::SUCCESS) type = FindMessageType("chatrecord");
    if (type != nullptr) ReadFields(*type, body, depth + 1, into);
  }
  into.detail += '}';
}

}  // namespace custos::wecom
