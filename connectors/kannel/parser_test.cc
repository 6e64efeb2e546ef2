// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/parser.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/kannel/gateway.h"
#include "connectors/kannel/send_sms.h"

namespace custos::kannel {
namespace {

using nlohmann::json;

constexpr TimeMs kNow = 1'700'000'000'000;

class StillClock final : public Clock {
 public:
  TimeMs Now() const override { return kNow; }
};

GatewayContext Context() {
  return {.source = "sms:main",
          .employees = {{"106900001111", "zhang.wei"}},
          .outside =
              [](std::string_view number) {
                return Party{PartyKind::kExternal, std::string(number)};
              },
          .now = kNow};
}

const std::string kQuery = "id=7b014c24-05e2&smsc=fake1&from=13900001111&to=106900001111&time=1699999999&coding=";

RecordResult Text(const std::string& coding, const std::string& type, const std::string& body) {
  return ParseCall(Context(), ToBytes({"mo", kQuery + coding, type, body}));
}

std::string ProblemOf(const std::string& query, const std::string& kind = "mo") {
  const RecordResult read = ParseCall(Context(), ToBytes({kind, query, "text/plain", "x"}));
  return read.message ? "" : read.problem.code + " " + read.problem.pointer;
}

TEST_CASE("a text from outside is a message to the employee whose number it came to") {
  const RecordResult read = Text("0", "text/plain; charset=\"UTF-8\"", "你好, hello");
  REQUIRE(read.message);
  const Message& message = *read.message;
  CHECK(message.key == "7b014c24-05e2");
  CHECK(message.channel == Channel::kSms);
  CHECK(message.from == Party{PartyKind::kExternal, "13900001111"});
  CHECK(message.to == std::vector<Party>{{PartyKind::kStaff, "zhang.wei"}});
  CHECK(message.role == Role::kCustomer);
  CHECK(message.sent_at == 1'699'999'999'000);
  CHECK(message.text == "你好, hello");
  const json detail = json::parse(message.detail);
  CHECK(detail["direction"] == "inbound");
  CHECK(detail["number"] == "13900001111");
  CHECK(detail["line"] == "106900001111");
  CHECK(detail["smsc"] == "fake1");
  CHECK(FromBytes(message.raw).body == "你好, hello");
}

TEST_CASE("UCS-2 is read with its pairs, broken ones become U+FFFD") {
  const std::string ni_hao("\x4f\x60\x59\x7d", 4), smile("\xd8\x3d\xde\x00", 4), half("\xd8\x3d\x00\x41", 4);
  CHECK(Text("2", "text/plain; charset=\"UTF-16BE\"", ni_hao).message->text == "你好");
  CHECK(Text("2", "text/plain; charset=\"UTF-16BE\"", smile).message->text == "😀");
  CHECK(Text("2", "text/plain; charset=\"UTF-16BE\"", half).message->text ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(Text("2", "text/plain; charset=\"UTF-8\"", "你好").message->text == "你好");
}

TEST_CASE("bytes that are no text are kept as they came") {
  const RecordResult read = Text("1", "application/octet-stream", std::string("\x01\x00\xff", 3));
  REQUIRE(read.message);
  CHECK(read.message->type == "sms_data");
  CHECK(read.message->text.empty());
  CHECK(json::parse(read.message->detail)["bytes"] == "0100ff");
  const RecordResult broken = Text("0", "text/plain",
                                   std::string("a\xff"
                                               "b\0c",
                                               5));
  CHECK(broken.message->text ==
        "a\xEF\xBF\xBD"
        "bc");
}

TEST_CASE("a number that is nobody's stands for itself") {
  const RecordResult read = ParseCall(
      Context(), ToBytes({"mo", "id=1&from=%2B8613900001111&to=10690002222&time=1699999999&coding=0", "", "hi"}));
  REQUIRE(read.message);
  CHECK(read.message->from.id == "+8613900001111");
  CHECK(read.message->to.front() == Party{PartyKind::kRobot, "10690002222"});
}

TEST_CASE("what became of a text is an event in its conversation, each state once") {
  const RecordResult read = ParseCall(
      Context(),
      ToBytes({"dlr", "id=out%2Fk1&type=8&from=zhang.wei&staff=1&to=8613900001111&time=1699999999&smsc=f", "", ""}));
  REQUIRE(read.message);
  CHECK(read.message->key == "dlr/out/k1/8");
  CHECK(read.message->channel == Channel::kEvent);
  CHECK(read.message->type == "sms_report");
  CHECK(read.message->conversation_key == "s:8613900001111|zhang.wei");
  const json detail = json::parse(read.message->detail);
  CHECK(detail["state"] == "accepted");
  CHECK(detail["message"] == "out/k1");
}

TEST_CASE("a text straight from bearerbox is the same as one by smsbox") {
  const auto number = [](std::int32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<std::uint32_t>(value) >> shift);
    return bytes;
  };
  const auto text = [&](const std::string& value) { return number(static_cast<std::int32_t>(value.size())) + value; };
  const std::string none = number(-1);
  const std::string id = "7b014c24-05e2-4d5c-a308-b53da24fb307";
  const std::string packed = number(2) + text("13900001111") + text("106900001111") + none + text("你好") +
                             number(1'699'999'999) + text("fake1") + none + none + none + none + text(id) + number(0) +
                             number(-1) + number(-1) + number(0) + number(-1) + number(-1) + number(-1) + number(-1) +
                             none + number(-1) + number(-1) + number(-1) + none + none + none + number(-1) +
                             number(-1) + number(-1) + number(-1) + none;
  const RecordResult read = ParseCall(Context(), ToBytes({"box", "", "", packed}));
  REQUIRE(read.message);
  CHECK(read.message->key == id);
  CHECK(read.message->text == "你好");
  CHECK(read.message->to.front() == Party{PartyKind::kStaff, "zhang.wei"});
  CHECK(read.message->sent_at == 1'699'999'999'000);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CHECK_FALSE(ParseCall(Context(), ToBytes({"box", "", "", packed.substr(0, size)})).message);
  }
  CHECK_FALSE(ParseCall(Context(), ToBytes({"box", "", "", packed + "x"})).message);
}

TEST_CASE("what cannot be read is refused with the place") {
  CHECK(ProblemOf("") == "record.missing /id");
  CHECK(ProblemOf("id=1&from=1&to=2&time=x&coding=0") == "record.value /time");
  CHECK(ProblemOf("id=1&from=1&to=2&time=1800000000&coding=0") == "record.value /time");
  CHECK(ProblemOf("id=1&from=1&to=2&time=1&coding=0") == "record.value /time");
  CHECK(ProblemOf("id=1&from=1&time=1699999999&coding=0") == "record.missing /to");
  CHECK(ProblemOf("id=1&from=1&to=2&time=1699999999&coding=7") == "record.value /coding");
  CHECK(ProblemOf("id=1&type=3&from=1&to=2&time=1699999999", "dlr") == "record.value /type");
  CHECK(ProblemOf("id=" + std::string(201, 'x'), "mo") == "record.value /id");
  CHECK(ProblemOf("id=%00%00&from=1&to=2&time=1699999999&coding=0") == "record.missing /id");
  CHECK(ProblemOf("id=1", "xx") == "record.value /kind");
  CHECK_FALSE(ParseCall(Context(), "").message);
}

TEST_CASE("a text to send is a message before it is sent") {
  const StillClock clock;
  const auto gateway =
      Gateway::Create({.name = "main", .region = "CN", .line = "106900001111", .employees = {}, .box = {}}, clock);
  REQUIRE(gateway);
  const auto message = (*gateway)->MessageOf({"k1", "zhang.wei", "13900001111", "您好"});
  REQUIRE(message);
  CHECK(message->key == "out/k1");
  CHECK(message->to.front() == Party{PartyKind::kExternal, "8613900001111"});
  CHECK(message->from == Party{PartyKind::kStaff, "zhang.wei"});
  CHECK(message->role == Role::kRep);
  CHECK((*gateway)->MessageOf({"k2", "", "13900001111", "您好"})->from == Party{PartyKind::kRobot, "106900001111"});
  CHECK((*gateway)->MessageOf({"k3", "", "不是号码", "您好"}).error().code == "sms.number");
}

TEST_CASE("the GSM alphabet is used where it holds the text") {
  CHECK(FitsGsmAlphabet("Hello, 50€ {ok}\r\n"));
  CHECK_FALSE(FitsGsmAlphabet("您好"));
  CHECK_FALSE(FitsGsmAlphabet("`"));
  CHECK_FALSE(FitsGsmAlphabet("ê"));
}

}  // namespace
}  // namespace custos::kannel
