// SPDX-License-Identifier: Apache-2.0
#include "connectors/phone/parser.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace custos::phone {
namespace {

using nlohmann::json;

constexpr TimeMs kNow = 1'772'328'700'000;

DeviceContext Context(TimeMs skew_ms = 0) { return {"phone:ww1", "d1", "staff01", kNow, skew_ms}; }

json Sms() {
  return {
      {"seq", 7},       {"kind", "sms"}, {"at", kNow - 5000}, {"direction", "outbound"}, {"number", "139 0000-1111"},
      {"text", "您好"}, {"sim", 1}};
}

json Call() {
  return {{"seq", 8},
          {"kind", "call"},
          {"at", "2026-03-01T09:30:00+08:00"},
          {"direction", "inbound"},
          {"number", "+8613900001111"},
          {"disposition", "ANSWERED"},
          {"duration_s", 186},
          {"ring_s", 9}};
}

ParsedRecord Read(const json& record, TimeMs skew_ms = 0) { return ParseRecord(Context(skew_ms), record.dump()); }
std::string ProblemOf(const RecordResult& result) { return result.problem.code + " " + result.problem.pointer; }

}  // namespace

TEST_CASE("a text message has the shape that rules know") {
  const ParsedRecord record = Read(Sms());
  REQUIRE(record.message);
  const Message& message = *record.message;
  CHECK(record.seq == 7);
  CHECK(message.key == "d1/7");
  CHECK(message.source == "phone:ww1");
  CHECK(message.channel == Channel::kSms);
  CHECK(message.type == "sms");
  CHECK(message.role == Role::kRep);
  CHECK(message.from == Party{PartyKind::kStaff, "staff01"});
  CHECK(message.to == std::vector<Party>{{PartyKind::kExternal, "8613900001111"}});
  CHECK(message.conversation_key == "s:8613900001111|staff01");
  CHECK(message.sent_at == kNow - 5000);
  CHECK(json::parse(message.detail) ==
        json{{"direction", "outbound"}, {"number", "139 0000-1111"}, {"device", "d1"}, {"sim", 1}});
  CHECK(message.raw == Sms().dump());
}

TEST_CASE("a call and a text with the same customer are one conversation, whoever began") {
  CHECK(Read(Call()).message->conversation() == Read(Sms()).message->conversation());
  const ParsedRecord call = Read(Call());
  CHECK(call.message->role == Role::kCustomer);
  CHECK(call.message->channel == Channel::kCall);
  CHECK(json::parse(call.message->detail) == json{{"direction", "inbound"},
                                                  {"number", "+8613900001111"},
                                                  {"device", "d1"},
                                                  {"disposition", "ANSWERED"},
                                                  {"duration_s", 186},
                                                  {"ring_s", 9},
                                                  {"recorded", false}});
}

TEST_CASE("a recording is fetched from what this device uploaded") {
  json call = Call();
  const std::string digest(64, 'b');
  call["recording"] = {{"sha256", digest}, {"size", 1000}, {"name", "a.amr"}, {"duration_s", 186}};
  const ParsedRecord record = Read(call);
  REQUIRE(record.message->media.size() == 1);
  CHECK(record.message->media[0].kind == "call_recording");
  CHECK(record.message->media[0].locator == "upload:device:d1/" + digest);
  CHECK(json::parse(record.message->detail)["recorded"] == true);
  call["recording"]["size"] = 0;
  CHECK(ProblemOf(Read(call)) == "record.value /recording/size");
}

TEST_CASE("a withheld number is nobody we know") {
  json call = Call();
  call["number"] = "";
  const ParsedRecord record = Read(call);
  CHECK(record.message->from == Party{PartyKind::kUnknown, "withheld"});
  CHECK(json::parse(record.message->detail)["number"] == "");
}

TEST_CASE("what was deleted on the phone is an event and takes nothing back") {
  const ParsedRecord record =
      Read({{"seq", 9}, {"kind", "sms_deleted"}, {"at", kNow}, {"number", "13900001111"}, {"of", 7}});
  CHECK(record.message->channel == Channel::kEvent);
  CHECK(record.message->type == "del_sms");
  CHECK(record.message->recalls.empty());
  CHECK(json::parse(record.message->detail)["message"] == "d1/7");
}

TEST_CASE("a contact that comes or goes is the event that chat has for it") {
  json record = {{"seq", 9}, {"kind", "contact"}, {"at", kNow}, {"change", "deleted"}, {"number", "13900001111"}};
  CHECK(Read(record).message->type == "del_external_contact");
  CHECK(json::parse(Read(record).message->detail)["ExternalUserID"] == "8613900001111");
  record["change"] = "added";
  CHECK(Read(record).message->type == "add_external_contact");
}

