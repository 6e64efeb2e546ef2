// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/parser.h"

#include <catch2/catch.hpp>
#include <string>

namespace custos::wecom {
namespace {

const std::string kCustomer = "wmAAAAAAAAexample0000000000000001";

class Parsing {
 public:
  Result<Message> Try(const std::string& json, std::string_view msgid = "m1") {
    return parser_.Parse({"wecom:ww1", 7, msgid}, json);
  }
  Message Of(const std::string& json, std::string_view msgid = "m1") {
    Result<Message> message = Try(json, msgid);
    REQUIRE(message.ok());
    return std::move(*message);
  }
  /// A message from advisor01 to a customer, of the given type and body.
  Message Typed(const std::string& type, const std::string& body) {
    return Of(R"({"msgid":"m1","action":"send","from":"advisor01","tolist":[")" + kCustomer +
              R"("],"roomid":"","msgtime":1700000000123,"msgtype":")" + type + "\"," + body + "}");
  }
  StaffIndex staff;

 private:
  MessageParser parser_{staff};
};

}  // namespace

TEST_CASE_METHOD(Parsing, "a text to a customer keeps who, when, what and the exact bytes") {
  const std::string json = R"({"msgid":"m1","action":"send","from":"advisor01","tolist":[")" + kCustomer +
                           R"("],"roomid":"","msgtime":1700000000123,"msgtype":"text","text":{"content":"您好"}})";
  const Message message = Of(json);
  CHECK(message.source == "wecom:ww1");
  CHECK(message.seq == 7);
  CHECK(message.key == "m1");
  CHECK(message.text == "您好");
  CHECK(message.detail == "{}");
  CHECK(message.sent_at == 1700000000123);
  CHECK(message.from == Party{PartyKind::kStaff, "advisor01"});
  CHECK(message.to == std::vector<Party>{{PartyKind::kExternal, kCustomer}});
  CHECK(message.role == Role::kRep);
  CHECK(message.conversation_kind == ConversationKind::kSingle);
  CHECK(message.raw == json);
}

TEST_CASE_METHOD(Parsing, "both directions of a single chat are one conversation") {
  const Message there = Of(R"({"from":"a","tolist":["wmB"],"msgtype":"text","text":{"content":"x"}})");
  const Message back = Of(R"({"from":"wmB","tolist":["a"],"msgtype":"text","text":{"content":"y"}})");
  CHECK(there.conversation_key == "s:a|wmB");
  CHECK(back.conversation_key == there.conversation_key);
  CHECK(back.role == Role::kCustomer);
}

TEST_CASE_METHOD(Parsing, "groups are external when an outsider or the message id says so") {
  const std::string body = R"("roomid":"wrG","msgtype":"text","text":{"content":"x"}})";
  const Message staff_only = Of(R"({"from":"a","tolist":["b","c"],)" + body);
  CHECK(staff_only.conversation_key == "g:wrG");
  CHECK(staff_only.conversation_kind == ConversationKind::kInternal);
  CHECK(staff_only.role == Role::kColleague);
  CHECK(Of(R"({"from":"a","tolist":["b","woC"],)" + body).conversation_kind == ConversationKind::kGroup);
  const Message by_suffix = Of(R"({"from":"a","tolist":["b"],)" + body, "9_1700000000_external");
  CHECK(by_suffix.conversation_kind == ConversationKind::kGroup);
  CHECK(by_suffix.role == Role::kRep);
}

TEST_CASE_METHOD(Parsing, "the directory overrules the prefix of an id, without regard to case") {
  const std::string json = R"({"from":"wmZhang","tolist":["b"],"msgtype":"text","text":{"content":"x"}})";
  CHECK(Of(json).role == Role::kCustomer);
  staff.Add({"WMzhang"});
  CHECK(Of(json).role == Role::kColleague);
  CHECK(Of(R"({"from":"wb01","tolist":["b"],"msgtype":"text","text":{"content":"x"}})").role == Role::kRobot);
}

TEST_CASE_METHOD(Parsing, "seconds and milliseconds are told apart by magnitude") {
  CHECK(Of(R"({"from":"a","tolist":["b"],"msgtime":1700000000,"msgtype":"text"})").sent_at == 1700000000000);
  CHECK(Of(R"({"from":"a","tolist":["b"],"msgtime":1700000000123,"msgtype":"text"})").sent_at == 1700000000123);
}

TEST_CASE_METHOD(Parsing, "a revoke names the message it takes back") {
  const Message message = Of(R"({"msgid":"m2","action":"recall","from":"a","tolist":["wmB"],"msgtype":"revoke",
                                 "revoke":{"pre_msgid":"m1_external"}})");
  CHECK(message.action == "recall");
  CHECK(message.recalls == "m1_external");
  CHECK(message.text.empty());
}

