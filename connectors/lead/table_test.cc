// SPDX-License-Identifier: Apache-2.0
#include <minizip/zip.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "connectors/lead/table_parser.h"
#include "connectors/record/charset.h"
#include "connectors/sheet/workbook.h"

namespace custos::lead {
namespace {

using nlohmann::json;
using sheet::OnRow;
using sheet::ReadWorkbook;
using sheet::WorkbookLimits;

RecordOptions Options(const std::string& mapping = {}) {
  RecordOptions options;
  options.source = "records:leads";
  options.now = 1'790'000'000'000;
  options.mapping = mapping;
  return options;
}

struct Read {
  std::vector<Record> records;
  Status ended;

  std::vector<std::string> Codes() const {
    std::vector<std::string> codes;
    for (const Record& record : records) {
      if (record.kind == Record::Kind::kRefused) codes.push_back(std::to_string(record.line) + " " + record.code);
    }
    return codes;
  }
  std::vector<json> Details() const {
    std::vector<json> details;
    for (const Record& record : records) {
      if (record.kind == Record::Kind::kMessage) details.push_back(json::parse(record.message.detail));
    }
    return details;
  }
};

Read ReadAll(const std::string& file, const RecordOptions& options = Options(), std::size_t piece = 1 << 20) {
  Read read;
  auto parser = MakeFileParser(options, {});
  REQUIRE(parser);
  for (std::size_t at = 0; at < file.size() && read.ended; at += piece) {
    read.ended = (*parser)->Feed(std::string_view(file).substr(at, piece), read.records);
  }
  if (read.ended) read.ended = (*parser)->Finish(read.records);
  return read;
}

/// A workbook of these parts.
std::string Zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("custos-lead-" + std::to_string(getpid()) + ".xlsx");
  const zipFile zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, content] : parts) {
    zip_fileinfo info{};
    zipOpenNewFileInZip64(zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 8, 6, 1);
    for (std::size_t at = 0; at < content.size(); at += 1 << 20) {
      const std::string_view piece = std::string_view(content).substr(at, 1 << 20);
      zipWriteInFileInZip(zip, piece.data(), static_cast<unsigned>(piece.size()));
    }
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  std::filesystem::remove(path);
  return bytes;
}

const std::string kPlan =
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"线索\" sheetId=\"1\" r:id=\"rId3\"/></sheets></workbook>";
const std::string kLinks =
    "<Relationships><Relationship Id=\"rId3\" Type=\"t\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

