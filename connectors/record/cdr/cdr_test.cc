// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/record/cdr/call_legs.h"
#include "connectors/record/cdr/call_window.h"
#include "connectors/record/testing/record_kit.h"

namespace custos::cdr {
namespace {

using nlohmann::json;
using record::ReadAs;
using record::ReadFile;

RecordOptions Exchange() {
  RecordOptions options = record::TestOptions();
  options.source = "exchange:test";
  options.employee = options.device = "";
  options.employee_of = {{"8001", "staff01"}, {"8613900009999", "staff09"}};
  return options;
}

ReadFile Asterisk(const std::string& rows) { return ReadAs("asterisk", rows, Exchange()); }
json Detail(const Message& message) { return json::parse(message.detail); }

/// A row in the stock order of cdr_csv.
std::string Row(const std::string& src, const std::string& dst, const std::string& channel,
                const std::string& dstchannel, const std::string& times, const std::string& counts,
                const std::string& disposition, const std::string& uniqueid, const std::string& app = "\"Dial\",\"\"") {
  return "\"\",\"" + src + "\",\"" + dst + "\",\"from-internal\",\"\"\"A\"\" <" + src + ">\",\"" + channel + "\",\"" +
         dstchannel + "\"," + app + "," + times + "," + counts + ",\"" + disposition + "\",\"DOCUMENTATION\",\"" +
         uniqueid + "\",\"\"\n";
}

const std::string kAnswered = "\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\",\"2023-11-15 12:01:09\"";

TEST_CASE("a call out of the company") {
  const ReadFile read = Asterisk(Row("8001", "13900001111", "PJSIP/8001-0000001a", "PJSIP/trunk-0000001b", kAnswered,
                                     "69,60", "ANSWERED", "1700020800.1"));
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.key == "1700020800.1");
  CHECK(call.from == Party{PartyKind::kStaff, "staff01"});
  CHECK(call.to == std::vector<Party>{{PartyKind::kExternal, "8613900001111"}});
  CHECK(call.role == Role::kRep);
  CHECK(call.sent_at == 1'700'020'800'000);
  CHECK(Detail(call) == json{{"direction", "outbound"},
                             {"number", "13900001111"},
                             {"line", "8001"},
                             {"duration_s", 60},
                             {"ring_s", 9},
                             {"disposition", "ANSWERED"},
                             {"recorded", false}});
}

TEST_CASE("a call into the company is of the extension that rang") {
  const ReadFile read =
      Asterisk(Row("13900001111", "s", "PJSIP/trunk-00000001", "PJSIP/8001-00000002",
                   "\"2023-11-15 12:00:00\",,\"2023-11-15 12:00:28\"", "28,0", "NO ANSWER", "1700020800.2"));
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.from == Party{PartyKind::kExternal, "8613900001111"});
  CHECK(call.to == std::vector<Party>{{PartyKind::kStaff, "staff01"}});
  CHECK(call.role == Role::kCustomer);
  CHECK(Detail(call)["direction"] == "inbound");
  CHECK(Detail(call)["ring_s"] == 28);
  CHECK(Detail(call)["duration_s"] == 0);
}

TEST_CASE("calls among extensions are internal, public short numbers are not") {
  const ReadFile inside =
      Asterisk(Row("8001", "8002", "PJSIP/8001-1", "PJSIP/8002-2", kAnswered, "69,60", "ANSWERED", "1700020800.3"));
  CHECK(inside.messages()[0]->conversation_kind == ConversationKind::kInternal);
  CHECK(inside.messages()[0]->role == Role::kColleague);
  CHECK(Detail(*inside.messages()[0])["direction"] == "internal");
  const ReadFile service =
      Asterisk(Row("8001", "10086", "PJSIP/8001-1", "PJSIP/trunk-2", kAnswered, "69,60", "ANSWERED", "1700020800.4"));
  CHECK(service.messages()[0]->to[0] == Party{PartyKind::kExternal, "10086"});
  CHECK(Detail(*service.messages()[0])["direction"] == "outbound");
  const ReadFile mobile = Asterisk(
      Row("8001", "13900009999", "PJSIP/8001-1", "PJSIP/trunk-2", kAnswered, "69,60", "ANSWERED", "1700020800.5"));
  CHECK(mobile.messages()[0]->to[0] == Party{PartyKind::kStaff, "staff09"});
}

