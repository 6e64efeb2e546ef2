// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "connectors/record/charset.h"
#include "connectors/record/element_scanner.h"
#include "connectors/record/json_scanner.h"
#include "connectors/record/number.h"
#include "connectors/record/row_scanner.h"
#include "connectors/record/time_text.h"

namespace custos::record {
namespace {

std::unique_ptr<NumberReader> In(const char* region) {
  auto made = NumberReader::Create(region);
  return std::move(*made);
}

std::vector<Row> Rows(RowScanner& scanner, std::string_view text, std::size_t piece) {
  std::vector<Row> rows;
  Row row;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    scanner.Feed(text.substr(at, piece));
    while (scanner.Next(row)) rows.push_back(row);
  }
  while (scanner.Rest(row)) rows.push_back(row);
  return rows;
}

std::vector<Element> Elements(std::string_view xml, std::size_t piece, std::size_t largest = 1 << 20) {
  ElementScanner scanner({"sms", "mms"}, 0, 1, largest);
  std::vector<Element> all;
  Element one;
  for (std::size_t at = 0; at < xml.size(); at += piece) {
    scanner.Feed(xml.substr(at, piece));
    while (scanner.Next(one)) all.push_back(one);
  }
  if (scanner.Rest(one)) all.push_back(one);
  return all;
}

TEST_CASE("one subscriber has one id however the number is written") {
  const auto numbers = In("CN");
  for (const char* const written :
       {"13900001111", "+8613900001111", "008613900001111", "86 139 0000 1111", "139-0000-1111", " 13900001111 "}) {
    CHECK(numbers->Read(written) == Number{NumberKind::kOutside, "8613900001111"});
  }
  CHECK(numbers->Read("010-12345678") == Number{NumberKind::kOutside, "861012345678"});
  CHECK(numbers->Read("+15555550100").id == "15555550100");
  CHECK(In("US")->Read("(555) 555-0100").id == "15555550100");
}

TEST_CASE("short codes, names and withheld numbers are no subscribers") {
  const auto numbers = In("CN");
  CHECK(numbers->Read("10086") == Number{NumberKind::kService, "10086"});
  CHECK(numbers->Read("95588") == Number{NumberKind::kService, "95588"});
  CHECK(numbers->Read("+86106900001234567") == Number{NumberKind::kService, "106900001234567"});
  CHECK(numbers->Read("Example Bank") == Number{NumberKind::kSender, "Example Bank"});
  CHECK(numbers->Read("someone@example.com") == Number{NumberKind::kSender, "someone@example.com"});
  for (const char* const withheld : {"", "-1", "-2", "Unknown", "anonymous", "null", "Private Number"}) {
    CHECK(numbers->Read(withheld) == Number{});
  }
  CHECK(numbers->IsPublicShortNumber("110"));
  CHECK(numbers->IsPublicShortNumber("10086"));
  CHECK_FALSE(numbers->IsPublicShortNumber("8001"));
  CHECK(NumberReader::Create("XX").error().code == "records.unknown_region");
}

TEST_CASE("what a key is made of does not depend on how a number is grouped") {
  CHECK(BareNumber("+86 139-0000 1111") == "+8613900001111");
  CHECK(BareNumber("Example Bank") == "ExampleBank");
}

TEST_CASE("times are read in the zone they were written in") {
  const auto shanghai = *Zone::Find("Asia/Shanghai");
  const TimeMs noon = 1'700'020'800'000;  // 2023-11-15 04:00 UTC
  CHECK(ReadTime("2023-11-15 12:00:00", *shanghai) == noon);
  CHECK(ReadTime("2023/11/15 12:00", *shanghai) == noon);
  CHECK(ReadTime("20231115 12:00:00", *shanghai) == noon);
  CHECK(ReadTime("2023-11-15T04:00:00Z", *shanghai) == noon);
  CHECK(ReadTime("2023-11-15T06:00:00.250+02:00", *shanghai) == noon + 250);
  CHECK(ReadTime("15.11.2023 12:00:00", "%d.%m.%Y %H:%M:%S", *shanghai) == noon);
  CHECK(ReadTime("11/15/23 12:00 PM", "%m/%d/%y %I:%M %p", *shanghai) == noon);
  CHECK(ReadTime("1700020800", "epoch_s", *shanghai) == noon);
  CHECK(ReadTime("1700020800000000", "epoch_us", *shanghai) == noon);
  for (const char* const wrong : {"", "2023-02-30 12:00:00", "2023-11-15", "2023-11-15 25:00", "2023-11-15 12:00x"}) {
    CHECK_FALSE(ReadTime(wrong, *shanghai));
  }
  // The clocks of Berlin showed 02:30 twice that night; the later one is meant.
  CHECK(ReadTime("2023-10-29 02:30:00", **Zone::Find("Europe/Berlin")) == 1'698'543'000'000);
  CHECK(Zone::Find("Mars/Base").error().code == "records.unknown_zone");
}

TEST_CASE("lengths of calls are read as people and exchanges write them") {
  CHECK(ReadDuration("95") == 95U);
  CHECK(ReadDuration("1:35") == 95U);
  CHECK(ReadDuration("00:01:35") == 95U);
  CHECK(ReadDuration("1分35秒") == 95U);
  CHECK(ReadDuration("1小时2分3秒") == 3723U);
  for (const char* const wrong : {"", "-1", "abc", "1:", "99999999999", "12 34"}) CHECK_FALSE(ReadDuration(wrong));
}

TEST_CASE("rows are the same however the file comes in pieces, quoted line ends included") {
  const std::string text = "a,\"b\r\nc\"\r\n\r\nd,\"e \"\"f\"\"\"\nlast,row";
  for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
    RowScanner scanner({}, 0, 1);
    const std::vector<Row> rows = Rows(scanner, text, piece);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].bytes == "a,\"b\r\nc\"");
    CHECK(rows[1].line == 4);
    CHECK(rows[1].offset == text.find("d,"));
    CHECK(rows[2].text == "last,row");
    std::vector<std::string> fields;
    REQUIRE(SplitFields(rows[1].text, {}, fields));
    CHECK(fields == std::vector<std::string>{"d", "e \"f\""});
  }
}

