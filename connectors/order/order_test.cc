// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/order/order_file.h"
#include "connectors/order/parser.h"

namespace custos::order {
namespace {

using nlohmann::json;

constexpr TimeMs kNow = 1'790'000'000'000;  // 2026-09-21

RecordResult Read(const std::string& text) {
  static const auto parser = OrderParser::Create({.source = "order:shop"});
  return (*parser)->Parse(text, kNow);
}

/// The normal form, or the fault and its place.
json Detail(const std::string& text) {
  const RecordResult result = Read(text);
  return result.message ? json::parse(result.message->detail)
                        : json(result.problem.code + " " + result.problem.pointer);
}

/// An order with these members besides what each needs.
std::string With(const std::string& members) {
  return R"({"number":"A1","ordered_at":"2026-03-01 10:00","amount":"1,234.5")" +
         (members.empty() ? "" : "," + members) + "}";
}

RecordOptions Options() {
  RecordOptions options;
  options.source = "records:shop";
  options.now = kNow;
  return options;
}

std::vector<Record> ReadFile(const std::string& bytes) {
  std::vector<Record> records;
  auto parser = MakeFileParser(Options(), {});
  REQUIRE((*parser)->Feed(bytes, records));
  REQUIRE((*parser)->Finish(records));
  return records;
}

}  // namespace

TEST_CASE("An order is read into its normal form") {
  const json detail = Detail(
      With(R"("status":"已付款","currency":"人民币","name":" 王示例 ","phone":"139 0000 1111","email":"W@Example.com",)"
           R"("contact":{"source":"wecom:a","id":"wm1"},"title":"年卡","rep":"zhang",)"
           R"("lines":[{"name":"年卡","quantity":1,"amount":1234.5}],"fields":{"店铺":"一店"})"));
  CHECK(detail == json::parse(R"({"number":"A1","ordered_at":1772330400000,"amount":"1234.50","currency":"CNY",
    "status":"paid","name":"王示例","phones":["8613900001111"],"emails":["w@example.com"],
    "contact":{"source":"wecom:a","id":"wm1"},"title":"年卡","rep":"zhang",
    "lines":[{"name":"年卡","quantity":"1","amount":"1234.50"}],"fields":{"店铺":"一店"}})"));
}

TEST_CASE("An order says least with its number, time and amount") {
  const RecordResult result = Read(With(""));
  REQUIRE(result.message);
  CHECK(result.message->key == "A1");
  CHECK(result.message->sent_at == 1'772'330'400'000);
  CHECK(json::parse(result.message->detail)["status"] == "done");
  CHECK(Detail(R"({"ordered_at":"2026-03-01","amount":1})") == "order.missing /number");
  CHECK(Detail(R"({"number":"A1","amount":1})") == "order.missing /ordered_at");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01"})") == "order.missing /amount");
}

TEST_CASE("What does not fit is refused with its place") {
  CHECK(Detail("[]") == "order.not_json ");
  CHECK(Detail(With(R"("status":"lost")")) == "order.status /status");
  CHECK(Detail(With(R"("currency":"XYZ")")) == "order.currency /currency");
  CHECK(Detail(With(R"("email":"nobody")")) == "order.email /email");
  CHECK(Detail(With(R"("phnoe":"13900001111")")) == "order.unknown_member /phnoe");
  CHECK(Detail(With(R"("lines":[{"name":"a"},{"quantity":2}])")) == "order.missing /lines/1/name");
  CHECK(Detail(With(R"("lines":[{"name":"a","amount":"x"}])")) == "order.amount /lines/0/amount");
  CHECK(Detail(With(R"("contact":{"id":"wm1"})")) == "order.missing /contact/source");
  CHECK(Detail(With(R"("name":{"first":"a"})")) == "order.type /name");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01","amount":"12,34"})") == "order.amount /amount");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01","amount":-1})") == "order.amount /amount");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-02-30","amount":1})") == "order.time /ordered_at");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2035-01-01","amount":1})") == "order.wrong_clock /ordered_at");
}

TEST_CASE("A number that nobody can dial costs the order nothing") {
  CHECK(Detail(With(R"("phone":"call me")"))["unread_phones"] == json::array({"call me"}));
}

TEST_CASE("Amounts keep every digit, also as numbers of JSON") {
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01","amount":0.1})")["amount"] == "0.10");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01","amount":9999999.99})")["amount"] == "9999999.99");
  CHECK(Detail(R"({"number":"A1","ordered_at":"2026-03-01","amount":12345678901234.56})") == "order.amount /amount");
}

TEST_CASE("A table of orders is read with the headings that shops use, in any Chinese encoding") {
  const std::string table =
      "订单编号,下单时间,实付金额,订单状态,收货人手机,商品名称,店铺\n"
      "A1,2026/3/1 10:00,\"1,234.50\",交易成功,13900001111,年卡,一店\n"
      "A2,2026-03-02,¥99,待付款,,月卡,\n"
      "A3,2026-03-02,免费,已付款,13900002222,月卡,\n";
  const auto records = ReadFile(table);
  REQUIRE(records.size() == 3);
  CHECK(json::parse(records[0].message.detail)["amount"] == "1234.50");
  CHECK(json::parse(records[0].message.detail)["fields"]["店铺"] == "一店");
  CHECK(json::parse(records[1].message.detail)["status"] == "open");
  CHECK(records[2].kind == Record::Kind::kRefused);
  CHECK(records[2].code == "order.amount");
  CHECK(records[2].line == 4);
  const std::string in_gb18030 =
      "\xB6\xA9\xB5\xA5\xB1\xE0\xBA\xC5,\xCF\xC2\xB5\xA5\xCA\xB1\xBC\xE4,\xCA\xB5\xB8\xB6\xBD\xF0\xB6"
      "\xEE,\xD7\xB4\xCC\xAC\nA1,2026-03-01,5\xD4\xAA,\xD2\xD1\xB8\xB6\xBF\xEE\n";
  const auto other = ReadFile(in_gb18030);
  REQUIRE(other.size() == 1);
  CHECK(json::parse(other[0].message.detail)["status"] == "paid");
  CHECK(json::parse(other[0].message.detail)["amount"] == "5.00");
}

TEST_CASE("A table without number, time or amount is no table of orders") {
  auto parser = MakeFileParser(Options(), {});
  std::vector<Record> records;
  const Status read = (*parser)->Feed("订单编号,下单时间\nA1,2026-03-01\n", records);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == "records.columns_missing");
}

TEST_CASE("A file is read on from where a reading stopped") {
  const std::string head = "number,date,amount\n", first = "A1,2026-03-01,1\n", second = "A2,2026-03-01,2\n";
  auto parser = MakeFileParser(Options(), {});
  std::vector<Record> records;
  REQUIRE((*parser)->Feed(head + first, records));
  auto next = MakeFileParser(Options(), (*parser)->position());
  std::vector<Record> rest;
  REQUIRE((*next)->Feed(second, rest));
  REQUIRE((*next)->Finish(rest));
  REQUIRE(records.size() + rest.size() == 2);
  CHECK(rest.back().message.key == "A2");
}

}  // namespace custos::order
