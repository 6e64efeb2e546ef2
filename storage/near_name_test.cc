// SPDX-License-Identifier: Apache-2.0
#include "storage/near_name.h"

#include <catch2/catch.hpp>

namespace custos::storage {

TEST_CASE("A company is known by what tells it from others, however it is written") {
  for (const char* name : {"上海甲乙科技有限公司", "甲乙科技（上海）有限公司", "甲乙科技", "上海市甲乙科技股份有限公司",
                           "甲乙科技(集团)有限责任公司", "上海甲乙科技有限公司北京分公司", " 甲乙 科技 "}) {
    CAPTURE(name);
    CHECK(CompanyCore(name) == "甲乙科技");
  }
  CHECK(CompanyCore("Example Trading Co., Ltd.") == "exampletrading");
  CHECK(CompanyCore("EXAMPLE TRADING LIMITED") == "exampletrading");
  CHECK(CompanyCore("廣東省甲乙貿易有限公司") == "甲乙贸易");
}

TEST_CASE("A name of which nothing telling would be left stays whole") {
  CHECK(CompanyCore("上海公司") == "上海");
  CHECK(CompanyCore("有限公司") == "有限");
  CHECK(CompanyCore("北京") == "北京");
  CHECK(CompanyCore("（上海）") == "上海");
  CHECK(CompanyCore("").empty());
}

TEST_CASE("Names that sound alike are one sound, others are not") {
  CHECK(SoundOf("王伟") == SoundOf("汪纬"));
  CHECK(SoundOf("张森") == SoundOf("章森"));
  CHECK(SoundOf("王伟") != SoundOf("王芳"));
  CHECK(SoundOf("ABC 123") == "abc123");
  CHECK(SoundOf("!?").empty());
}

TEST_CASE("Keys are of what is there") {
  CHECK(NearKeysOf("", "").empty());
  CHECK(NearKeysOf("王", "").empty());
  const auto keys = NearKeysOf("王伟", "上海甲乙科技有限公司");
  REQUIRE(keys.size() == 4);
  CHECK(keys[0] == NearKey{NearKind::kCompany, "甲乙科技"});
  CHECK(keys[3] == NearKey{NearKind::kName, "王伟"});
  CHECK(NearKeysOf("汪纬", "甲乙科技")[2] == keys[2]);
}

}  // namespace custos::storage
