// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/field.h"

#include <catch2/catch.hpp>

#include "rules/matcher/field_check.h"

namespace custos::rules {
namespace {

using Texts = std::vector<std::string>;

bool Check(const Message& message, const char* name, Comparison comparison, Texts operands, std::size_t needed = 0,
           Transform transform = Transform::kNone, const Facts& facts = {}) {
  auto field = ParseField(name);
  REQUIRE(field);
  field->transform = transform;
  Texts faults;
  const FieldCheck check(*field, comparison, std::move(operands), needed, &faults);
  CHECK(faults.empty());
  FieldReader reader;
  reader.Reset(message, facts);
  return check.Holds(&reader);
}

TEST_CASE("Telephone numbers are found in a text however they are prefixed, and nothing else is one") {
  CHECK(PhonesIn("打13800000000或+8613900000000") == Texts{"13800000000", "13900000000"});
  CHECK(PhonesIn("单号138000000001,验证码123456") == Texts{});
  CHECK(PhoneOf("021-5555 0000") == "02155550000");
  CHECK(PhoneOf("400-000-0000") == "4000000000");
  CHECK(PhoneOf("12345").empty());
}

TEST_CASE("Domains are found in links and on their own; file names and numbers are none") {
  CHECK(DomainsIn("看https://Shop.Example.cn/a?b=1 和 pay.example.com,报价.pdf v1.2 3.5") ==
        Texts{"shop.example.cn", "pay.example.com"});
  CHECK(DomainOf("https://user@Example.com:8080/x") == "example.com");
  CHECK(DomainOf("example") == "");
}

TEST_CASE("Details are read by path, through lists") {
  Message message;
  message.detail = R"({"userid":"WX-1","totalamount":20000,"items":[{"type":"card"},{"type":"link"}],"open":true})";
  CHECK(Check(message, "detail.userid", Comparison::kEquals, {"wx-1"}));
  CHECK(Check(message, "detail.totalamount", Comparison::kGreaterOrEqual, {"20000"}));
  CHECK_FALSE(Check(message, "detail.totalamount", Comparison::kGreater, {"20000"}));
  CHECK(Check(message, "detail.items.type", Comparison::kEquals, {"link"}));
  CHECK(Check(message, "detail.items.type", Comparison::kGreaterOrEqual, {"2"}, 0, Transform::kCount));
  CHECK(Check(message, "detail.open", Comparison::kEquals, {"true"}));
  CHECK(Check(message, "detail.nobody", Comparison::kExists, {"false"}));
  CHECK(Check(message, "detail.userid.deeper", Comparison::kExists, {"false"}));
  message.detail = "{broken";
  CHECK(Check(message, "detail.userid", Comparison::kExists, {"false"}));
}

TEST_CASE("A value outside a list is noticed, and an empty list says nothing") {
  Message message;
  message.detail = R"({"link_url":"https://m.shop.example.com/x"})";
  const auto outside = [&](Texts list) {
    return Check(message, "detail.link_url", Comparison::kOutside, std::move(list), 0, Transform::kDomain);
  };
  CHECK_FALSE(outside({"example.com"}));
  CHECK(outside({"ample.com"}));
  CHECK(outside({"other.example"}));
  CHECK_FALSE(outside({}));
  message.detail = "{}";
  CHECK_FALSE(outside({"other.example"}));
}

TEST_CASE("Files are told by their name, extension, size and number") {
  Message message;
  message.media.push_back({"file", "", "", 3000000, "客户名单.XLSX", 0});
  CHECK(Check(message, "media.name", Comparison::kEquals, {"xls", "xlsx"}, 0, Transform::kExtension));
  CHECK(Check(message, "media.size", Comparison::kGreater, {"1000000"}));
  CHECK(Check(message, "media.kind", Comparison::kLess, {"2"}, 0, Transform::kCount));
  CHECK(Check(message, "media.name", Comparison::kContains, {"名單"}));
}

TEST_CASE("Lists of telephone numbers match however either side writes them") {
  Message message;
  message.text = "联系 １３８-0000-0000";
  CHECK(Check(message, "phones", Comparison::kEquals, {"+86 138 0000 0000"}));
  CHECK_FALSE(Check(message, "phones", Comparison::kEquals, {"13900000000"}));
  CHECK(Check(message, "phones", Comparison::kOutside, {"13900000000"}));
}

TEST_CASE("Members are the speaker and the receivers, facts come from outside") {
  Message message;
  message.from = {PartyKind::kStaff, "li"};
  message.to = {{PartyKind::kExternal, "wm1"}, {PartyKind::kStaff, "wang"}};
  CHECK(Check(message, "members", Comparison::kEquals, {"wang"}));
  CHECK(Check(message, "members", Comparison::kGreaterOrEqual, {"3"}, 0, Transform::kCount));
  CHECK(Check(message, "members", Comparison::kEquals, {"wang", "li", "zhao"}, 2));
  CHECK_FALSE(Check(message, "members", Comparison::kEquals, {"wang", "li", "zhao"}, 3));
  Facts facts;
  facts.departments = {"7", "1"};
  CHECK(Check(message, "departments", Comparison::kEquals, {"1"}, 0, Transform::kNone, facts));
}

TEST_CASE("Names of fields are known or refused") {
  for (const auto name : FieldNames()) CHECK((name.ends_with('.') || ParseField(name)));
  for (const char* wrong : {"", "texts", "detail", "detail.", "detail.a..b", "media"}) CHECK_FALSE(ParseField(wrong));
}

}  // namespace
}  // namespace custos::rules