TEST_CASE("a call that rang at several desks is one call of the desk that answered") {
  const std::string ringing = "\"2023-11-15 12:00:00\",,\"2023-11-15 12:00:09\"";
  const ReadFile read = Asterisk(
      Row("13900001111", "8000", "PJSIP/trunk-1", "PJSIP/8001-2", ringing, "9,0", "NO ANSWER", "1700020800.6") +
      Row("13900001111", "8000", "PJSIP/trunk-1", "PJSIP/8002-3", kAnswered, "69,60", "ANSWERED", "1700020800.6"));
  REQUIRE(read.messages().size() == 1);
  const json detail = Detail(*read.messages()[0]);
  CHECK(detail["disposition"] == "ANSWERED");
  CHECK(detail["duration_s"] == 60);
  CHECK(detail["ring_s"] == 9);
  CHECK(detail["legs"].size() == 2);
}

TEST_CASE("a transferred call is one call that names where it went") {
  RecordOptions options = Exchange();
  options.mapping =
      "columns = [\"src\", \"dst\", \"channel\", \"dstchannel\", \"start\", \"answer\", \"end\", \"duration\", "
      "\"billsec\", \"disposition\", \"uniqueid\", \"linkedid\"]";
  const std::string file =
      "13900001111,8001,PJSIP/trunk-1,PJSIP/8001-2,2023-11-15 12:00:00,2023-11-15 12:00:10,2023-11-15 "
      "12:00:40,40,30,ANSWERED,"
      "1700020800.7,1700020800.7\n"
      "13900001111,8002,PJSIP/trunk-1,PJSIP/8002-3,2023-11-15 12:00:40,2023-11-15 12:00:45,2023-11-15 "
      "12:02:25,105,100,ANSWERED,"
      "1700020800.9,1700020800.7\n";
  const ReadFile read = ReadAs("asterisk", file, options);
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.key == "1700020800.7");
  CHECK(call.to == std::vector<Party>{{PartyKind::kStaff, "staff01"}, {PartyKind::kStaff, "8002"}});
  CHECK(call.conversation_kind == ConversationKind::kSingle);
  CHECK(Detail(call)["direction"] == "inbound");
  CHECK(Detail(call)["duration_s"] == 130);
  CHECK(Detail(call)["transferred_to"] == json{"8002"});
  CHECK(Detail(call)["legs"].size() == 2);
  // The second leg alone, as when it is written an hour later, is a record of its own and loses nothing.
  const ReadFile late = ReadAs("asterisk", file.substr(file.find('\n') + 1), options);
  REQUIRE(late.messages().size() == 1);
  CHECK(late.messages()[0]->key == "1700020800.7#1700020800.9");
  CHECK(Detail(*late.messages()[0])["part_of"] == "1700020800.7");
}

TEST_CASE("a conference has all who called in") {
  RecordOptions options = Exchange();
  options.mapping =
      "columns = [\"src\", \"dst\", \"channel\", \"lastapp\", \"lastdata\", \"start\", \"answer\", \"end\", "
      "\"duration\", \"billsec\", \"disposition\", \"uniqueid\", \"linkedid\"]";
  const ReadFile read = ReadAs("asterisk",
                               "8001,8500,PJSIP/8001-1,ConfBridge,\"room1,x\",2023-11-15 12:00:00,2023-11-15 "
                               "12:00:00,2023-11-15 12:10:00,600,600,"
                               "ANSWERED,1.1,1.1\n"
                               "13900001111,8500,PJSIP/trunk-2,ConfBridge,room1,2023-11-15 12:01:00,2023-11-15 "
                               "12:01:00,2023-11-15 12:05:00,240,240,"
                               "ANSWERED,1.2,1.1\n",
                               options);
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(Detail(call)["conference"] == "room1");
  CHECK(Detail(call)["duration_s"] == 600);
  // The room is nobody, though its number looks like an extension; the customer called in.
  CHECK(call.to == std::vector<Party>{{PartyKind::kExternal, "8613900001111"}});
  CHECK(Detail(call)["direction"] == "inbound");
  CHECK(Detail(call)["number"] == "13900001111");
  CHECK_FALSE(Detail(call).contains("transferred_to"));
}

