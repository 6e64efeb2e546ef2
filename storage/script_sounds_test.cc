// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/script_store.h"

namespace custos::storage {

TEST_CASE("a title is found by its syllables and by their first letters") {
  CHECK(SoundsOf("价格表") == "jiagebiao jgb");
  CHECK(SoundsOf("价格表\n售后") == "jiagebiao jgb\nshouhou sh");
}

TEST_CASE("what is no ideograph stays in a title's sound, in small letters and without spaces") {
  CHECK(SoundsOf("ＶＩＰ 报价 2") == "vipbaojia2 vipbj2");
  CHECK(SoundsOf("").empty());
  CHECK(SoundsOf(" \n \n").empty());
}

}  // namespace custos::storage
