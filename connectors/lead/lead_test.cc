// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/lead/parser.h"

namespace custos::lead {
namespace {

using nlohmann::json;

constexpr TimeMs kNow = 1'790'000'000'000;  // 2026-09-21

std::unique_ptr<LeadParser> Parser(std::map<std::string, std::string> pointers = {}) {
  auto parser = LeadParser::Create({.source = "lead:shop", .pointers = std::move(pointers)});
  REQUIRE(parser);
  return std::move(*parser);
}

RecordResult Read(const json& object) { return Parser()->Parse(object.dump(), kNow); }
json DetailOf(const json& object) {
  const RecordResult result = Read(object);
  INFO(result.problem.code << " " << result.problem.pointer);
  REQUIRE(result.message);
  return json::parse(result.message->detail);
}
std::string ProblemOf(const json& object) {
  const RecordResult result = Read(object);
  CHECK_FALSE(result.message);
  return result.problem.code + " " + result.problem.pointer;
}

}  // namespace

TEST_CASE("a lead becomes an event whose original is what was sent") {
  const std::string bytes =
      R"({"id":"crm-7","time":"2026-09-01T09:30:00+08:00","name":" 李测试 ","phone":"139 0000 1111","company":"例子公司",)"
      R"("source":"官网","interest":"企业版","note":"请下午联系","fields":{"预算":"5万"}})";
  const RecordResult result = Parser()->Parse(bytes, kNow);
  REQUIRE(result.message);
  const Message& message = *result.message;
  CHECK(message.source == "lead:shop");
  CHECK(message.key == "crm-7");
  CHECK(message.channel == Channel::kEvent);
  CHECK(message.type == "lead");
  CHECK(message.role == Role::kCustomer);
  CHECK(message.from == Party{PartyKind::kExternal, "8613900001111"});
  CHECK(message.conversation_key == "lead:8613900001111");
  CHECK(message.sent_at == 1'788'226'200'000);
  CHECK(message.text == "企业版\n请下午联系");
  CHECK(message.raw == bytes);
  CHECK(json::parse(message.detail) == json{{"name", "李测试"},
                                            {"phones", {"8613900001111"}},
                                            {"company", "例子公司"},
                                            {"source", "官网"},
                                            {"interest", "企业版"},
                                            {"note", "请下午联系"},
                                            {"fields", {{"预算", "5万"}}}});
}

TEST_CASE("numbers are taken where a text is meant") {
  CHECK(DetailOf({{"phone", 13900001111}})["phones"] == json{"8613900001111"});
  CHECK(DetailOf({{"phone", 1.3900001111e10}})["phones"] == json{"8613900001111"});
  CHECK(Read({{"id", 7788}, {"phone", "13900001111"}}).message->key == "7788");
}

TEST_CASE("one text may hold several contacts, each is kept once") {
  const json detail = DetailOf({{"phone", "13900001111、139-0000-2222；+86 13900001111"},
                                {"phones", {"１３９００００３３３３"}},
                                {"email", "A@Example.com; b@example.com"}});
  CHECK(detail["phones"] == json{"8613900001111", "8613900002222", "8613900003333"});
  CHECK(detail["emails"] == json{"a@example.com", "b@example.com"});
}

TEST_CASE("a number nobody can dial is kept as written when there is another way to the person") {
  const json detail = DetailOf({{"phone", "wait for mail"}, {"email", "a@example.com"}});
  CHECK(detail["unread_phones"] == json{"wait for mail"});
  CHECK(Read({{"phone", "x"}, {"wechat", "wx_example"}}).message->from.id == "wechat:wx_example");
  CHECK(ProblemOf({{"phone", "call me"}}) == "lead.phone /phone");
}

TEST_CASE("members of other names are kept under them") {
  const json detail = DetailOf({{"phone", "13900001111"}, {"budget", 5}, {"tags", {"a", "b"}}, {"empty", nullptr}});
  CHECK(detail["fields"] == json{{"budget", "5"}, {"tags", R"(["a","b"])"}});
}

TEST_CASE("times are read as people and programs write them") {
  const auto at = [](const json& time) { return Read({{"phone", "13900001111"}, {"time", time}}).message->sent_at; };
  CHECK(at(1'788'226'200'000) == 1'788'226'200'000);
  CHECK(at(1'788'226'200) == 1'788'226'200'000);
  CHECK(at("1788226200") == 1'788'226'200'000);
  CHECK(at("2026-09-01 09:30:00") == 1'788'226'200'000);
  CHECK(at("2026/9/1 9:30") == 1'788'226'200'000);
  CHECK(at("2026-09-01") == 1'788'192'000'000);
  CHECK(at(nullptr) == kNow);
  CHECK(ProblemOf({{"phone", "13900001111"}, {"time", "soon"}}) == "lead.time /time");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"time", "2036-01-01 00:00"}}) == "lead.wrong_clock /time");
}