TEST_CASE("a conference of colleagues is internal") {
  RecordOptions options = Exchange();
  options.mapping =
      "columns = [\"src\", \"dst\", \"channel\", \"lastapp\", \"lastdata\", \"start\", \"answer\", \"end\", "
      "\"duration\", \"billsec\", \"disposition\", \"uniqueid\", \"linkedid\"]";
  const std::string times = "2023-11-15 12:00:00,2023-11-15 12:00:00,2023-11-15 12:10:00,600,600,ANSWERED,";
  const ReadFile read = ReadAs("asterisk",
                               "8001,8500,PJSIP/8001-1,ConfBridge,room1," + times + "1.1,1.1\n" +
                                   "8002,8500,PJSIP/8002-2,ConfBridge,room1," + times + "1.2,1.1\n" +
                                   "8003,8500,PJSIP/8003-3,ConfBridge,room1," + times + "1.3,1.1\n",
                               options);
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.to == std::vector<Party>{{PartyKind::kStaff, "8002"}, {PartyKind::kStaff, "8003"}});
  CHECK(call.conversation_kind == ConversationKind::kInternal);
  CHECK(Detail(call)["direction"] == "internal");
  CHECK(Detail(call)["duration_s"] == 600);
}

TEST_CASE("both shipped orders of Asterisk's columns are read") {
  const ReadFile custom = Asterisk(
      "\"\"\"A\"\" <8001>\",\"8001\",\"13900001111\",\"default\",\"PJSIP/8001-1\",\"PJSIP/trunk-2\",\"Dial\",\"x\","
      "\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\",\"2023-11-15 12:01:09\",\"69\",\"60\",\"ANSWERED\","
      "\"DOCUMENTATION\",\"\",\"1700020800.8\",\"\",2\n");
  REQUIRE(custom.messages().size() == 1);
  CHECK(custom.messages()[0]->key == "1700020800.8");
  const ReadFile sixteen = Asterisk("\"\",\"8001\",\"13900001111\",\"d\",\"\",\"PJSIP/8001-1\",\"\",\"Dial\",\"x\"," +
                                    kAnswered + ",69,60,\"ANSWERED\",\"3\"\n");
  REQUIRE(sixteen.messages().size() == 1);
  CHECK(sixteen.messages()[0]->key.size() == 64);
}

TEST_CASE("damaged rows are kept aside alone") {
  const std::string good =
      Row("8001", "13900001111", "PJSIP/8001-1", "", kAnswered, "69,60", "ANSWERED", "1700020800.1");
  const ReadFile read =
      Asterisk("too,few\n" + good + Row("8001", "1", "c", "d", "\"x\",\"\",\"\"", "1,1", "ANSWERED", "2.2") +
               Row("8001", "1", "c", "d", kAnswered, "-1,1", "ANSWERED", "3.3") +
               Row("8001", "1", "c", "d", kAnswered, "1,1", "PERHAPS", "4.4") + "\"open,quote\n");
  CHECK(read.messages().size() == 1);
  CHECK(read.codes() == std::vector<std::string>{"record.column_count", "record.bad_time", "record.bad_duration",
                                                 "record.bad_disposition", "record.malformed"});
  CHECK(read.records[0].line == 1);
}

TEST_CASE("FreeSWITCH rows: both legs of a call are one call") {
  const std::string a =
      "\"A\",\"8001\",\"13900001111\",\"default\",\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\",\"2023-11-15 "
      "12:01:09\","
      "\"69\",\"60\",\"NORMAL_CLEARING\",\"uuid-a\",\"uuid-b\",\"\",\"PCMA\",\"PCMA\"\n";
  const std::string b =
      "\"Outbound Call\",\"13900001111\",\"13900001111\",\"default\",\"2023-11-15 12:00:00\",\"2023-11-15 12:00:09\","
      "\"2023-11-15 12:01:09\",\"69\",\"60\",\"NORMAL_CLEARING\",\"uuid-b\",\"\",\"\",\"PCMA\",\"PCMA\"\n";
  for (const std::string& file : {a + b, b + a}) {
    const ReadFile read = ReadAs("freeswitch-csv", file, Exchange());
    REQUIRE(read.messages().size() == 1);
    const Message& call = *read.messages()[0];
    CHECK(call.key == "uuid-a");
    CHECK(call.from.id == "staff01");
    CHECK(call.to[0].id == "8613900001111");
    CHECK(Detail(call)["duration_s"] == 60);
  }
}

