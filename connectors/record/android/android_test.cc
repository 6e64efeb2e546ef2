// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/record/android/android_parser.h"
#include "connectors/record/testing/record_kit.h"

namespace custos::android {
namespace {

using nlohmann::json;
using record::ReadAs;
using record::ReadFile;
using record::TestOptions;

const std::string kMessages =
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    "<smses count=\"5\">\n"
    "  <sms protocol=\"0\" address=\"13900001111\" date=\"1700020800000\" type=\"1\" subject=\"null\""
    " body=\"&#20320;&#22909; &#55357;&#56832;\" read=\"1\" date_sent=\"1700020799000\" contact_name=\"(Unknown)\" />\n"
    "  <sms protocol=\"0\" address=\"+86 139 0000 1111\" date=\"1700020860000\" type=\"2\" body=\"null\" />\n"
    "  <sms address=\"10086\" date=\"1700020900000\" type=\"1\" body=\"balance\" />\n"
    "  <sms address=\"13900001111\" date=\"1700020950000\" type=\"3\" body=\"never sent\" />\n"
    "  <mms date=\"1700021000000\" msg_box=\"1\" address=\"13900001111\" m_id=\"M1\" tr_id=\"T1\" sub=\"null\">\n"
    "    <parts>\n"
    "      <part seq=\"-1\" ct=\"application/smil\" text='&lt;smil/&gt;' />\n"
    "      <part seq=\"0\" ct=\"text/plain\" text=\"see picture\" />\n"
    "      <part seq=\"1\" ct=\"image/png\" cl=\"shop.png\" text=\"null\" data=\"aGVsbG8=\" />\n"
    "    </parts>\n"
    "    <addrs><addr address=\"13900001111\" type=\"137\" /><addr address=\"insert-address-token\" type=\"151\" "
    "/></addrs>\n"
    "  </mms>\n"
    "</smses>\n";

const std::string kCalls =
    "<calls count=\"5\">\n"
    "<call number=\"13900001111\" duration=\"33\" date=\"1700020800000\" type=\"2\" presentation=\"1\" />\n"
    "<call number=\"13900001111\" duration=\"0\" date=\"1700020900000\" type=\"3\" />\n"
    "<call number=\"13900001111\" duration=\"0\" date=\"1700020950000\" type=\"5\" />\n"
    "<call number=\"-2\" duration=\"12\" date=\"1700021000000\" type=\"1\" presentation=\"2\" />\n"
    "<call number=\"13900001111\" duration=\"0\" date=\"1700021050000\" type=\"2\" />\n"
    "</calls>\n";

TEST_CASE("text messages in and out are between the employee and the customer") {
  const ReadFile read = ReadAs("sms-backup", kMessages);
  REQUIRE(read.ended.ok());
  const auto messages = read.messages();
  REQUIRE(messages.size() == 4);
  const Message& in = *messages[0];
  CHECK(in.channel == Channel::kSms);
  CHECK(in.text == "你好 \xF0\x9F\x98\x80");
  CHECK(in.from == Party{PartyKind::kExternal, "8613900001111"});
  CHECK(in.to == std::vector<Party>{{PartyKind::kStaff, "staff01"}});
  CHECK(in.role == Role::kCustomer);
  CHECK(in.sent_at == 1'700'020'800'000);
  CHECK(json::parse(in.detail) == json{{"direction", "inbound"}, {"number", "13900001111"}, {"device", "phone-07"}});
  CHECK(in.raw.starts_with("<sms protocol"));
  const Message& out = *messages[1];
  CHECK(out.text == "null");
  CHECK(out.role == Role::kRep);
  CHECK(out.conversation_key == in.conversation_key);
  CHECK(messages[2]->from.id == "10086");
  CHECK(read.codes() == std::vector<std::string>{"record.draft"});
}

TEST_CASE("a multimedia message has its texts as text and its pictures as files") {
  const ReadFile read = ReadAs("sms-backup", kMessages);
  const Message& mms = *read.messages().back();
  CHECK(mms.type == "mms");
  CHECK(mms.text == "see picture");
  CHECK(mms.from.id == "8613900001111");
  CHECK(mms.conversation_key == read.messages().front()->conversation_key);
  REQUIRE(mms.media.size() == 1);
  CHECK(mms.media[0].kind == "image");
  CHECK(mms.media[0].size == 5);
  CHECK(mms.media[0].name == "shop.png");
  CHECK(mms.raw.find("aGVsbG8=") == std::string::npos);
  CHECK(mms.raw.find("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824") != std::string::npos);
  const std::size_t begin = kMessages.find("<mms");
  CHECK(mms.media[0].locator == "upload:" + std::to_string(begin) + ":2");
  CHECK(*PartOf(std::string_view(kMessages).substr(begin), 2) == "hello");
  CHECK(PartOf(std::string_view(kMessages).substr(begin), 1).error().code == "record.no_part");
}

TEST_CASE("a message to several people is one of a group") {
  const ReadFile read =
      ReadAs("sms-backup",
             "<smses><mms date=\"1700021000\" msg_box=\"1\" address=\"13900001111~13900002222\" m_id=\"M2\">"
             "<parts><part ct=\"text/plain\" text=\"hi\"/></parts><addrs>"
             "<addr address=\"13900002222\" type=\"137\"/><addr address=\"13900001111\" type=\"151\"/>"
             "<addr address=\"13900003333\" type=\"151\"/></addrs></mms></smses>");
  REQUIRE(read.messages().size() == 1);
  const Message& mms = *read.messages()[0];
  CHECK(mms.from.id == "8613900002222");
  CHECK(mms.to == std::vector<Party>{{PartyKind::kStaff, "staff01"}, {PartyKind::kExternal, "8613900001111"}});
  CHECK(mms.conversation_kind == ConversationKind::kGroup);
  CHECK(mms.sent_at == 1'700'021'000'000);
}

TEST_CASE("calls tell whether anybody answered, and hidden numbers stay hidden") {
  const ReadFile read = ReadAs("sms-backup", kCalls);
  const auto calls = read.messages();
  REQUIRE(calls.size() == 5);
  const auto detail = [&](std::size_t at) { return json::parse(calls[at]->detail); };
  CHECK(detail(0)["disposition"] == "ANSWERED");
  CHECK(detail(0)["duration_s"] == 33);
  CHECK(calls[0]->role == Role::kRep);
  CHECK(detail(1)["disposition"] == "NO ANSWER");
  CHECK(detail(1)["reason"] == "missed");
  CHECK(calls[1]->role == Role::kCustomer);
  CHECK(detail(2)["disposition"] == "BUSY");
  CHECK(detail(3)["number"] == "");
  CHECK(calls[3]->from.id == "withheld");
  CHECK(detail(4)["disposition"] == "NO ANSWER");
}

TEST_CASE("the other exporter's calls and messages are the same records") {
  const ReadFile calls =
      ReadAs("super-backup",
             "<alllogs count=\"1\"><log number=\"13900001111\" time=\"15.11.2023 12:00:00\" date=\"1700020800000\" "
             "type=\"2\" name=\"A\" new=\"1\" dur=\"33\" /></alllogs>");
  REQUIRE(calls.messages().size() == 1);
  CHECK(calls.messages()[0]->key == ReadAs("sms-backup", kCalls).messages()[0]->key);
  const ReadFile texts =
      ReadAs("super-backup",
             "<allsms count=\"1\"><sms address=\"10086\" time=\"t\" date=\"1700020900000\" type=\"1\" "
             "body=\"balance\" read=\"1\" service_center=\"\" name=\"\" /></allsms>");
  REQUIRE(texts.messages().size() == 1);
  CHECK(texts.messages()[0]->key == ReadAs("sms-backup", kMessages).messages()[2]->key);
}

TEST_CASE("keys do not change with the region, the employee or the pieces in which a file comes") {
  RecordOptions elsewhere = TestOptions();
  elsewhere.region = "US";
  elsewhere.employee = "staff02";
  const ReadFile one = ReadAs("sms-backup", kMessages);
  const ReadFile two = ReadAs("sms-backup", kMessages, elsewhere, 7);
  REQUIRE(one.messages().size() == two.messages().size());
  for (std::size_t at = 0; at < one.messages().size(); ++at) CHECK(one.messages()[at]->key == two.messages()[at]->key);
  for (const std::size_t piece : {50U, 333U, 5000U}) {
    CHECK(record::KeysWithStops("sms-backup", kMessages, piece) ==
          record::KeysWithStops("sms-backup", kMessages, 1 << 20));
  }
}

TEST_CASE("a bad record is kept aside with its place and costs nothing else") {
  const std::string file =
      "<smses>\n<sms address=\"13900001111\" date=\"soon\" type=\"1\" body=\"a\"/>\n"
      "<sms address=\"13900001111\" date=\"1700020800000\" type=\"77\" body=\"b\"/>\n"
      "<sms address=\"13900001111\" date=\"4102444800000\" type=\"1\" body=\"from the future\"/>\n"
      "<sms address=\"13900001111\" date=\"1000\" type=\"1\" body=\"clock never set\"/>\n"
      "<sms address=\"13900001111\" date=\"1700020800000\" type=\"1\" body=\"\xFF\xFE\"/>\n"
      "<sms address=\"13900001111\" date=\"1700020800000\" type=\"1\" body=\"good\"/>\n"
      "<sms address=\"13900001111\" date=\"17000";
  const ReadFile read = ReadAs("sms-backup", file);
  CHECK(read.codes() == std::vector<std::string>{"record.bad_time", "record.bad_type", "record.wrong_clock",
                                                 "record.wrong_clock", "record.bad_encoding", "record.truncated"});
  CHECK(read.records[0].line == 2);
  CHECK(read.records[0].parked.key.starts_with("sha256:"));
  CHECK(read.records[0].parked.envelope == "<sms address=\"13900001111\" date=\"soon\" type=\"1\" body=\"a\"/>");
  REQUIRE(read.messages().size() == 1);
  CHECK(read.messages()[0]->text == "good");
}

TEST_CASE("a file of another format is refused as a whole") {
  CHECK(ReadAs("sms-backup", "<html><body/></html>").ended.error().code == "records.wrong_format");
  CHECK(ReadAs("sms-backup", "number,date\n1,2\n").ended.error().code == "records.wrong_format");
  CHECK(ReadAs("super-backup", kCalls).ended.error().code == "records.wrong_format");
  RecordOptions nobody = TestOptions();
  nobody.employee = nobody.device = "";
  CHECK(ReadAs("sms-backup", kCalls, nobody).ended.error().code == "records.whose_phone");
}

}  // namespace
}  // namespace custos::android