TEST_CASE("a quote that never closes costs one line") {
  std::string text = "a,\"b\nc,d\ne,f\n";
  RowScanner scanner({}, 0, 1);
  const std::vector<Row> rows = Rows(scanner, text, 3);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].state == Row::State::kUnclosedQuote);
  CHECK(rows[0].bytes == "a,\"b");
  CHECK(rows[1].text == "c,d");
  CHECK(rows[2].line == 3);
}

TEST_CASE("a row without end is left out in bounded memory and the next one is read") {
  const std::string text = std::string(5000, 'x') + "\nshort,row\n";
  RowScanner scanner({}, 0, 1, 1000);
  const std::vector<Row> rows = Rows(scanner, text, 100);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].state == Row::State::kTooLarge);
  CHECK(rows[0].bytes.size() <= 4096);
  CHECK(rows[1].text == "short,row");
  CHECK(rows[1].line == 2);
}

TEST_CASE("rows in GB18030 and UTF-16 become UTF-8 and keep their own bytes") {
  const std::string gb = "\xD6\xF7\xBD\xD0,1\n";  // 主叫
  RowScanner mixed({}, 0, 1);
  const std::vector<Row> rows = Rows(mixed, gb + "主叫,2\n" + "\xFF\xFF,3\n", 4);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].text == "主叫,1");
  CHECK(rows[0].bytes == gb.substr(0, gb.size() - 1));
  CHECK(rows[1].text == "主叫,2");
  CHECK(rows[2].state == Row::State::kBadEncoding);
  std::string wide = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"主叫,1\r\n被叫,2\n")) {
    wide += static_cast<char>(c & 0xFF);
    wide += static_cast<char>(c >> 8);
  }
  for (const std::size_t piece : {1U, 3U, 100U}) {
    RowScanner utf16({}, 0, 1);
    const std::vector<Row> read = Rows(utf16, wide, piece);
    REQUIRE(read.size() == 2);
    CHECK(read[0].text == "主叫,1");
    CHECK(read[1].text == "被叫,2");
    CHECK(utf16.encoding() == "utf-16le");
  }
}