TEST_CASE_METHOD(Parsing, "a switch of corp is an event about one person") {
  const Message message = Of(R"({"msgid":"m3","action":"switch","time":1700000000123,"user":"advisor01"})");
  CHECK(message.channel == Channel::kEvent);
  CHECK(message.type == "switch");
  CHECK(message.from.id == "advisor01");
  CHECK(message.sent_at == 1700000000123);
}

TEST_CASE_METHOD(Parsing, "each type shows the words people wrote in it") {
  CHECK(Typed("link", R"("link":{"title":"标题","description":"说明","link_url":"https://x.example"})").text ==
        "标题\n说明");
  CHECK(Typed("card", R"("card":{"corpname":"某公司","userid":"wmX"})").text == "某公司");
  CHECK(Typed("location", R"("location":{"longitude":116.5,"latitude":39,"address":"路1号","title":"楼"})").text ==
        "楼\n路1号");
  CHECK(Typed("weapp", R"("weapp":{"title":"t","description":"d","username":"u","displayname":"n"})").text ==
        "t\nd\nn");
  CHECK(Typed("todo", R"("todo":{"title":"t","content":"c"})").text == "t\nc");
  CHECK(Typed("vote", R"("vote":{"votetitle":"t","voteitem":["a","b"]})").text == "t\na\nb");
  CHECK(Typed("vote", R"("votetitle":"t","voteitem":["a"])").text == "t\na");
  CHECK(Typed("collect", R"("collect":{"title":"t","details":[{"id":1,"ques":"q1"},{"id":2,"ques":"q2"}]})").text ==
        "t\nq1\nq2");
  CHECK(Typed("redpacket", R"("redpacket":{"type":1,"wish":"大吉"})").text == "大吉");
  CHECK(Typed("external_redpacket", R"("redpacket":{"type":1,"wish":"大吉"})").text == "大吉");
  CHECK(Typed("meeting", R"("meeting":{"topic":"t","remarks":"r","meetingid":18446744073709551615})").text == "t\nr");
  CHECK(Typed("docmsg", R"("doc":{"title":"t","doc_creator":"a"})").text == "t");
  CHECK(Typed("markdown", R"("info":{"content":"# x"})").text == "# x");
  CHECK(Typed("news", R"("info":{"item":[{"title":"t","description":"d"}]})").text == "t\nd");
  CHECK(Typed("calendar", R"("calendar":{"title":"t","place":"p","remarks":"r"})").text == "t\np\nr");
  CHECK(Typed("sphfeed", R"("sphfeed":{"feed_type":4,"sph_name":"n","feed_desc":"d"})").text == "n\nd");
  CHECK(Typed("qydiskfile", R"("info":{"filename":"f.doc"})").text == "f.doc");
  CHECK(Typed("voiptext", R"("info":{"callduration":10,"invitetype":2})").detail ==
        R"({"callduration":10,"invitetype":2})");
  CHECK(Typed("meeting_notification", R"("info":{"meeting_id":5,"notification_type":1})").detail ==
        R"({"meeting_id":5,"notification_type":1})");
}

TEST_CASE_METHOD(Parsing, "consent is kept as sent, wherever its body stands") {
  CHECK(Typed("agree", R"("agree":{"userid":"wmX","agree_time":1700000000123})").detail ==
        R"({"userid":"wmX","agree_time":1700000000123})");
  const std::string refused = R"({"userid":"wmX","disagree_time":1700000000123})";
  CHECK(Typed("disagree", R"("disagree":)" + refused).detail == refused);
  CHECK(Typed("disagree", R"("agree":)" + refused).detail == refused);
}

TEST_CASE_METHOD(Parsing, "files come out as media and their key material stays out of the detail") {
  const Message file =
      Typed("file", R"("file":{"md5sum":"0cc175b9c0f1b6a831c399e269772661","filename":"报价","fileext":"xlsx",)"
                    R"("filesize":5000000000,"sdkfileid":"SECRET"})");
  REQUIRE(file.media.size() == 1);
  CHECK(file.media[0].kind == "file");
  CHECK(file.media[0].locator == "SECRET");
  CHECK(file.media[0].md5 == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(file.media[0].size == 5000000000);
  CHECK(file.media[0].name == "报价.xlsx");
  CHECK(file.text == "报价");
  CHECK(file.detail.find("SECRET") == std::string::npos);

  const Message voice = Typed("voice", R"("voice":{"voice_size":9,"play_length":3,"sdkfileid":"S"})");
  REQUIRE(voice.media.size() == 1);
  CHECK(voice.media[0].size == 9);
  CHECK(voice.media[0].duration_s == 3);

  const Message call =
      Typed("meeting_voice_call", R"("voiceid":"v","meeting_voice_call":{"endtime":1,"sdkfileid":"S"})");
  REQUIRE(call.media.size() == 1);
  CHECK(call.media[0].kind == "call_recording");
}

TEST_CASE_METHOD(Parsing, "a mixed message joins its texts and keeps its pictures") {
  const Message message = Typed("mixed", R"("mixed":{"item":[{"type":"text","content":"{\"content\":\"一\"}"},)"
                                         R"({"type":"image","content":"{\"filesize\":5,\"sdkfileid\":\"S1\"}"},)"
                                         R"({"type":"text","content":"{\"content\":\"二\"}"}]})");
  CHECK(message.text == "一\n二");
  REQUIRE(message.media.size() == 1);
  CHECK(message.media[0].locator == "S1");
  CHECK(message.detail == R"({"items":[{"type":"text","content":"一"},{"type":"image","filesize":5,"media":0},)"
                          R"({"type":"text","content":"二"}]})");
}