TEST_CASE("without an id the same content is the same lead, whatever its bytes and its arrival") {
  const auto parser = Parser();
  const auto first = parser->Parse(R"({"name":"A","phone":"13900001111"})", kNow);
  const auto again = parser->Parse(R"({ "phone":"+86 139 0000 1111", "name":"A" })", kNow + 5'000);
  const auto other = parser->Parse(R"({"name":"A","phone":"13900001111","note":"x"})", kNow);
  CHECK(first.message->key == again.message->key);
  CHECK(first.message->key != other.message->key);
  CHECK(first.message->key.size() == 64);
}

TEST_CASE("a sender's own names are followed by pointers") {
  const auto parser = Parser({{"id", "/row/0/key"}, {"name", "/customer/full"}, {"phone", "/tel"}});
  const auto read =
      parser->Parse(R"({"row":[{"key":5}],"customer":{"full":"王示例"},"tel":13900001111,"extra":"y"})", kNow);
  REQUIRE(read.message);
  CHECK(read.message->key == "5");
  const json detail = json::parse(read.message->detail);
  CHECK(detail["name"] == "王示例");
  CHECK(detail["fields"]["extra"] == "y");
  CHECK_FALSE(detail["fields"].contains("tel"));
  CHECK(LeadParser::Create({.source = "lead:x", .pointers = {{"surname", "/a"}}}).error().code == "lead.pointers");
  CHECK(LeadParser::Create({.source = "lead:x", .pointers = {{"name", "/a~2"}}}).error().code == "lead.pointers");
}

TEST_CASE("a lead that does not fit is refused with its place") {
  CHECK(ProblemOf({{"name", "A"}}) == "lead.no_identity ");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"name", {"A"}}}) == "lead.type /name");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"name", std::string(201, 'x')}}) == "lead.value /name");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"email", "nobody"}}) == "lead.email /email");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"fields", 1}}) == "lead.type /fields");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"note", std::string("a\0b", 3)}}) == "lead.value /note");
  CHECK(ProblemOf({{"phone", json::array({json::object()})}, {"email", "a@example.com"}}) == "lead.type /phone/0");
  CHECK(ProblemOf({{"phone", "13900001111"}, {"a/b~", std::string(20'001, 'x')}}) == "lead.value /a~1b~0");
}

TEST_CASE("bytes that are no lead are refused whole and kept under their digest") {
  const auto parser = Parser();
  for (const std::string& bytes :
       {std::string(), std::string("[]"), std::string("{\"phone\":\"139"), std::string("{\"name\":\"\xd5\xc5\"}"),
        std::string(2000, '['), std::string("\x00\x01", 2)}) {
    const RecordResult result = parser->Parse(bytes, kNow);
    CHECK(result.problem.code == "lead.not_json");
    const ParkedMessage parked = Parked("lead:shop", result, bytes);
    CHECK(parked.key == "sha256:" + HexEncode(AsBytes(Sha256(bytes))));
    CHECK(parked.envelope == bytes);
  }
  CHECK(parser->Parse(std::string(kLargestLead + 1, ' '), kNow).problem.code == "lead.too_large");
}

TEST_CASE("what is refused under an id is settled when a newer parser reads it") {
  const auto old = Parser();
  const std::string bytes = R"({"id":"x1","tel":"13900001111"})";
  const RecordResult refused = old->Parse(bytes, kNow);
  const ParkedMessage parked = Parked("lead:shop", refused, bytes);
  CHECK(parked.key == "x1");
  const auto retry = [&](const LeadParser& parser) {
    return RetryLeads("lead:shop", {parked}, kNow, [&](const std::string& raw) { return parser.Parse(raw, kNow); });
  };
  CHECK(retry(*old).messages.empty());
  const Intake settled = retry(*Parser({{"phone", "/tel"}}));
  REQUIRE(settled.messages.size() == 1);
  CHECK(settled.messages[0].key == "x1");
  CHECK(settled.unparked == std::vector<ParkedRef>{{0, "x1"}});
}

}  // namespace custos::lead
