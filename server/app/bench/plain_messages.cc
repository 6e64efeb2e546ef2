// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/plain_messages.h"

#include <cstdint>
#include <string_view>

namespace custos::app {
namespace {

constexpr TimeMs kFirst = 1'700'000'000'000;
constexpr TimeMs kApart = 6000;
constexpr std::size_t kLines = 16;  // of one conversation at a time
constexpr std::size_t kCustomers = 50'000;
constexpr std::size_t kEmployees = 400;

std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ x >> 27) * 0x94D049BB133111EBULL;
  return x ^ x >> 31;
}

/// `length` letters that do not compress, as in the platform's ids.
std::string Letters(std::uint64_t seed, std::size_t length) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (std::uint64_t bits = 0; text.size() < length; bits >>= 6) {
    if (text.size() % 10 == 0) bits = Mix(seed += 0x9E3779B97F4A7C15ULL);
    text += kAlphabet[bits & 63];
  }
  return text;
}

void AppendJson(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[c >> 4 & 15];
      out += kHex[c & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string Original(const Message& message) {
  std::string out = "{\"msgid\":";
  AppendJson(out, message.key);
  out += ",\"action\":\"send\",\"from\":";
  AppendJson(out, message.from.id);
  out += ",\"tolist\":[";
  AppendJson(out, message.to.front().id);
  out += "],\"roomid\":\"\",\"msgtime\":" + std::to_string(message.sent_at) +
         ",\"msgtype\":\"text\",\"text\":{\"content\":";
  AppendJson(out, message.text);
  return out + "}}";
}

}  // namespace

const char kPlainSource[] = "bench:plain";

Message PlainMessage(const std::string& text, std::size_t number) {
  const std::size_t pair = Mix(number / kLines) % kCustomers;
  const Party employee{PartyKind::kStaff, "employee" + std::to_string(pair % kEmployees)};
  const Party customer{PartyKind::kExternal, "wm" + Letters(pair, 30)};
  const bool from_staff = number % 2 == 0;
  Message message;
  message.source = kPlainSource;
  message.seq = number + 1;
  message.key = Letters(number ^ 0x5851F42D4C957F2DULL, 24);
  message.action = "send";
  message.type = "text";
  message.conversation_key = employee.id + "|" + customer.id;
  message.from = from_staff ? employee : customer;
  message.to = {from_staff ? customer : employee};
  message.role = from_staff ? Role::kRep : Role::kCustomer;
  message.sent_at = kFirst + static_cast<TimeMs>(number) * kApart;
  message.text = text;
  message.detail = "{}";
  message.raw = Original(message);
  return message;
}

}  // namespace custos::app
