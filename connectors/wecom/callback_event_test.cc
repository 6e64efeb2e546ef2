// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/callback_event.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/wecom/xml_element.h"

namespace custos::wecom {
namespace {

using Kind = ChangeHint::Kind;
using nlohmann::json;

std::string Xml(const std::string& fields, const std::string& time = "1700000000") {
  return "<xml><ToUserName><![CDATA[ww0000000000000001]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
         "<CreateTime>" +
         time + "</CreateTime><MsgType><![CDATA[event]]></MsgType>" + fields + "</xml>";
}

std::string Contact(const std::string& change, const std::string& more = {}, const std::string& time = "1700000000") {
  return Xml(
      "<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[" + change +
          "]]></ChangeType><UserID><![CDATA[staff01]]></UserID><ExternalUserID><![CDATA[wm01]]></ExternalUserID>" +
          more,
      time);
}

CallbackEvent Read(const std::string& xml) {
  Result<CallbackEvent> event = ParseCallback("wecom:ww1", xml);
  REQUIRE(event);
  return std::move(*event);
}

std::string CodeOf(const std::string& xml) {
  const Result<CallbackEvent> event = ParseCallback("wecom:ww1", xml);
  return event ? "" : event.error().code;
}

}  // namespace

TEST_CASE("an employee deletes a customer: he acts, the customer is concerned, both stand in their conversation") {
  const std::string xml = Contact("del_external_contact", "<Source><![CDATA[DELETE_BY_TRANSFER]]></Source>");
  const CallbackEvent event = Read(xml);
  REQUIRE(event.message);
  const Message& message = *event.message;
  CHECK(message.source == "wecom:ww1");
  CHECK(message.channel == Channel::kEvent);
  CHECK(message.type == "del_external_contact");
  CHECK(message.action == "send");
  CHECK(message.from == Party{PartyKind::kStaff, "staff01"});
  CHECK(message.to == std::vector<Party>{{PartyKind::kExternal, "wm01"}});
  CHECK(message.role == Role::kRep);
  CHECK(message.conversation_key == "s:staff01|wm01");
  CHECK(message.conversation_kind == ConversationKind::kSingle);
  CHECK(message.sent_at == 1'700'000'000'000);
  CHECK(message.text.empty());
  CHECK(message.raw == xml);
  const json detail = json::parse(message.detail);
  CHECK(detail["UserID"] == "staff01");
  CHECK(detail["ExternalUserID"] == "wm01");
  CHECK(detail["Source"] == "DELETE_BY_TRANSFER");
  CHECK_FALSE(detail.contains("ToUserName"));
  CHECK_FALSE(detail.contains("CreateTime"));
  REQUIRE(event.hints.size() == 1);
  CHECK(event.hints[0].kind == Kind::kRelationEnded);
  CHECK(event.hints[0].other == "wm01");
}

TEST_CASE("what a customer does comes from the customer") {
  for (const char* change : {"del_follow_user", "add_half_external_contact", "transfer_fail", "msg_audit_approved"}) {
    const CallbackEvent event = Read(Contact(change));
    INFO(change);
    CHECK(event.message->type == change);
    CHECK(event.message->from == Party{PartyKind::kExternal, "wm01"});
    CHECK(event.message->role == Role::kCustomer);
    CHECK(event.message->conversation_key == "s:staff01|wm01");
  }
}

TEST_CASE("the same event has one key however often and through which app it comes, and another event another") {
  const std::string key = Read(Contact("add_external_contact")).message->key;
  CHECK(key.starts_with("event:"));
  CHECK(Read(Contact("add_external_contact", "<AgentID>1000002</AgentID>")).message->key == key);
  CHECK(Read(Contact("add_external_contact", "<WelcomeCode><![CDATA[code]]></WelcomeCode>")).message->key == key);
  CHECK(Read(Contact("del_external_contact")).message->key != key);
  CHECK(Read(Contact("add_external_contact", "", "1700000001")).message->key != key);
  const auto group = [](const std::string& more) {
    return Read(Xml("<Event>change_external_chat</Event><ChangeType>update</ChangeType><ChatId>wr1</ChatId>" + more))
        .message->key;
  };
  CHECK(group("<MemChangeCnt>1</MemChangeCnt>") != group("<MemChangeCnt>2</MemChangeCnt>"));
  CHECK(group("") == group("<AgentID>7</AgentID>"));
}

TEST_CASE("a welcome code is nowhere kept") {
  const CallbackEvent event =
      Read(Contact("add_external_contact", "<State>x</State><WelcomeCode><![CDATA[WELCOME1]]></WelcomeCode>"));
  CHECK(event.message->raw.find("WELCOME1") == std::string::npos);
  CHECK(event.message->raw.find("<State>x</State></xml>") != std::string::npos);
  CHECK(event.message->detail.find("WELCOME1") == std::string::npos);
  CHECK(WithoutWelcomeCode("<a><WelcomeCode>") == "<a><WelcomeCode>");
}

TEST_CASE("a group change names the group and its members as a list") {
  const CallbackEvent event =
      Read(Xml("<Event><![CDATA[change_external_chat]]></Event><ChatId><![CDATA[wrgroup1]]></ChatId>"
               "<ChangeType><![CDATA[update]]></ChangeType><UpdateDetail><![CDATA[del_member]]></UpdateDetail>"
               "<QuitScene>1</QuitScene><MemChangeCnt>2</MemChangeCnt>"
               "<MemChangeList><Item>wm01</Item><Item>staff02</Item></MemChangeList>"));
  const Message& message = *event.message;
  CHECK(message.type == "change_external_chat");
  CHECK(message.room == "wrgroup1");
  CHECK(message.conversation_key == "g:wrgroup1");
  CHECK(message.conversation_kind == ConversationKind::kGroup);
  const json detail = json::parse(message.detail);
  CHECK(detail["MemChangeList"] == json{"wm01", "staff02"});
  CHECK(detail["UpdateDetail"] == "del_member");
  REQUIRE(event.hints.size() == 1);
  CHECK(event.hints[0].kind == Kind::kGroup);
  CHECK(event.hints[0].id == "wrgroup1");
}

TEST_CASE("changes of people, departments and tags say what to read again") {
  const auto hints = [](const std::string& fields) { return Read(Xml(fields)).hints; };
  const auto contact = [&](const std::string& rest) { return hints("<Event>change_contact</Event>" + rest); };
  for (const char* change : {"create_user", "update_user", "delete_user", "update_party"}) {
    INFO(change);
    const auto found = contact("<ChangeType>" + std::string(change) + "</ChangeType><UserID>a</UserID>");
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == Kind::kStaff);
  }
  CHECK(contact("<ChangeType>update_tag</ChangeType><TagId>1</TagId>").empty());
  CHECK(hints("<Event>change_external_tag</Event><Id>et1</Id><ChangeType>update</ChangeType>")[0].kind == Kind::kTags);
  const CallbackEvent user =
      Read(Xml("<Event>change_contact</Event><ChangeType>update_user</ChangeType><UserID>a</UserID>"
               "<ExtAttr><Item><Name>level</Name><Type>0</Type><Text><Value>7</Value></Text></Item></ExtAttr>"));
  CHECK(user.message->type == "change_contact");
  CHECK(user.message->conversation_kind == ConversationKind::kInternal);
  CHECK(json::parse(user.message->detail)["ExtAttr"][0]["Text"]["Value"] == "7");
}

