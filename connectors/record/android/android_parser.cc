// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/android/android_parser.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "connectors/record/android/mms.h"
#include "connectors/record/charset.h"
#include "connectors/record/element_scanner.h"

namespace custos::android {
namespace {

using nlohmann::json;
using record::Element;
using record::Maker;
using record::Tag;

struct CallType {
  std::string_view type;
  std::string_view direction;
  std::string_view disposition;  ///< where the duration does not tell
  std::string_view note;
};

// CallLog.Calls of Android.
constexpr std::array<CallType, 7> kCallTypes = {{{"1", "inbound", "ANSWERED", ""},
                                                 {"2", "outbound", "", ""},
                                                 {"3", "inbound", "NO ANSWER", "missed"},
                                                 {"4", "inbound", "NO ANSWER", "voicemail"},
                                                 {"5", "inbound", "BUSY", "rejected"},
                                                 {"6", "inbound", "BUSY", "blocked"},
                                                 {"7", "inbound", "ANSWERED", "answered_elsewhere"}}};

std::string FirstOf(const Tag& tag, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string text = TextOf(tag, name); !text.empty()) return text;
  }
  return {};
}

class Parser final : public RecordParser {
 public:
  Parser(Exporter exporter, std::shared_ptr<const Maker> maker, const RecordPosition& from)
      : exporter_(exporter),
        maker_(std::move(maker)),
        scanner_({"sms", "mms", "call", "log"}, from.offset, from.line),
        position_(from) {}

  Status Feed(std::string_view bytes, std::vector<Record>& out) override {
    scanner_.Feed(bytes);
    Element element;
    while (scanner_.Next(element)) {
      if (const Status known = CheckRoot(); !known) return known;
      out.push_back(Read(element));
      position_.offset = scanner_.offset();
      position_.line = scanner_.line();
    }
    return CheckRoot();
  }

  Status Finish(std::vector<Record>& out) override {
    Element element;
    if (scanner_.Rest(element)) {
      out.push_back(maker_->Refuse("record.truncated", element.bytes, element.offset, element.line));
      position_.offset = scanner_.offset();
      position_.line = scanner_.line();
    }
    if (position_.memory.empty() && scanner_.root().empty()) return NotOurs();
    return CheckRoot();
  }

  RecordPosition position() const override { return position_; }

 private:
  static Error NotOurs() {
    return {ErrorKind::kInvalid, "records.wrong_format", "the file is not of the format that was named"};
  }

  // Only the beginning of the file names its outermost element.
  Status CheckRoot() {
    if (!position_.memory.empty() || scanner_.root().empty()) return {};
    const std::string& root = scanner_.root();
    const bool ours = exporter_ == Exporter::kSmsBackupRestore ? root == "smses" || root == "calls"
                                                               : root == "alllogs" || root == "allsms";
    if (!ours) return NotOurs();
    position_.memory = root;
    return {};
  }

  Record Refuse(const char* code, const Element& element) const {
    return maker_->Refuse(code, element.bytes, element.offset, element.line);
  }

  Record Read(const Element& element) const {
    switch (element.state) {
      case Element::State::kMalformed: return Refuse("record.malformed", element);
      case Element::State::kTruncated: return Refuse("record.truncated", element);
      case Element::State::kTooLarge: return Refuse("record.too_large", element);
      case Element::State::kWhole: break;
    }
    if (!record::IsUtf8(element.bytes)) return Refuse("record.bad_encoding", element);
    if (element.name == "mms") return ReadMms(*maker_, element);
    Tag tag;
    std::string_view xml = element.bytes;
    if (!ReadTag(xml, tag)) return Refuse("record.malformed", element);
    return element.name == "sms" ? ReadSms(tag, element) : ReadCall(tag, element);
  }

  void Describe(json& detail, const std::string& number) const {
    detail["number"] = maker_->Other(number).id == record::kWithheldId ? std::string() : number;
    if (!maker_->options().device.empty()) detail["device"] = maker_->options().device;
  }

  Record ReadSms(const Tag& tag, const Element& element) const {
    const auto date = record::ReadCount(TextOf(tag, "date"));
    if (!date) return Refuse("record.bad_time", element);
    const std::string type = TextOf(tag, "type");
    if (type == "3") return Maker::Skip("record.draft", element.offset, element.line);
    // Telephony.Sms of Android: 1 inbox, 2 sent, 4 outbox, 5 failed, 6 queued.
    if (type.size() != 1 || std::string_view("12456").find(type) == std::string_view::npos) {
      return Refuse("record.bad_type", element);
    }
    const bool incoming = type == "1";
    const std::string address = TextOf(tag, "address");
    Message message;
    message.channel = Channel::kSms;
    message.type = "sms";
    message.sent_at = *date;
    const std::string_view* const body = tag.Find("body");
    message.text = body == nullptr ? std::string() : record::Unescape(*body);
    message.key = record::DigestKey(
        {"sms", record::BareNumber(address), std::to_string(*date), incoming ? "in" : "out", message.text});
    message.from = incoming ? maker_->Other(address) : maker_->Own();
    message.to = {incoming ? maker_->Own() : maker_->Other(address)};
    json detail{{"direction", incoming ? "inbound" : "outbound"}};
    Describe(detail, address);
    if (type == "4" || type == "6") detail["state"] = "queued";
    if (type == "5") detail["state"] = "failed";
    message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
    message.raw = element.bytes;
    return maker_->Accept(std::move(message), element.offset, element.line);
  }

  Record ReadCall(const Tag& tag, const Element& element) const {
    const auto date = record::ReadCount(TextOf(tag, "date"));
    if (!date) return Refuse("record.bad_time", element);
    const auto duration = record::ReadDuration(FirstOf(tag, {"duration", "dur"}));
    if (!duration) return Refuse("record.bad_duration", element);
    const std::string type = TextOf(tag, "type");
    const auto* const known =
        std::find_if(kCallTypes.begin(), kCallTypes.end(), [&](const CallType& one) { return one.type == type; });
    if (known == kCallTypes.end()) return Refuse("record.bad_type", element);
    // Calls.PRESENTATION_RESTRICTED and above: the number was not shown.
    const std::string presentation = TextOf(tag, "presentation");
    const bool shown = presentation.empty() || presentation == "1";
    const std::string number = shown ? TextOf(tag, "number") : std::string();
    const bool incoming = known->direction == "inbound";
    Message message;
    message.channel = Channel::kCall;
    message.type = "call";
    message.sent_at = *date;
    message.key = record::DigestKey({"call", record::BareNumber(number), std::to_string(*date), type});
    message.from = incoming ? maker_->Other(number) : maker_->Own();
    message.to = {incoming ? maker_->Own() : maker_->Other(number)};
    const bool talked = *duration > 0 || known->disposition == "ANSWERED";
    json detail{{"direction", known->direction},
                {"duration_s", *duration},
                {"disposition", talked && known->note.empty() ? "ANSWERED"
                                : known->disposition.empty()  ? "NO ANSWER"
                                                              : known->disposition}};
    Describe(detail, number);
    if (!known->note.empty()) detail["reason"] = known->note;
    message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
    message.raw = element.bytes;
    return maker_->Accept(std::move(message), element.offset, element.line);
  }

  const Exporter exporter_;
  const std::shared_ptr<const Maker> maker_;
  record::ElementScanner scanner_;
  RecordPosition position_;
};

}  // namespace

std::unique_ptr<RecordParser> MakeParser(Exporter exporter, std::shared_ptr<const Maker> maker,
                                         const RecordPosition& from) {
  return std::make_unique<Parser>(exporter, std::move(maker), from);
}

}  // namespace custos::android