TEST_CASE_METHOD(Parsing, "a chat record is read to the words inside") {
  const Message message =
      Typed("chatrecord", R"("chatrecord":{"title":"群聊","item":[)"
                          R"({"type":"ChatRecordText","msgtime":1700000000,"content":"{\"content\":\"加我微信\"}",)"
                          R"("from_chatroom":true},)"
                          R"({"type":"ChatRecordNew","content":"{\"title\":\"内层\",\"item\":[{\"type\":)"
                          R"(\"ChatRecordText\",\"content\":\"{\\\"content\\\":\\\"深\\\"}\"}]}"}]})");
  CHECK(message.text == "群聊\n加我微信\n内层\n深");
  CHECK(message.detail.find(R"("sent_at":1700000000000,"from_chatroom":true)") != std::string::npos);
}

TEST_CASE_METHOD(Parsing, "records nested without end stop at the depth cap") {
  std::string inner = R"({"title":"t","item":[]})";
  for (int i = 0; i < 9; ++i) {
    std::string quoted;
    for (const char c : inner) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    inner = R"({"title":"t","item":[{"type":"chatrecord","content":")" + quoted + "\"}]}";
  }
  CHECK(Typed("chatrecord", "\"chatrecord\":" + inner).text == "t\nt\nt\nt\nt\nt\nt");
}

TEST_CASE_METHOD(Parsing, "an unknown type keeps its name and bytes and nothing else") {
  const Message message = Typed("solitaire", R"("solitaire":{"title":"接龙"})");
  CHECK(message.type == "solitaire");
  CHECK(message.text.empty());
  CHECK(message.detail == "{}");
  CHECK(message.raw.find("接龙") != std::string::npos);
}

TEST_CASE_METHOD(Parsing, "raw control characters and broken UTF-8 are read and kept as evidence") {
  std::string json = R"({"from":"a","tolist":["b"],"msgtype":"text","text":{"content":"x)";
  json += '\x11';
  json += '\0';
  json += "y\xFFz\n!\"}}";
  const Message message = Of(json);
  CHECK(message.text == "xy\xEF\xBF\xBDz\n!");
  CHECK(message.raw == json);
}

TEST_CASE_METHOD(Parsing, "a lone surrogate escape does not cost the message") {
  const Message message =
      Of(R"({"from":"a","tolist":["b"],"msgtype":"text","text":{"content":"a\ud83dz \ud83d\ude00"}})");
  CHECK(message.text == "a\xEF\xBF\xBDz \xF0\x9F\x98\x80");
}

TEST_CASE_METHOD(Parsing, "a quoted reply charges nobody with another's words") {
  const std::string quoted = R"(这是一条引用/回复消息：\n\"客户甲：\n加我私人微信\"\n------\n好的)";
  const Message message = Typed("text", R"("text":{"content":")" + quoted + R"("})");
  REQUIRE(message.quote);
  CHECK(message.quote->speaker == "客户甲");
  CHECK(message.quote->text == "加我私人微信");
  CHECK(message.text == "好的");
}

TEST_CASE_METHOD(Parsing, "the bracketed layout of a quote is known too") {
  const Message message = Typed("text", R"("text":{"content":"「王五：原话」\n- - - - - - - - - - - - - - -\n回答"})");
  REQUIRE(message.quote);
  CHECK(message.quote->speaker == "王五");
  CHECK(message.quote->text == "原话");
  CHECK(message.text == "回答");
}

TEST_CASE_METHOD(Parsing, "words after the first separator stay the writer's own") {
  const Message message = Typed("text", R"("text":{"content":"「a：b」\n- - - - - - - - - - - - - - -\nc」\n)"
                                        R"(- - - - - - - - - - - - - - -\nd"})");
  CHECK(message.text == "c」\n- - - - - - - - - - - - - - -\nd");
  CHECK_FALSE(Typed("text", R"("text":{"content":"「没有分隔」"})").quote);
}

TEST_CASE_METHOD(Parsing, "what is no message is refused with a stable code") {
  for (const char* bad : {"", "x", "[]", "{", "{\"a\":1"}) {
    const Result<Message> message = Try(bad);
    REQUIRE_FALSE(message.ok());
    CHECK(message.error().code == "wecom.parse_failed");
  }
  CHECK_FALSE(Try(R"({"msgtype":"text"})", "").ok());
}

}  // namespace custos::wecom