TEST_CASE("FreeSWITCH rows that a spreadsheet rewrote are still read") {
  const ReadFile read =
      ReadAs("freeswitch-csv",
             "Outbound Call,8001,&,default,2023/11/15 12:00,2023/11/15 12:00,2023/11/15 12:01,64,61,"
             "NORMAL_CLEARING,uuid-1,,8001,PCMU,PCMU\n"
             ",0,8001,default,2023/11/15 12:05,,2023/11/15 12:05,2,0,NO_USER_RESPONSE,uuid-2,,,,\n"
             ",13900001111,8001,default,2023/11/15 12:06,,2023/11/15 12:06,9,0,USER_BUSY,uuid-3,,,,\n",
             Exchange());
  REQUIRE(read.messages().size() == 3);
  CHECK(read.messages()[0]->to[0].id == "staff01");
  CHECK(read.messages()[0]->from.kind == PartyKind::kRobot);
  CHECK(Detail(*read.messages()[1])["disposition"] == "NO ANSWER");
  CHECK(Detail(*read.messages()[2])["disposition"] == "BUSY");
}

std::string Document(const std::string& variables, const std::string& profile) {
  return R"({"core-uuid":"c","variables":{"uuid":"uuid-1","start_uepoch":"1700020800000000","answer_uepoch":"1700020809000000",)"
         R"("end_uepoch":"1700020869000000","duration":"69","billsec":"60","hangup_cause":"NORMAL_CLEARING")" +
         variables +
         R"(},"callflow":[{"profile_index":"1","caller_profile":{"caller_id_number":"8001",)"
         R"("destination_number":"13900001111")" +
         profile + R"(}}]})";
}

TEST_CASE("a FreeSWITCH document is a call with its transfers and its recording") {
  const ReadFile read = ReadAs(
      "freeswitch-json",
      Document(
          R"(,"record_path":"%2Fvar%2Frec","record_name":"a.wav","transfer_history":"1700020840:u:bl_xfer:8002/default/XML")",
          ""),
      Exchange());
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.key == "uuid-1");
  CHECK(call.sent_at == 1'700'020'800'000);
  CHECK(call.from.id == "staff01");
  CHECK(Detail(call)["transferred_to"] == json{"8002"});
  CHECK(Detail(call)["recorded"] == true);
  CHECK(call.media.empty());
  RecordOptions fetching = Exchange();
  fetching.recordings = true;
  const ReadFile fetched = ReadAs("freeswitch-json", Document(R"(,"recording_file":"/var/rec/a.wav")", ""), fetching);
  REQUIRE(fetched.messages()[0]->media.size() == 1);
  CHECK(fetched.messages()[0]->media[0].kind == "call_recording");
  CHECK(fetched.messages()[0]->media[0].name == "a.wav");
}

/// The document of the far end's channel of call uuid-a, which 13900001111 placed to `dialled`.
std::string SecondLeg(const std::string& variables, const std::string& dialled, const std::string& reached,
                      const std::string& answer = "1700020805000000") {
  return R"({"core-uuid":"c","variables":{"uuid":"uuid-b","call_uuid":"uuid-a","originating_leg_uuid":"uuid-a",)"
         R"("signal_bond":"uuid-a","start_uepoch":"1700020801000000","answer_uepoch":")" +
         answer + R"(","end_uepoch":"1700020869000000","duration":"68","billsec":")" + (answer == "0" ? "0" : "64") +
         R"(","hangup_cause":"NORMAL_CLEARING","dialed_user":")" + reached + "\"" + variables +
         R"(},"callflow":[{"profile_index":"1","caller_profile":{"caller_id_number":"02155550000",)"
         R"("destination_number":")" +
         reached +
         R"(","originator":{"originator_caller_profiles":[{"username":"13900001111","caller_id_number":"13900001111",)"
         R"("destination_number":")" +
         dialled + R"(","uuid":"uuid-a"}]}}}]})";
}

TEST_CASE("the second leg of a FreeSWITCH call tells who really answered, beside the call") {
  const ReadFile read = ReadAs("freeswitch-json", SecondLeg("", "8000", "8001"), Exchange());
  REQUIRE(read.messages().size() == 1);
  const Message& leg = *read.messages()[0];
  CHECK(leg.key == "uuid-a#uuid-b");
  CHECK(leg.from == Party{PartyKind::kExternal, "8613900001111"});
  CHECK(leg.to == std::vector<Party>{{PartyKind::kStaff, "staff01"}});
  CHECK(Detail(leg) == json{{"part_of", "uuid-a"},
                            {"leg", "b"},
                            {"number", "13900001111"},
                            {"line", "8001"},
                            {"disposition", "ANSWERED"},
                            {"recorded", false},
                            {"legs",
                             {{{"from", "13900001111"},
                               {"to", "8001"},
                               {"peer", "8001"},
                               {"id", "uuid-b"},
                               {"disposition", "ANSWERED"},
                               {"duration_s", 64},
                               {"ring_s", 4}}}}});
}

