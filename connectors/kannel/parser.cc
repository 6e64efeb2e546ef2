// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/parser.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "connectors/kannel/box_message.h"
#include "core/digest.h"
#include "core/text/utf8.h"

namespace custos::kannel {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostId = 200;
constexpr std::size_t kMostNumber = 100;
constexpr std::int64_t kOldest = 946'684'800;  // the year 2000
constexpr std::int64_t kAhead = 86'400;        // a gateway's clock may be this far in front

std::string Decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = text[at] == '%' && at + 2 < text.size() ? HexDecode(text.substr(at + 1, 2)) : std::nullopt;
    if (byte) at += 2;
    result += byte ? *byte : std::string(1, text[at] == '+' ? ' ' : text[at]);
  }
  return result;
}

std::map<std::string, std::string, std::less<>> Parameters(std::string_view query) {
  std::map<std::string, std::string, std::less<>> all;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos)
      all.emplace(Decoded(pair.substr(0, equals)), Decoded(pair.substr(equals + 1)));
  }
  return all;
}

// What is no character becomes U+FFFD, and U+0000 goes, so that the text can be stored; the original is the evidence.
std::string FromUtf8(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    if (const char32_t c = text::NextChar(bytes, &at); c != 0) text::AppendChar(c, &text);
  }
  return text;
}

std::string FromUtf16(std::string_view bytes) {
  std::string text;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                 static_cast<unsigned char>(bytes[at + 1]));
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    const bool leads = c >= 0xD800 && c < 0xDC00;
    if (leads && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = text::kReplacement;
    }
    if (c != 0) text::AppendChar(c, &text);
  }
  return text;
}

bool Mentions(const std::string& type, std::string_view charset) {
  std::string lower = type;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower.find(charset) != std::string::npos;
}

class CallReader {
 public:
  CallReader(const GatewayContext& context, std::string_view bytes)
      : context_(context), call_(FromBytes(bytes)), values_(Parameters(call_.query)) {
    message_.source = context.source;
    message_.raw = std::string(bytes);
    message_.action = "send";
  }

  RecordResult Run() {
    if (call_.kind == "box" && !Unpack()) {
      Refuse("body", "record.malformed");
      return std::move(result_);
    }
    const std::string id = Text("id", 1, kMostId);
    result_.id = id;
    if (call_.kind == "mo" || call_.kind == "box") {
      ReadText(id);
    } else if (call_.kind == "dlr") {
      ReadReport(id);
    } else {
      Refuse("kind", "record.value");
    }
    if (!result_.problem.empty()) return std::move(result_);
    message_.detail = detail_.dump(-1, ' ', false, json::error_handler_t::replace);
    result_.message = std::move(message_);
    return std::move(result_);
  }

 private:
  // A message of bearerbox's own protocol says the same as a call of smsbox.
  bool Unpack() {
    const std::optional<BoxMessage> box = UnpackBoxMessage(call_.body);
    if (!box || box->type != BoxMessage::Type::kSms || box->kind != 0) return false;
    values_ = {{"id", box->id},
               {"smsc", box->smsc},
               {"from", box->sender},
               {"to", box->receiver},
               {"time", std::to_string(box->time)},
               {"coding", std::to_string(std::max(box->coding, 0))}};
    call_.body = box->data;
    return true;
  }

  void Refuse(const char* name, const char* code) {
    if (result_.problem.empty()) result_.problem = {code, std::string("/") + name};
  }

  std::string Text(const char* name, std::size_t min, std::size_t max) {
    const auto found = values_.find(name);
    std::string text = found == values_.end() ? std::string() : FromUtf8(found->second);
    if (text.size() < min) Refuse(name, "record.missing");
    if (text.size() > max) Refuse(name, "record.value");
    return text;
  }

  std::optional<std::int64_t> Whole(const char* name, std::int64_t min, std::int64_t max) {
    const std::string text = Text(name, 1, 20);
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (!text.empty() && read.ec == std::errc() && read.ptr == end && value >= min && value <= max) return value;
    Refuse(name, "record.value");
    return std::nullopt;
  }

  void ReadTime() {
    const auto seconds = Whole("time", kOldest, context_.now / 1000 + kAhead);
    message_.sent_at = seconds.value_or(0) * 1000;
  }