TEST_CASE("elements are the same however the file comes in pieces") {
  const std::string xml =
      "<?xml version='1.0'?>\n<!-- <sms no='1'/> -->\n<smses count='2'>\n<sms body='a &gt; b > c'/>\n"
      "<mms><parts><part text=\"x\"/></parts></mms>\n</smses>\n";
  for (const std::size_t piece : {1U, 2U, 5U, 1000U}) {
    const std::vector<Element> all = Elements(xml, piece);
    REQUIRE(all.size() == 2);
    CHECK(all[0].bytes == "<sms body='a &gt; b > c'/>");
    CHECK(all[0].line == 4);
    CHECK(all[0].offset == xml.find("<sms body"));
    CHECK(all[1].bytes == "<mms><parts><part text=\"x\"/></parts></mms>");
    CHECK(all[1].line == 5);
  }
}

TEST_CASE("a broken element ends where the next one begins") {
  const std::string xml = "<smses><sms body=\"cut />\n<sms body=\"ok\"/><mms><parts>\n<sms body=\"ok2\"/></smses>";
  for (const std::size_t piece : {1U, 4U, 1000U}) {
    const std::vector<Element> all = Elements(xml, piece);
    REQUIRE(all.size() == 4);
    CHECK(all[0].state == Element::State::kMalformed);
    CHECK(all[1].bytes == "<sms body=\"ok\"/>");
    CHECK(all[2].state == Element::State::kMalformed);
    CHECK(all[3].bytes == "<sms body=\"ok2\"/>");
  }
}

TEST_CASE("an element that is too large is passed over in bounded memory") {
  const std::string xml = "<smses><sms body=\"" + std::string(20000, 'x') + "\"/>\n<sms body=\"ok\"/></smses>";
  const std::vector<Element> all = Elements(xml, 500, 4096);
  REQUIRE(all.size() == 2);
  CHECK(all[0].state == Element::State::kTooLarge);
  CHECK(all[0].bytes.size() <= 4096);
  CHECK(all[1].bytes == "<sms body=\"ok\"/>");
  CHECK(all[1].line == 2);
  CHECK(all[1].offset == xml.find("<sms body=\"ok\""));
}

TEST_CASE("a file that breaks off tells which record it lost") {
  const std::vector<Element> all = Elements("<smses><sms body=\"a\"/><sms body=\"b", 3);
  REQUIRE(all.size() == 2);
  CHECK(all[1].state == Element::State::kTruncated);
}

TEST_CASE("halves of a surrogate pair become one character") {
  CHECK(Unescape("a&#55357;&#56832;b") ==
        "a\xF0\x9F\x98\x80"
        "b");
  CHECK(Unescape("&#xD83D;&#xDE00;") == "\xF0\x9F\x98\x80");
  CHECK(Unescape("&#55357;x") == "\xEF\xBF\xBDx");
  CHECK(Unescape("&#0;&#1114112;") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(Unescape("a &amp; b &lt; &quot;c&quot; &unknown; & d") == "a & b < \"c\" &unknown; & d");
}

TEST_CASE("JSON documents are found in lines, arrays and with nothing between them") {
  const std::string text = "[{\"a\":\"}{\\\"\"},\n{\"b\":{}}]\nnoise\n{\"c\":1}{\"d\":2} {\"e\":";
  for (const std::size_t piece : {1U, 3U, 1000U}) {
    JsonScanner scanner(0, 1);
    std::vector<JsonDocument> all;
    JsonDocument one;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      scanner.Feed(std::string_view(text).substr(at, piece));
      while (scanner.Next(one)) all.push_back(one);
    }
    while (scanner.Rest(one)) all.push_back(one);
    REQUIRE(all.size() == 6);
    CHECK(all[0].bytes == "{\"a\":\"}{\\\"\"}");
    CHECK(all[1].line == 2);
    CHECK(all[2].state == JsonDocument::State::kForeign);
    CHECK(all[2].bytes == "noise");
    CHECK(all[4].bytes == "{\"d\":2}");
    CHECK(all[5].state == JsonDocument::State::kTruncated);
  }
}

TEST_CASE("only well-formed UTF-8 passes") {
  CHECK(IsUtf8("主叫"));
  CHECK_FALSE(IsUtf8("\xD6\xF7"));
  CHECK_FALSE(IsUtf8(std::string_view("a\0b", 3)));
  CHECK(ToUtf8("\xE4", "ISO-8859-1") == "ä");
  CHECK_FALSE(ToUtf8("x", "no-such-set"));
}

}  // namespace
}  // namespace custos::record