TEST_CASE("both documents of a FreeSWITCH call are the same records in either order, apart and again") {
  std::string first = Document("", "");
  first.replace(first.find("uuid-1"), 6, "uuid-a");
  const std::string second = SecondLeg(R"(,"record_path":"/rec","record_name":"b.wav")", "8001", "8001");
  const auto keys = [](const std::string& file) {
    std::vector<std::string> all;
    const ReadFile read = ReadAs("freeswitch-json", file, Exchange());
    for (const Message* message : read.messages()) all.push_back(message->key);
    std::sort(all.begin(), all.end());
    return all;
  };
  const std::vector<std::string> both{"uuid-a", "uuid-a#uuid-b"};
  CHECK(keys(first + "\n" + second) == both);
  CHECK(keys(second + "\n" + first) == both);
  CHECK(keys(first) == std::vector<std::string>{"uuid-a"});
  CHECK(keys(second) == std::vector<std::string>{"uuid-a#uuid-b"});
}

TEST_CASE("a second leg without anything new is passed over with a code, one with a new fact is kept") {
  const auto read = [](const std::string& document) { return ReadAs("freeswitch-json", document, Exchange()); };
  CHECK(read(SecondLeg("", "8001", "8001")).codes() == std::vector<std::string>{"record.second_leg"});
  // Nobody answered here: the call itself may have gone on to a mailbox.
  CHECK(read(SecondLeg("", "8001", "8001", "0")).messages().size() == 1);
  const ReadFile recorded = read(SecondLeg(R"(,"record_path":"/rec","record_name":"b.wav")", "8001", "8001"));
  REQUIRE(recorded.messages().size() == 1);
  CHECK(Detail(*recorded.messages()[0])["recorded"] == true);
  const ReadFile passed =
      read(SecondLeg(R"(,"transfer_history":"1700020840:u:bl_xfer:8002/default/XML")", "8001", "8001"));
  REQUIRE(passed.messages().size() == 1);
  CHECK(Detail(*passed.messages()[0])["transferred_to"] == json{"8002"});
  // A loop inside the exchange has no telephone at its end.
  CHECK(read(SecondLeg(R"(,"other_loopback_leg_uuid":"uuid-l")", "8000", "8001")).codes() ==
        std::vector<std::string>{"record.second_leg"});
  // Who called whom is not said: kept, and never as a call that has this leg's key.
  const ReadFile bare = read(Document(R"(,"call_uuid":"uuid-0")", ""));
  REQUIRE(bare.messages().size() == 1);
  CHECK(bare.messages()[0]->key == "uuid-0#uuid-1");
  const ReadFile foreign = read(Document("", R"(,"originator":{"x":1})"));
  REQUIRE(foreign.messages().size() == 1);
  CHECK(Detail(*foreign.messages()[0])["leg"] == "b");
}

TEST_CASE("a transferred FreeSWITCH call has all its parties and stays in the conversation it began in") {
  const ReadFile blind = ReadAs(
      "freeswitch-json",
      Document(
          R"(,"transfer_history":"ARRAY::1700020840:u:bl_xfer:8002/default/XML|:1700020850:v:bl_xfer:8003/default/XML")",
          ""),
      Exchange());
  REQUIRE(blind.messages().size() == 1);
  const Message& call = *blind.messages()[0];
  CHECK(call.to == std::vector<Party>{{PartyKind::kExternal, "8613900001111"},
                                      {PartyKind::kStaff, "8002"},
                                      {PartyKind::kStaff, "8003"}});
  CHECK(call.conversation_key ==
        ReadAs("freeswitch-json", Document("", ""), Exchange()).messages()[0]->conversation_key);
  CHECK(call.conversation_kind == ConversationKind::kSingle);
  CHECK(Detail(call)["transferred_to"] == json{"8002", "8003"});
  CHECK(Detail(call)["direction"] == "outbound");
}