  void ReadGateway() {
    const std::string smsc = Text("smsc", 0, kMostId);
    if (!smsc.empty()) detail_["smsc"] = smsc;
  }

  void ReadText(const std::string& id) {
    const std::string from = Text("from", 0, kMostNumber);
    const std::string to = Text("to", 1, kMostNumber);
    const Party outside = context_.outside(from);
    const Party own = OwnEnd(context_, to);
    message_.key = id;
    message_.channel = Channel::kSms;
    message_.type = "sms";
    message_.from = outside;
    message_.to = {own};
    message_.role = Role::kCustomer;
    message_.conversation_key = ConversationKey(own, outside);
    ReadTime();
    ReadBody();
    ReadGateway();
    detail_["direction"] = "inbound";
    detail_["number"] = from;
    detail_["line"] = to;
  }

  // The coding is that of GSM 03.38: 0 text in its own alphabet, which comes as UTF-8; 1 bytes; 2 UCS-2.
  void ReadBody() {
    const auto coding = Whole("coding", 0, 2).value_or(0);
    if (call_.body.size() > kMostBytes) return Refuse("body", "record.too_large");
    if (coding == 1) {
      message_.type = "sms_data";
      detail_["bytes"] = HexEncode(call_.body);
      return;
    }
    const bool utf8 = Mentions(call_.content_type, "utf-8");
    message_.text = coding == 2 && !utf8 ? FromUtf16(call_.body) : FromUtf8(call_.body);
  }

  void ReadReport(const std::string& id) {
    const std::int64_t type = Whole("type", 1, 16).value_or(0);
    const std::string from = Text("from", 1, kMostNumber);
    const std::string to = Text("to", 1, kMostNumber);
    const Party own{Text("staff", 0, 1) == "1" ? PartyKind::kStaff : PartyKind::kRobot, from};
    const Party outside{PartyKind::kExternal, to};
    message_.key = "dlr/" + id + "/" + std::to_string(type);
    message_.channel = Channel::kEvent;
    message_.type = "sms_report";
    message_.from = own;
    message_.to = {outside};
    message_.role = own.kind == PartyKind::kStaff ? Role::kRep : Role::kRobot;
    message_.conversation_key = ConversationKey(own, outside);
    ReadTime();
    ReadGateway();
    detail_["message"] = id;
    detail_["number"] = to;
    switch (type) {
      case 1: detail_["state"] = "delivered"; break;
      case 2: detail_["state"] = "failed"; break;
      case 4: detail_["state"] = "waiting"; break;
      case 8: detail_["state"] = "accepted"; break;
      case 16: detail_["state"] = "rejected"; break;
      default: Refuse("type", "record.value");
    }
  }

  const GatewayContext& context_;
  GatewayCall call_;
  std::map<std::string, std::string, std::less<>> values_;
  Message message_;
  json detail_ = json::object();
  RecordResult result_;
};

}  // namespace

std::string ToBytes(const GatewayCall& call) {
  return call.kind + "?" + call.query + "\n" + call.content_type + "\n" + call.body;
}

GatewayCall FromBytes(std::string_view bytes) {
  GatewayCall call;
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string_view first = bytes.substr(0, line);
  const std::size_t mark = std::min(first.find('?'), first.size());
  call.kind = first.substr(0, mark);
  call.query = first.substr(std::min(mark + 1, first.size()));
  bytes.remove_prefix(std::min(line + 1, bytes.size()));
  const std::size_t type = std::min(bytes.find('\n'), bytes.size());
  call.content_type = bytes.substr(0, type);
  call.body = bytes.substr(std::min(type + 1, bytes.size()));
  return call;
}

Party OwnEnd(const GatewayContext& context, const std::string& number) {
  const auto found = context.employees.find(number);
  if (found != context.employees.end()) return {PartyKind::kStaff, found->second};
  return {PartyKind::kRobot, number};
}

std::string ConversationKey(const Party& own, const Party& outside) {
  return "s:" + std::min(own.id, outside.id) + "|" + std::max(own.id, outside.id);
}

RecordResult ParseCall(const GatewayContext& context, std::string_view bytes) {
  return CallReader(context, bytes).Run();
}

}  // namespace custos::kannel
