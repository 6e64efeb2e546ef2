// SPDX-License-Identifier: Apache-2.0
#include "core/text/disguise.h"

#include <catch2/catch.hpp>

#include "core/text/fold.h"
#include "core/text/syllables.h"

namespace custos::text {
namespace {

TEST_CASE("What is written in traditional characters folds back") {
  CHECK(ToTraditional("转账给我") == "轉賬給我");
  CHECK(Fold(ToTraditional("转账给我"), kFoldBase, false).text == "转账给我");
}

TEST_CASE("A homophone sounds the same and is another character") {
  for (const char32_t c : {U'微', U'信', U'转', U'账', U'飞', U'单'}) {
    const char32_t other = HomophoneOf(c);
    CHECK(other != 0);
    CHECK(other != c);
    CHECK(SyllableOf(other) == SyllableOf(c));
  }
  CHECK(HomophoneOf(U'a') == 0);
}

}  // namespace
}  // namespace custos::text
