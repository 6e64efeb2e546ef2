// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/box_message.h"

namespace custos::kannel {
namespace {

constexpr std::int32_t kIdentify = 3;
constexpr std::int32_t kKept = 0;
constexpr std::int32_t kNothing = -1;  ///< length of a text that is not there

void Put(std::string& to, std::int32_t value) {
  const auto bits = static_cast<std::uint32_t>(value);
  for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(bits >> shift & 0xff);
}

void Put(std::string& to, std::string_view text) {
  Put(to, static_cast<std::int32_t>(text.size()));
  to += text;
}

std::string Framed(const std::string& body) {
  std::string frame;
  Put(frame, static_cast<std::int32_t>(body.size()));
  return frame + body;
}

std::string Begun(BoxMessage::Type type) {
  std::string body;
  Put(body, static_cast<std::int32_t>(type));
  return body;
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  std::int32_t Number() {
    if (rest_.size() < 4) {
      whole_ = false;
      rest_ = {};
      return 0;
    }
    std::uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) bits = bits << 8 | static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
    rest_.remove_prefix(4);
    return static_cast<std::int32_t>(bits);
  }

  std::string Text() {
    const std::int32_t size = Number();
    if (size == kNothing) return {};
    if (size < 0 || static_cast<std::size_t>(size) > rest_.size()) {
      whole_ = false;
      rest_ = {};
      return {};
    }
    std::string text(rest_.substr(0, static_cast<std::size_t>(size)));
    rest_.remove_prefix(text.size());
    return text;
  }

  void SkipNumbers(int count) {
    for (int i = 0; i < count; ++i) Number();
  }
  void SkipTexts(int count) {
    for (int i = 0; i < count; ++i) Text();
  }
  bool AtEnd() const { return whole_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool whole_ = true;
};

void ReadSms(Unpacker& from, BoxMessage& message) {
  message.sender = from.Text();
  message.receiver = from.Text();
  from.Text();  // udhdata: parts are joined by bearerbox
  message.data = from.Text();
  message.time = from.Number();
  message.smsc = from.Text();
  from.SkipTexts(4);  // smsc_number, foreign_id, service, account
  message.id = from.Text();
  message.kind = from.Number();
  from.SkipNumbers(2);  // mclass, mwi
  message.coding = from.Number();
  from.SkipNumbers(4);  // compress, validity, deferred, dlr_mask
  from.Text();          // dlr_url
  from.SkipNumbers(3);  // pid, alt_dcs, rpi
  from.SkipTexts(3);    // charset, boxc_id, binfo
  from.SkipNumbers(4);  // msg_left, priority, resend_try, resend_time
  from.Text();          // meta_data
}

}  // namespace

std::optional<BoxMessage> UnpackBoxMessage(std::string_view bytes) {
  Unpacker from(bytes);
  BoxMessage message;
  const std::int32_t type = from.Number();
  if (type < 0 || type > 3) return std::nullopt;
  message.type = static_cast<BoxMessage::Type>(type);
  switch (message.type) {
    case BoxMessage::Type::kHeartbeat: from.Number(); break;
    case BoxMessage::Type::kAdmin:
      message.command = from.Number();
      from.Text();
      break;
    case BoxMessage::Type::kSms: ReadSms(from, message); break;
    case BoxMessage::Type::kAck:
      from.SkipNumbers(2);
      message.id = from.Text();
      break;
  }
  if (!from.AtEnd()) return std::nullopt;
  return message;
}

std::string PackIdentify(std::string_view box_id) {
  std::string body = Begun(BoxMessage::Type::kAdmin);
  Put(body, kIdentify);
  Put(body, box_id);
  return Framed(body);
}

std::string PackHeartbeat() {
  std::string body = Begun(BoxMessage::Type::kHeartbeat);
  Put(body, 0);
  return Framed(body);
}

std::string PackAck(std::string_view id, std::int64_t time) {
  std::string body = Begun(BoxMessage::Type::kAck);
  Put(body, kKept);
  Put(body, static_cast<std::int32_t>(time));
  Put(body, id);
  return Framed(body);
}

}  // namespace custos::kannel