TEST_CASE("a clock that is off is corrected in the order and kept in the detail") {
  json record = Sms();
  record["at"] = kNow + 3'600'000;
  const ParsedRecord corrected = Read(record, 3'605'000);
  CHECK(corrected.message->sent_at == kNow - 5000);
  CHECK(json::parse(corrected.message->detail)["device_time"] == kNow + 3'600'000);
  CHECK(json::parse(corrected.message->detail)["skew_ms"] == 3'605'000);
  CHECK(Read(Sms(), kSkewThatCounts - 1).message->sent_at == kNow - 5000);
}

TEST_CASE("a time far from now after correction is refused, not sorted somewhere") {
  json record = Sms();
  record["at"] = kNow + 2 * 86'400'000;
  CHECK(ProblemOf(Read(record)) == "record.value /at");
  record["at"] = 0;
  CHECK(ProblemOf(Read(record)) == "record.value /at");
  record["at"] = 1000;
  CHECK(Read(record, 1000 - kNow).message->sent_at == kNow);
}

TEST_CASE("a screenshot needs its picture, a gap its reason") {
  json shot = {{"seq", 1}, {"kind", "screenshot"}, {"at", kNow}};
  CHECK(ProblemOf(Read(shot)) == "record.missing /files");
  shot["files"] = {{{"sha256", std::string(64, '0')}, {"size", 5}}};
  CHECK(Read(shot).message->media.at(0).kind == "image");
  json gap = {{"seq", 2},
              {"kind", "log_gap"},
              {"at", kNow},
              {"from", kNow - 2000},
              {"until", kNow - 1000},
              {"reason", "permission"}};
  CHECK(Read(gap).message->type == "device_gap");
  gap["until"] = kNow - 3000;
  CHECK(ProblemOf(Read(gap)) == "record.value /until");
}

TEST_CASE("records that do not fit are refused with their number") {
  json record = Sms();
  record["direction"] = "sideways";
  const ParsedRecord refused = Read(record);
  CHECK_FALSE(refused.message);
  CHECK(refused.seq == 7);
  CHECK(ParkedKey(Context(), refused, "x") == "d1/7");
  CHECK(ProblemOf(refused) == "record.value /direction");
  CHECK(ProblemOf(Read({{"seq", 1}, {"kind", "smoke"}, {"at", kNow}})) == "record.value /kind");
  CHECK(ProblemOf(Read({{"kind", "sms"}})) == "record.missing /seq");
  record = Sms();
  record["extra"] = 1;
  CHECK(ProblemOf(Read(record)) == "record.unknown_member /extra");
  const std::string broken = "{\"seq\":7,";
  const ParsedRecord unread = ParseRecord(Context(), broken);
  CHECK(ProblemOf(unread) == "record.not_json ");
  CHECK(ParkedKey(Context(), unread, broken) == "d1/sha256:" + HexEncode(AsBytes(Sha256(broken))));
  CHECK(ProblemOf(ParseRecord(Context(), std::string(kMaxLine + 1, ' '))) == "record.too_large ");
}

TEST_CASE("the head of a batch tells the clock and what waits") {
  const BatchHead head = ParseHead(R"({"kind":"batch","at":1772328700000,"pending":12,"app_version":"1.2"})");
  CHECK(head.problem.empty());
  CHECK(head.at == kNow);
  CHECK(head.pending == 12);
  CHECK(head.app_version == "1.2");
  CHECK(ParseHead(R"({"kind":"sms","at":1})").problem.pointer == "/kind");
  CHECK(ParseHead("nonsense").problem.code == "record.not_json");
}

TEST_CASE("gaps and silence that we find are messages with permanent keys") {
  const Message gap = GapFound(Context(), 4, 6);
  CHECK(gap.type == "device_gap");
  CHECK(gap.key == "d1/gap/4-6");
  CHECK(json::parse(gap.detail)["records"] == 3);
  CHECK(SilenceFound(Context(), 1000).key == "d1/silent/1000");
  CHECK(gap.conversation_kind == ConversationKind::kInternal);
  CHECK(gap.from == Party{PartyKind::kStaff, "staff01"});
}

TEST_CASE("numbers are brought to one form where that is certain") {
  CHECK(PlainNumber("+86 139-0000-1111") == "8613900001111");
  CHECK(PlainNumber("13900001111") == "8613900001111");
  CHECK(PlainNumber("008613900001111") == "8613900001111");
  CHECK(PlainNumber("95588") == "95588");
  CHECK(PlainNumber("BANK") == "BANK");
  CHECK(PlainNumber("(010) 6000 1111") == "01060001111");
}

}  // namespace custos::phone