TEST_CASE("the archive's notice is a hint and no message, and what people send to an app is neither") {
  const CallbackEvent notice = Read(Xml("<Event>msgaudit_notify</Event><AgentID>2000004</AgentID>"));
  CHECK_FALSE(notice.message);
  REQUIRE(notice.hints.size() == 1);
  CHECK(notice.hints[0].kind == Kind::kArchive);
  const CallbackEvent said = Read(
      "<xml><ToUserName>ww</ToUserName><FromUserName>staff01</FromUserName><CreateTime>1700000000</CreateTime>"
      "<MsgType>text</MsgType><Content>hello</Content><MsgId>1</MsgId></xml>");
  CHECK_FALSE(said.message);
  CHECK(said.hints.empty());
}

TEST_CASE("what is no event is refused with its reason") {
  for (const std::string& bad :
       {std::string(), std::string("<xml>"), std::string("not xml"), std::string("<xml></xml>"), std::string("{}"),
        std::string("<!DOCTYPE xml [<!ENTITY a \"b\">]><xml>&a;</xml>"), Xml("<ChangeType>x</ChangeType>"),
        Xml("<Event>change_external_contact</Event><ChangeType>del_external_contact</ChangeType>"),
        Xml("<Event>change_external_chat</Event>"), std::string(kMostXmlBytes + 1, ' '),
        Contact("del_external_contact").substr(0, 200), std::string("<xml>\0</xml>", 12)}) {
    INFO(bad.substr(0, 100));
    CHECK(CodeOf(bad) == "wecom.callback_malformed");
  }
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  for (int i = 0; i < 5000; ++i) deep += "</a>";
  CHECK(CodeOf("<xml>" + deep + "</xml>") == "wecom.callback_malformed");
}

TEST_CASE("a wrong clock is refused, and bytes that are not UTF-8 cost only themselves") {
  for (const char* time : {"", "0", "-5", "1", "99999999999", "soon", "1700000000x"}) {
    INFO(time);
    CHECK(CodeOf(Contact("del_external_contact", "", time)) == "wecom.callback_time");
  }
  const CallbackEvent event = Read(Contact("add_external_contact", "<State>\xff\xfe ok</State>"));
  const json detail = json::parse(event.message->detail);
  CHECK(detail["State"].get<std::string>().ends_with(" ok"));
}

}  // namespace custos::wecom