TEST_CASE("the one to whom a FreeSWITCH call was passed on after a question belongs to that call") {
  const ReadFile asked = ReadAs(
      "freeswitch-json",
      SecondLeg(
          R"(,"transfer_history":"1700020840:uuid-b:att_xfer:8001@example.com/8002@example.com","bridge_uuid":"uuid-c")",
          "8002", "8002"),
      Exchange());
  REQUIRE(asked.messages().size() == 1);
  CHECK(Detail(*asked.messages()[0])["transferred_to"] == json{"8002"});
  std::string joined = SecondLeg(
      R"(,"transfer_history":"1700020840:uuid-b:att_xfer:8001@example.com/8002@example.com")", "8002", "8002");
  joined.replace(joined.find(R"("signal_bond":"uuid-a")"), 22, R"("signal_bond":"uuid-x")");
  const ReadFile other = ReadAs("freeswitch-json", joined, Exchange());
  REQUIRE(other.messages().size() == 1);
  CHECK(other.messages()[0]->key == "uuid-x#uuid-b");
  // The end that was passed on names itself and who passed it on, which is no target.
  const ReadFile caller =
      ReadAs("freeswitch-json",
             Document(R"(,"transfer_history":"1700020840:uuid-1:att_xfer:8009@example.com/8001@example.com")", ""),
             Exchange());
  CHECK_FALSE(Detail(*caller.messages()[0]).contains("transferred_to"));
}

TEST_CASE("a dial plan that answers before it rings somebody does not hide the waiting") {
  std::string document = Document(R"(,"bridge_uepoch":"1700020829000000")", "");
  document.replace(document.find("1700020809000000"), 16, "1700020800000000");
  document.replace(document.find(R"("billsec":"60")"), 14, R"("billsec":"69")");
  const ReadFile read = ReadAs("freeswitch-json", document, Exchange());
  REQUIRE(read.messages().size() == 1);
  CHECK(Detail(*read.messages()[0])["ring_s"] == 29);
}

TEST_CASE("members of a FreeSWITCH conference are found by what their records have in common") {
  const ReadFile read = ReadAs(
      "freeswitch-json",
      Document(R"(,"conference_name":"3001","conference_uuid":"conf-1","last_app":"conference")", ""), Exchange());
  REQUIRE(read.messages().size() == 1);
  CHECK(Detail(*read.messages()[0])["conference"] == "3001");
  CHECK(Detail(*read.messages()[0])["conference_id"] == "conf-1");
  const ReadFile old = ReadAs(
      "freeswitch-json", Document(R"(,"last_app":"conference","last_arg":"3001-example.com@default")", ""), Exchange());
  CHECK(Detail(*old.messages()[0])["conference"] == "3001-example.com");
}

TEST_CASE("FreeSWITCH documents that are none are kept aside") {
  const std::string deep = "{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}";
  const ReadFile read = ReadAs("freeswitch-json",
                               "{\"variables\":3}\n{\"variables\":{}}\n{\"a\":tru}\n" + deep + "\nnoise\n" +
                                   Document("", "") + "{\"variables\":{\"uuid\":\"x\"",
                               Exchange());
  CHECK(read.codes() == std::vector<std::string>{"record.no_variables", "record.no_id", "record.malformed",
                                                 "record.malformed", "record.malformed", "record.truncated"});
  CHECK(read.messages().size() == 1);
}

TEST_CASE("calls of a long file are found again after every stop, none twice under another key") {
  std::string file;
  for (int call = 0; call < 300; ++call) {
    const std::string id = "1700020800." + std::to_string(call);
    file += Row("8001", "13900001111", "PJSIP/8001-1", "PJSIP/trunk-2", kAnswered, "69,60", "ANSWERED", id);
    if (call % 3 == 0) file += Row("8001", "8002", "PJSIP/8001-1", "PJSIP/8002-2", kAnswered, "69,60", "ANSWERED", id);
  }
  const auto whole = record::KeysWithStops("asterisk", file, 1 << 20, Exchange());
  CHECK(whole.size() == 300);
  CHECK(record::KeysWithStops("asterisk", file, 5000, Exchange()).size() == 300);
}

TEST_CASE("accounts are read out of channel names") {
  CHECK(PeerOf("PJSIP/8001-0000001a") == "8001");
  CHECK(PeerOf("Local/8001@default-000005b6;1") == "8001");
  CHECK(PeerOf("SIP/my-trunk-00000001") == "my-trunk");
  CHECK(PeerOf("nonsense").empty());
}

}  // namespace
}  // namespace custos::cdr
