// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/number_places.h"
#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

using Names = std::vector<std::string>;

class Regions : public test::CompanyFixture {
 public:
  Regions() {
    Contact("zhang", "wm1", "客户一", "", {"13900001111"});
    Contact("zhang", "wm2", "客户二", "", {"13900002222"});
    Contact("zhang", "wm3", "客户三");
    Follow();
  }
  std::uint64_t Place() {
    db::Connection connection(database());
    return PlaceNumbers(connection, [&](const std::string& number) {
      asked.push_back(number);
      return number.ends_with("1111") ? std::string("广东省深圳市") : std::string();
    });
  }
  Names In(const std::string& condition) {
    CustomerFilter filter;
    filter.condition = *ParseCondition(condition);
    Names names;
    for (const CustomerSummary& one : Listed(filter)) names.push_back(one.name);
    std::sort(names.begin(), names.end());
    return names;
  }
  /// A lead that was found to be this customer.
  void Lead(const std::string& party, const std::string& detail) {
    Sql("INSERT INTO lead (lead_id, source_id, key, sent_at, who, detail, linked, customer) SELECT "
        "coalesce(max(lead_id),"
        " 0) + 1, 1, 'lead' || count(*), 1, '', '" +
        detail + "', true, " + std::to_string(IdOf(party)) + " FROM lead");
  }

  Names asked;
};

}  // namespace

TEST_CASE("a customer is where his number belongs to, each number looked up once") {
  Regions f;
  CHECK(f.View(f.IdOf("wm1")).region.empty());
  CHECK(f.Place() == 2);
  CHECK(f.View(f.IdOf("wm1")).region == "广东省深圳市");
  CHECK(f.View(f.IdOf("wm2")).region.empty());
  CHECK(f.Place() == 0);
  CHECK(f.asked.size() == 2);
}

TEST_CASE("what a lead says of the region comes before the number, the newest lead first") {
  Regions f;
  f.Place();
  f.Lead("wm1", R"({"region":"上海"})");
  f.Lead("wm1", R"({"region":"浙江杭州"})");
  f.Lead("wm1", R"({"region":""})");
  f.Lead("wm2", R"({"region":"江苏","note":"\u0000"})");
  CHECK(f.View(f.IdOf("wm1")).region == "浙江杭州");
  CHECK(f.View(f.IdOf("wm2")).region.empty());
}

TEST_CASE("customers are found by province or city, however it is written, and by its absence") {
  Regions f;
  f.Place();
  f.Lead("wm3", R"({"region":"广西壮族自治区南宁市"})");
  for (const char* region : {"广东", "广东省", "深圳", "深圳市", "广东深圳"}) {
    INFO(region);
    CHECK(f.In(R"({"on":"region","op":"in","value":[")" + std::string(region) + R"("]})") == Names{"客户一"});
  }
  CHECK(f.In(R"({"on":"region","op":"in","value":["广西","深圳"]})") == Names{"客户一", "客户三"});
  CHECK(f.In(R"({"on":"region","op":"not_in","value":["广东"]})") == Names{"客户三", "客户二"});
  CHECK(f.In(R"({"on":"region","op":"in","value":[""]})") == Names{"客户二"});
}

TEST_CASE("rules of allocation know the region of a number") {
  Regions f;
  f.Place();
  f.Lead("wm2", R"({"region":"上海"})");
  const auto cases = f.storage().allocations().Cases({f.IdOf("wm1"), f.IdOf("wm2"), f.IdOf("wm3")}, "");
  REQUIRE(cases);
  REQUIRE(cases->size() == 3);
  CHECK(cases->at(0).region == "广东省深圳市");
  CHECK(cases->at(1).region == "上海");
  CHECK(cases->at(2).region.empty());
}

}  // namespace custos::storage
