// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/number_place.h"

#include <catch2/catch.hpp>

namespace custos::record {

TEST_CASE("numbers belong to a province and a city, abroad to a country") {
  CHECK(PlaceOfNumber("8613800100500") == "北京市");
  CHECK(PlaceOfNumber("8613757112345") == "浙江省杭州市");
  CHECK(PlaceOfNumber("8675526001234") == "广东省深圳市");
  CHECK(PlaceOfNumber("14155552671") == "美国");
}

TEST_CASE("of what is no number, or in no list, nothing is said") {
  for (const char* id : {"", "86", "8617012345678", "not a number", "10086", "99999999999999999999999"}) {
    INFO(id);
    CHECK(PlaceOfNumber(id).empty());
  }
}

}  // namespace custos::record
