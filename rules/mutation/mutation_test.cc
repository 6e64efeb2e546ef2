// SPDX-License-Identifier: Apache-2.0
#include "rules/mutation/mutation.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace custos::rules {
namespace {

MutationCount Of(const RuleMutation& mutation, std::string_view evasion) {
  const auto names = EvasionNames();
  const auto at = std::find(names.begin(), names.end(), evasion);
  REQUIRE(at != names.end());
  return mutation.counts[static_cast<std::size_t>(at - names.begin())];
}

PackFiles PackWith(const std::string& fold) {
  return {{"pack.yaml", "name: p\nversion: '1'\nengine: 1\nfold: " + fold + "\ncategories: {c: {zh: 类, en: Class}}\n"},
          {"variants.yaml", "spell: [客户, 资料]\n"},
          {"rules/r.yaml", R"(title: {zh: 题, en: Title}
id: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11
category: c
level: low
detection: {a: {text|contains: 客户资料}}
tests: [{text: 发我客户资料吧, expect: hit}, {text: 今天, expect: miss}]
)"}};
}

TEST_CASE("A protected word is found in every disguise, a bare one is not") {
  LoadReport report;
  const auto strong = MutateExamples(PackWith("[separators, numerals, repeats, variants]"), &report);
  INFO(report.ToText());
  REQUIRE(strong.size() == 1);
  for (const char* evasion : {"traditional", "symbols", "spaces", "zero_width", "split"}) {
    INFO(evasion);
    CHECK(Of(strong[0], evasion).cases == 1);
    CHECK(Of(strong[0], evasion).found == 1);
  }
  // 客户 and 资料 are hidden in turn.
  for (const char* evasion : {"homophone", "one_homophone", "pinyin", "one_pinyin", "repeats"}) {
    INFO(evasion);
    CHECK(Of(strong[0], evasion).cases == 2);
    CHECK(Of(strong[0], evasion).found >= 1);
  }
  const auto bare = MutateExamples(PackWith("[width]"), &report);
  REQUIRE(bare.size() == 1);
  CHECK(Of(bare[0], "traditional").found == 1);  // always on
  CHECK(Of(bare[0], "symbols").found == 0);
  CHECK(Of(bare[0], "homophone").found == 0);
}

TEST_CASE("A pack that does not load has nothing to disguise") {
  LoadReport report;
  CHECK(MutateExamples({}, &report).empty());
  CHECK_FALSE(report.ok());
}

}  // namespace
}  // namespace custos::rules
