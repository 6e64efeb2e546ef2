// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/record/table/mapping.h"
#include "connectors/record/testing/record_kit.h"

namespace custos::table {
namespace {

using nlohmann::json;
using record::ReadAs;
using record::ReadFile;

RecordOptions Mapped(const std::string& mapping) {
  RecordOptions options = record::TestOptions();
  options.mapping = mapping;
  return options;
}

const std::string kBill = R"(
kind = "call"
encoding = "auto"
time_format = "%Y-%m-%d %H:%M:%S"
[fields]
time = "起始时间"
number = "对方号码"
direction = "通信方式"
duration = "通信时长"
[values.direction]
"主叫" = "outbound"
"被叫" = "inbound"
)";

TEST_CASE("a carrier's bill in GB18030 is read by a mapping") {
  // 起始时间,通信地点,通信方式,对方号码,通信时长 and one call
  const std::string file =
      "\xC6\xF0\xCA\xBC\xCA\xB1\xBC\xE4,\xCD\xA8\xD0\xC5\xB5\xD8\xB5\xE3,\xCD\xA8\xD0\xC5\xB7\xBD\xCA\xBD,"
      "\xB6\xD4\xB7\xBD\xBA\xC5\xC2\xEB,\xCD\xA8\xD0\xC5\xCA\xB1\xB3\xA4\r\n"
      "2023-11-15 12:00:00,\xB1\xB1\xBE\xA9,\xD6\xF7\xBD\xD0,13900001111,1\xB7\xD6"
      "35\xC3\xEB\r\n";
  const ReadFile read = ReadAs("table", file, Mapped(kBill));
  REQUIRE(read.ended.ok());
  REQUIRE(read.messages().size() == 1);
  const Message& call = *read.messages()[0];
  CHECK(call.from.id == "staff01");
  CHECK(call.to[0].id == "8613900001111");
  CHECK(call.sent_at == 1'700'020'800'000);
  CHECK(json::parse(call.detail)["duration_s"] == 95);
}

TEST_CASE("lines of JSON are read by pointers") {
  const ReadFile read = ReadAs(
      "table",
      "{\"id\":7,\"at\":1700020800,\"ends\":{\"a\":\"13900001111\",\"b\":\"8001\"},\"msg\":\"hi, \\\"you\\\"\"}\n"
      "{\"id\":8}\nnot json\n",
      Mapped("format = \"ndjson\"\nkind = \"sms\"\ntime_format = \"epoch_s\"\n[fields]\n"
             "id = \"id\"\ntime = \"at\"\nfrom = \"/ends/a\"\nto = \"/ends/b\"\ntext = \"msg\"\n"));
  REQUIRE(read.messages().size() == 1);
  CHECK(read.messages()[0]->key == "7");
  CHECK(read.messages()[0]->text == "hi, \"you\"");
  CHECK(read.messages()[0]->to[0] == Party{PartyKind::kStaff, "8001"});
  CHECK(read.codes() == std::vector<std::string>{"record.bad_time", "record.malformed"});
}

TEST_CASE("columns may go by number, with tabs between and a title above") {
  const ReadFile read =
      ReadAs("table", "My bill\n2023-11-15 12:00:00\t13900001111\tin\t0\n",
             Mapped("delimiter = \"tab\"\nheader = false\nskip_rows = 1\n[fields]\ntime = 1\nnumber = 2\n"
                    "direction = 3\nduration = 4\n[values.direction]\nin = \"inbound\"\n"));
  REQUIRE(read.messages().size() == 1);
  CHECK(json::parse(read.messages()[0]->detail)["disposition"] == "NO ANSWER");
  CHECK(read.messages()[0]->role == Role::kCustomer);
}

TEST_CASE("reading a table goes on after a stop with the header known") {
  std::string file = "起始时间,通信方式,对方号码,通信时长\n";
  for (int row = 10; row < 60; ++row) file += "2023-11-15 12:00:" + std::to_string(row) + ",主叫,13900001111,5\n";
  for (const std::size_t piece : {60U, 777U}) {
    CHECK(record::KeysWithStops("table", file, piece, Mapped(kBill)) ==
          record::KeysWithStops("table", file, 1 << 20, Mapped(kBill)));
  }
}

TEST_CASE("a table without the columns of its mapping is refused as a whole") {
  CHECK(ReadAs("table", "a,b\n1,2\n", Mapped(kBill)).ended.error().code == "records.columns_missing");
  CHECK(ReadAs("table", "", Mapped(kBill)).ended.error().code == "records.columns_missing");
}

TEST_CASE("mistakes in a mapping are named with their line") {
  const auto message = [](const std::string& toml) {
    const auto read = ReadMapping(toml);
    return read ? std::string() : read.error().message;
  };
  CHECK(message("kind = ").find("line 1") != std::string::npos);
  CHECK(message("colour = \"red\"\n[fields]\ntime=\"t\"") == "mapping: unknown key colour (line 1)");
  CHECK(message("[fields]\nwhen = \"t\"") == "mapping: unknown field when (line 2)");
  CHECK(message("kind = \"fax\"\n[fields]\n") == "mapping: kind must be call or sms");
  CHECK(message("[fields]\ntime = \"t\"\nduration = \"d\"\nfrom = \"a\"") ==
        "mapping: name either from and to, or number and direction");
  CHECK(ReadMapping(kBill).ok());
  CHECK(ReadColumns("columns = [1]").error().code == "records.mapping");
}

}  // namespace
}  // namespace custos::table
