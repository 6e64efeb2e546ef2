// SPDX-License-Identifier: Apache-2.0
#include "storage/region.h"

#include <catch2/catch.hpp>

namespace custos::storage {

TEST_CASE("a place lies in its province and its city, however they are written") {
  for (const char* region : {"广东", "广东省", "深圳", "深圳市", "广东深圳", "广东省 深圳市"}) {
    INFO(region);
    CHECK(LiesIn("广东省深圳市", region));
    CHECK(LiesIn("广东深圳", region));
  }
  CHECK(LiesIn("广西壮族自治区南宁市", "广西"));
  CHECK(LiesIn("广西南宁市", "广西壮族自治区"));
  CHECK(LiesIn("中国香港特别行政区", "香港"));
  CHECK_FALSE(LiesIn("广东省深圳市", "广西"));
  CHECK_FALSE(LiesIn("", "广东"));
  CHECK_FALSE(LiesIn("广东省", ""));
  CHECK_FALSE(LiesIn("广东省", "省"));
}

}  // namespace custos::storage
