// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/android/mms.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "connectors/record/android/android_parser.h"
#include "core/digest.h"

namespace custos::android {
namespace {

using nlohmann::json;
using record::Maker;
using record::Tag;

constexpr std::string_view kOwnAddress = "insert-address-token";
constexpr std::string_view kFrom = "137";     // PduHeaders of Android: FROM, TO, CC and BCC are 137, 151, 130 and 129
constexpr TimeMs kSeconds = 100'000'000'000;  // smaller times are seconds: as milliseconds they lie before 1974

struct Parts {
  std::vector<Tag> parts;
  std::vector<Tag> addresses;
};

bool ReadParts(std::string_view xml, Tag& mms, Parts& inside) {
  if (!ReadTag(xml, mms)) return false;
  while (true) {
    const std::size_t open = xml.find('<');
    if (open == std::string_view::npos) return true;
    xml.remove_prefix(open);
    if (xml.starts_with("</") || xml.starts_with("<!") || xml.starts_with("<?")) {
      xml.remove_prefix(1);
      continue;
    }
    Tag tag;
    if (!ReadTag(xml, tag)) return false;
    if (tag.name == "part") inside.parts.push_back(std::move(tag));
    if (tag.name == "addr") inside.addresses.push_back(std::move(tag));
  }
}

std::optional<std::string> DataOf(const Tag& part) {
  std::string data = TextOf(part, "data");
  std::erase_if(data, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
  return Base64Decode(data);
}

bool HasData(const Tag& part) { return !TextOf(part, "data").empty(); }

std::string KindOf(std::string_view type) {
  if (type.starts_with("image/")) return "image";
  if (type.starts_with("audio/")) return "voice";
  return type.starts_with("video/") ? "video" : "file";
}

std::string NameOf(const Tag& part) {
  for (const char* const attribute : {"cl", "fn", "name"}) {
    if (std::string name = TextOf(part, attribute); !name.empty()) return name;
  }
  return {};
}

/// The element with its files replaced by their digests: the files are kept as files.
std::string WithoutData(const std::string& xml, const std::vector<std::pair<std::string_view, std::string>>& files) {
  std::string out;
  std::size_t at = 0;
  for (const auto& [value, digest] : files) {
    const auto begin = static_cast<std::size_t>(value.data() - xml.data());
    out.append(xml, at, begin - at).append("sha256:").append(digest);
    at = begin + value.size();
  }
  return out.append(xml, at, std::string::npos);
}

std::vector<std::string> Others(const Tag& mms) {
  std::vector<std::string> numbers;
  const std::string all = TextOf(mms, "address");
  std::size_t at = 0;
  while (at <= all.size() && !all.empty()) {
    const std::size_t end = std::min(all.find('~', at), all.size());
    if (end > at) numbers.push_back(all.substr(at, end - at));
    at = end + 1;
  }
  return numbers;
}

void SetParties(const Maker& maker, const Tag& mms, const Parts& inside, bool incoming, Message& message) {
  const std::vector<std::string> others = Others(mms);
  if (!incoming) {
    message.from = maker.Own();
    for (const std::string& other : others) message.to.push_back(maker.Other(other));
  } else {
    std::string sender = others.size() == 1 ? others.front() : std::string();
    for (const Tag& address : inside.addresses) {
      if (TextOf(address, "type") == kFrom) sender = TextOf(address, "address");
    }
    message.from = sender == kOwnAddress ? maker.Own() : maker.Other(sender);
    message.to.push_back(maker.Own());
    for (const std::string& other : others) {
      const Party party = maker.Other(other);
      if (!(party == message.from)) message.to.push_back(party);
    }
  }
  if (message.to.empty()) message.to.push_back(maker.Other({}));
}

}  // namespace

std::string TextOf(const Tag& tag, std::string_view attribute) {
  const std::string_view* const value = tag.Find(attribute);
  if (value == nullptr || *value == "null") return {};
  return record::Unescape(*value);
}

Record ReadMms(const Maker& maker, const record::Element& element) {
  const auto refuse = [&](const char* code) { return maker.Refuse(code, element.bytes, element.offset, element.line); };
  Tag mms;
  Parts inside;
  if (!ReadParts(element.bytes, mms, inside)) return refuse("record.malformed");
  auto date = record::ReadCount(TextOf(mms, "date"));
  if (!date) return refuse("record.bad_time");
  if (*date < kSeconds) *date *= 1000;
  const std::string box = TextOf(mms, "msg_box");
  if (box == "3") return Maker::Skip("record.draft", element.offset, element.line);
  if (box != "1" && box != "2" && box != "4" && box != "5") return refuse("record.bad_type");
  const bool incoming = box == "1";

  Message message;
  message.channel = Channel::kSms;
  message.type = "mms";
  message.sent_at = *date;
  message.key = record::DigestKey(
      {"mms", TextOf(mms, "m_id"), TextOf(mms, "tr_id"), TextOf(mms, "address"), std::to_string(*date), box});
  SetParties(maker, mms, inside, incoming, message);
  std::vector<std::pair<std::string_view, std::string>> files;
  std::string texts;
  std::uint32_t damaged = 0;
  for (std::size_t index = 0; index < inside.parts.size(); ++index) {
    const Tag& part = inside.parts[index];
    const std::string type = TextOf(part, "ct");
    if (type == "application/smil") continue;
    if (!HasData(part)) {
      if (const std::string text = TextOf(part, "text"); !text.empty()) texts += (texts.empty() ? "" : "\n") + text;
      continue;
    }
    const auto data = DataOf(part);
    if (!data) {
      ++damaged;
      continue;
    }
    files.emplace_back(*part.Find("data"), HexEncode(AsBytes(Sha256(*data))));
    MediaRef media;
    media.kind = KindOf(type);
    media.locator = maker.options().file + ":" + std::to_string(element.offset) + ":" + std::to_string(index);
    media.size = data->size();
    media.name = NameOf(part);
    message.media.push_back(std::move(media));
  }
  const std::string subject = TextOf(mms, "sub");
  message.text = subject.empty() || texts.empty() ? subject + texts : subject + "\n" + texts;
  json detail{{"direction", incoming ? "inbound" : "outbound"}};
  if (const auto others = Others(mms); others.size() == 1) detail["number"] = others.front();
  if (!maker.options().device.empty()) detail["device"] = maker.options().device;
  if (const auto slot = record::ReadCount(TextOf(mms, "sim_slot"))) detail["sim"] = *slot + 1;
  if (box == "4" || box == "5") detail["state"] = box == "4" ? "queued" : "failed";
  if (damaged > 0) detail["damaged_parts"] = damaged;
  message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
  message.raw = WithoutData(element.bytes, files);
  return maker.Accept(std::move(message), element.offset, element.line);
}

Result<std::string> PartOf(std::string_view mms, std::size_t index) {
  Tag tag;
  Parts inside;
  if (!ReadParts(mms, tag, inside) || index >= inside.parts.size() || !HasData(inside.parts[index])) {
    return Error{ErrorKind::kNotFound, "record.no_part", "the message has no such part"};
  }
  auto data = DataOf(inside.parts[index]);
  if (!data) return Error{ErrorKind::kCorrupt, "record.bad_part", "the part is damaged"};
  return std::move(*data);
}

}  // namespace custos::android
