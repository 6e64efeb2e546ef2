// SPDX-License-Identifier: Apache-2.0
#include "connectors/generic/parser.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace custos::generic {
namespace {

using nlohmann::json;

constexpr char kSource[] = "ingest:chat";

json Line() {
  return {{"id", "m-1"},
          {"time", "2026-03-01T09:30:00.250+08:00"},
          {"from", {{"kind", "staff"}, {"id", "zhang.wei"}}},
          {"to", {{{"kind", "external"}, {"id", "c-17"}}}},
          {"text", "您好"}};
}

RecordResult Read(const json& line) { return ParseLine(kSource, line.dump()); }

std::string ProblemOf(const RecordResult& result) { return result.problem.code + " " + result.problem.pointer; }

}  // namespace

TEST_CASE("a line becomes a message whose original is the line itself") {
  const std::string line =
      R"({ "text":"您好","id":"m-1","time":1772328600250, "from":{"kind":"staff","id":"zhang.wei"},)"
      R"("to":[{"kind":"external","id":"c-17"}] })";
  const RecordResult result = ParseLine(kSource, line);
  REQUIRE(result.message);
  const Message& message = *result.message;
  CHECK(message.source == kSource);
  CHECK(message.key == "m-1");
  CHECK(message.seq == 0);
  CHECK(message.sent_at == 1'772'328'600'250);
  CHECK(message.channel == Channel::kChat);
  CHECK(message.type == "text");
  CHECK(message.action == "send");
  CHECK(message.from == Party{PartyKind::kStaff, "zhang.wei"});
  CHECK(message.to == std::vector<Party>{{PartyKind::kExternal, "c-17"}});
  CHECK(message.role == Role::kRep);
  CHECK(message.conversation_kind == ConversationKind::kSingle);
  CHECK(message.conversation_key == "s:c-17|zhang.wei");
  CHECK(message.text == "您好");
  CHECK(message.detail == "{}");
  CHECK(message.raw == line);
}

TEST_CASE("a time with a zone is the same moment as its milliseconds") {
  CHECK(Read(Line()).message->sent_at == 1'772'328'600'250);
  json line = Line();
  line["time"] = "2026-03-01T01:30:00.250Z";
  CHECK(Read(line).message->sent_at == 1'772'328'600'250);
}

TEST_CASE("answers of the customer are in the same conversation") {
  json line = Line();
  line["from"] = {{"kind", "external"}, {"id", "c-17"}};
  line["to"] = {{{"kind", "staff"}, {"id", "zhang.wei"}}};
  const auto result = Read(line);
  CHECK(result.message->role == Role::kCustomer);
  CHECK(result.message->conversation() == Read(Line()).message->conversation());
}

TEST_CASE("a group is known by its id, an internal talk has colleagues only") {
  json line = Line();
  line["conversation"] = {{"kind", "group"}, {"id", "room-9"}};
  auto result = Read(line);
  CHECK(result.message->conversation_key == "g:room-9");
  CHECK(result.message->conversation_kind == ConversationKind::kGroup);
  CHECK(result.message->room == "room-9");
  line["conversation"] = {{"kind", "internal"}, {"id", "team"}};
  line["to"] = json::array();
  result = Read(line);
  CHECK(result.message->conversation_kind == ConversationKind::kInternal);
  CHECK(result.message->role == Role::kColleague);
}

TEST_CASE("a recall names what it takes back") {
  json line = Line();
  line["action"] = "recall";
  CHECK(ProblemOf(Read(line)) == "record.missing /recalls");
  line["recalls"] = "m-0";
  CHECK(Read(line).message->recalls == "m-0");
}

TEST_CASE("files are fetched from the sender's own uploads") {
  json line = Line();
  const std::string digest(64, 'a');
  line["files"] = {{{"kind", "image"}, {"sha256", digest}, {"size", 10}, {"name", "a.png"}}};
  const auto result = Read(line);
  REQUIRE(result.message->media.size() == 1);
  CHECK(result.message->media[0].locator == "upload:source:ingest:chat/" + digest);
  CHECK(result.message->media[0].size == 10);
  line["files"][0]["sha256"] = std::string(64, 'A');
  CHECK(ProblemOf(Read(line)) == "record.value /files/0/sha256");
}

TEST_CASE("what does not fit is refused with its place") {
  const auto refused = [](const std::function<void(json&)>& spoil) {
    json line = Line();
    spoil(line);
    const RecordResult result = Read(line);
    CHECK_FALSE(result.message);
    return ProblemOf(result);
  };
  CHECK(refused([](json& l) { l.erase("id"); }) == "record.missing /id");
  CHECK(refused([](json& l) { l["id"] = 7; }) == "record.type /id");
  CHECK(refused([](json& l) { l["id"] = std::string(201, 'x'); }) == "record.value /id");
  CHECK(refused([](json& l) { l["time"] = "yesterday"; }) == "record.value /time");
  CHECK(refused([](json& l) { l["time"] = "2026-02-30T00:00:00Z"; }) == "record.value /time");
  CHECK(refused([](json& l) { l["time"] = -1; }) == "record.value /time");
  CHECK(refused([](json& l) { l["time"] = 1.5; }) == "record.type /time");
  CHECK(refused([](json& l) { l.erase("to"); }) == "record.missing /to");
  CHECK(refused([](json& l) { l["to"][0]["kind"] = "friend"; }) == "record.value /to/0/kind");
  CHECK(refused([](json& l) { l["to"][0] = "c-17"; }) == "record.type /to/0");
  CHECK(refused([](json& l) { l["type"] = "Te xt"; }) == "record.value /type");
  CHECK(refused([](json& l) { l["conversation"] = {{"kind", "group"}}; }) == "record.missing /conversation/id");
  CHECK(refused([](json& l) { l["txet"] = "x"; }) == "record.unknown_member /txet");
  CHECK(refused([](json& l) { l["from"]["a/b~"] = 1; }) == "record.unknown_member /from/a~1b~0");
  CHECK(refused([](json& l) { l["text"] = std::string("a\0b", 3); }) == "record.value /text");
}

TEST_CASE("bytes that are no JSON object are refused whole and kept under their digest") {
  for (const std::string& line :
       {std::string(), std::string("[]"), std::string("{\"id\":\"m-1\""), std::string("{\"id\":\"\xff\"}"),
        std::string(2000, '['), R"({"id":"\ud800"})" + std::string()}) {
    const RecordResult result = ParseLine(kSource, line);
    CHECK(ProblemOf(result) == "record.not_json ");
    CHECK(ParkedKey(result, line) == "sha256:" + HexEncode(AsBytes(Sha256(line))));
  }
  CHECK(ProblemOf(ParseLine(kSource, std::string(kMaxLine + 1, ' '))) == "record.too_large ");
}

TEST_CASE("a line with an id that is refused is kept under it") {
  json line = Line();
  line.erase("time");
  const std::string text = line.dump();
  CHECK(ParkedKey(ParseLine(kSource, text), text) == "m-1");
}

}  // namespace custos::generic