std::string Book(const std::string& rows, const std::string& texts = {}) {
  return Zip({{"xl/workbook.xml", kPlan},
              {"xl/_rels/workbook.xml.rels", kLinks},
              {"xl/sharedStrings.xml", "<sst>" + texts + "</sst>"},
              {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

const std::string kSheetTexts =
    "<si><t>姓名</t></si><si><t>手机</t></si><si><r><t>提交</t></r><r><t>时间</t></r><rPh><t>x</t></rPh></si>"
    "<si><t>李测试</t></si>";
const std::string kSheetRows =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\" "
    "t=\"s\"><v>2</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>3</v></c><c r=\"B2\"><v>1.3900001111E10</v></c><c "
    "r=\"D2\"><v>46266.395833333336</v></c></row>"
    "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>a&amp;b</t></is></c><c r=\"B5\"><v>1</v></c></row>";

}  // namespace

TEST_CASE("a table with Chinese headings is read without a mapping") {
  const Read read = ReadAll(
      "\xEF\xBB\xBF姓名,手机号（必填）,微信,来源,公司,地区,备注,跟进人,手机2\r\n"
      "李测试,139 0000 1111,wx_a,官网,例子公司,上海,\"多行\n备注\",小王,13900002222\r\n"
      ",,,,,,,,\r\n"
      "没有电话,,,,,,,,\r\n");
  REQUIRE(read.ended.ok());
  REQUIRE(read.Details().size() == 1);
  CHECK(read.Details()[0] == json{{"name", "李测试"},
                                  {"phones", {"8613900001111", "8613900002222"}},
                                  {"wechat", "wx_a"},
                                  {"source", "官网"},
                                  {"company", "例子公司"},
                                  {"region", "上海"},
                                  {"note", "多行\n备注"},
                                  {"fields", {{"跟进人", "小王"}}}});
  CHECK(read.Codes() == std::vector<std::string>{"5 lead.no_identity"});
  CHECK(read.records[0].message.raw == "李测试,139 0000 1111,wx_a,官网,例子公司,上海,\"多行\n备注\",小王,13900002222");
}

TEST_CASE("GB18030 and tabs in UTF-16 are found by themselves") {
  // 姓名,手机 and 张三
  const Read gb = ReadAll("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\r\n\xD5\xC5\xC8\xFD,13900001111\r\n");
  REQUIRE(gb.Details().size() == 1);
  CHECK(gb.Details()[0]["name"] == "张三");
  std::string wide = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"姓名\t电话\r\n张三\t13900001111\r\n")) {
    wide += static_cast<char>(c & 0xFF);
    wide += static_cast<char>(c >> 8);
  }
  const Read utf16 = ReadAll(wide);
  REQUIRE(utf16.Details().size() == 1);
  CHECK(utf16.Details()[0] == gb.Details()[0]);
  const Read broken = ReadAll("姓名,手机\n\xFF\xFF,13900001111\n李测试,13900001111\n");
  CHECK(broken.Codes() == std::vector<std::string>{"2 record.bad_encoding"});
  CHECK(broken.Details().size() == 1);
}

TEST_CASE("a mapping decides, as TOML or JSON, and may leave columns out") {
  const std::string file = "who;tel;secret\nAnna;13900001111;no\n";
  for (const std::string& mapping : {std::string("[columns]\nwho = \"name\"\ntel = \"phone\"\nsecret = \"\"\n"),
                                     std::string(R"({"columns":{"who":"name","tel":"phone","secret":""}})")}) {
    const Read read = ReadAll(file, Options(mapping));
    REQUIRE(read.Details().size() == 1);
    CHECK(read.Details()[0] == json{{"name", "Anna"}, {"phones", {"8613900001111"}}});
  }
  CHECK(MakeFileParser(Options("[columns]\nwho = \"surname\"\n"), {}).error().code == "records.mapping");
  CHECK(MakeFileParser(Options("{\"columns\":3}"), {}).error().code == "records.mapping");
  CHECK(MakeFileParser(Options("columns ="), {}).error().code == "records.mapping");
}

TEST_CASE("reading goes on after a stop at any place") {
  std::string file = "姓名,手机\n";
  for (int i = 0; i < 60; ++i) file += "客户" + std::to_string(i) + ",139000011" + std::to_string(10 + i) + "\n";
  const Read whole = ReadAll(file);
  REQUIRE(whole.records.size() == 60);
  for (const std::size_t cut : {5U, 14U, 400U, 1000U}) {
    std::vector<Record> records;
    auto parser = MakeFileParser(Options(), {});
    REQUIRE((*parser)->Feed(std::string_view(file).substr(0, cut), records));
    const RecordPosition at = (*parser)->position();
    auto next = MakeFileParser(Options(), at);
    REQUIRE((*next)->Feed(std::string_view(file).substr(at.offset), records));
    REQUIRE((*next)->Finish(records));
    REQUIRE(records.size() == 60);
    CHECK(records.back().line == whole.records.back().line);
    CHECK(records.back().message.key == whole.records.back().message.key);
  }
}

TEST_CASE("lines of JSON are leads each") {
  const Read read = ReadAll("{\"id\":1,\"phone\":\"13900001111\"}\n\n{\"id\":2}\nnothing\n");
  CHECK(read.Details().size() == 1);
  CHECK(read.Codes() == std::vector<std::string>{"3 lead.no_identity", "4 lead.not_json"});
}

TEST_CASE("a file without headings or contacts is refused as a whole") {
  for (const std::string& file : {std::string(), std::string("a,b\n1,2\n"), std::string("13900001111,Anna\n")}) {
    CHECK(ReadAll(file).ended.error().code == "records.columns_missing");
  }
}

TEST_CASE("a workbook is read: shared texts, numbers, dates, rows that are not there") {
  const Read read = ReadAll(Book(kSheetRows, kSheetTexts), Options(), 100);
  REQUIRE(read.ended.ok());
  REQUIRE(read.records.size() == 2);
  CHECK(read.Details()[0] == json{{"name", "李测试"}, {"phones", {"8613900001111"}}});
  CHECK(read.records[0].message.sent_at == 1'788'226'200'000);  // 2026-09-01 09:30 in Shanghai
  CHECK(json::parse(read.records[0].message.raw)["提交时间"] == "46266.395833333336");
  CHECK(read.Codes() == std::vector<std::string>{"5 lead.phone"});
}

TEST_CASE("workbooks that are damaged or too large are refused and cost nothing else") {
  const std::string good = Book(kSheetRows, kSheetTexts);
  CHECK(ReadAll(good.substr(0, good.size() / 2)).ended.error().code == "lead.workbook");
  std::string flipped = good;
  for (std::size_t i = 60; i < 100; ++i) flipped[i] = static_cast<char>(~flipped[i]);
  CHECK_FALSE(ReadAll(flipped).ended.ok());
  CHECK(ReadAll(Zip({{"a", "b"}})).ended.error().code == "lead.workbook");
  CHECK(ReadAll(Book("<row><c t=\"s\"><v>9</v></c></row>")).ended.error().code == "lead.workbook");

  // A bomb: half a gigabyte of blanks in half a megabyte.
  WorkbookLimits limits;
  limits.part_bytes = 8 << 20;
  const std::string bomb = Book(std::string(16 << 20, ' '));
  CHECK(bomb.size() < 200'000);
  const OnRow ignore = [](std::uint64_t, const std::vector<std::string>&) { return true; };
  CHECK(ReadWorkbook(bomb, limits, ignore).error().code == "lead.workbook_too_large");
  limits = {};
  limits.rows = 2;
  CHECK(ReadWorkbook(good, limits, ignore).error().code == "lead.workbook_too_large");
  limits = {};
  limits.text_bytes = 10;
  CHECK(ReadWorkbook(good, limits, ignore).error().code == "lead.workbook_too_large");
  limits = {};
  limits.row_bytes = 50;
  CHECK(ReadWorkbook(good, limits, ignore).error().code == "lead.workbook_too_large");
}

TEST_CASE("a preview shows what would become of the rows") {
  const auto preview = PreviewTable(Options(), "姓名,手机,预算\n李测试,13900001111,5\n王,call me,6\n李,x", false, 20);
  REQUIRE(preview);
  REQUIRE(preview->columns.size() == 3);
  CHECK(preview->columns[1].member == "phone");
  CHECK(preview->columns[2].member == "fields");
  REQUIRE(preview->rows.size() == 2);
  CHECK(preview->rows[0].problem.empty());
  CHECK(preview->rows[1].line == 3);
  CHECK(preview->rows[1].problem.code == "lead.phone");
  CHECK(preview->good == 1);
  CHECK(preview->bad == 1);
  const auto book = PreviewTable(Options(), Book(kSheetRows, kSheetTexts), true, 1);
  REQUIRE(book);
  CHECK(book->columns.size() == 4);
  CHECK(book->rows.size() == 1);
  CHECK(book->bad == 1);
  CHECK(PreviewTable(Options(), "a,b\n", true, 1).error().code == "records.columns_missing");
}

}  // namespace custos::lead
