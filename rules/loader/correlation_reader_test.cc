// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/correlation_reader.h"

#include <catch2/catch.hpp>
#include <string>

#include "rules/stream/testing/stream_pack.h"

namespace custos::rules {
namespace {

using namespace testing;

PackFiles With(const std::string& from, const std::string& to) {
  PackFiles files = StreamPack();
  std::string& rules = files["rules/stream.yaml"];
  const auto at = rules.find(from);
  REQUIRE(at != std::string::npos);
  rules.replace(at, from.size(), to);
  return files;
}

std::string ReportOf(const PackFiles& files) {
  const auto loaded = RuleSet::Load(files);
  CHECK_FALSE(loaded.rules);
  return loaded.report.ToText();
}

bool Reports(const PackFiles& files, const std::string& what) {
  const std::string report = ReportOf(files);
  INFO(report);
  return report.find(what) != std::string::npos;
}

TEST_CASE("Correlations stand behind the rules and know whom they count") {
  const auto rules = LoadStreamPack();
  REQUIRE(rules->correlations().size() == 5);
  const Correlation& first = rules->correlations().front();
  CHECK(first.rules == std::vector<std::string>{"00000000-0000-0000-0000-000000000002"});
  CHECK(first.count == 3);
  CHECK(first.timespan_ms == 3'600'000);
  CHECK(rules->rules()[first.rule].title.en == "Many deleted");
  CHECK(rules->join().messages == 4);
  CHECK(rules->join().within_ms == 60'000);
}

TEST_CASE("Faults of a correlation are named with their place") {
  CHECK(Reports(With("type: event_count", "type: events"), "rules/stream.yaml:67:21: error correlation.type"));
  CHECK(Reports(With("rules: [deleting]", "rules: [nobody]"),
                "correlation.rules: no rule has the id or name \"nobody\""));
  CHECK(Reports(With("rules: [number, deleting]", "rules: [number, number]"), "named twice"));
  CHECK(Reports(With("rules: [question, answer]", "rules: [question]"), "an absence names two rules"));
  CHECK(Reports(With("rules: [deleting]", "rules: [00000000-0000-0000-0000-0000000000c2]"), "a correlation itself"));
  CHECK(Reports(With("group-by: [employee],", "group-by: [boss],"), "rule.group"));
  CHECK(Reports(With("timespan: 1h", "timespan: 90d"), "rule.timespan"));
  CHECK(Reports(With("condition: {gte: 3}", "condition: {about: 3}"), "correlation.condition"));
  CHECK(Reports(With("condition: {gte: 3}", "condition: {gte: 9999}"), "correlation.condition"));
  CHECK(Reports(With("field: employee", "field: department"), "correlation.field"));
  CHECK(Reports(With("timespan: 24h\ntests", "timespan: 24h\n  condition: {gte: 2}\ntests"),
                "this type has no condition"));
  CHECK(Reports(With("[{at: 0s, rule: number, employee", "[{rule: number, employee"), "missing key: at"));
  CHECK(Reports(With("events: [{at: 0s, rule: number, employee", "events: [{at: 0s, employee"), "correlation.events"));
}

TEST_CASE("A correlation whose example comes out otherwise does not load") {
  CHECK(Reports(With("repeat: 3, every: 10m", "repeat: 2, every: 10m"),
                "rule.example_failed: an example that must be found"));
  CHECK(Reports(With("repeat: 3, every: 31m", "repeat: 3, every: 29m"),
                "rule.example_failed: an example that must be left"));
}

TEST_CASE("Faults of joining are named") {
  const auto with = [](const std::string& join) {
    PackFiles files = StreamPack();
    std::string& manifest = files["pack.yaml"];
    const std::string from = "{messages: 4, within: 60s, words: ordinary}";
    manifest.replace(manifest.find(from), from.size(), join);
    return files;
  };
  CHECK(Reports(with("{messages: 40}"), "pack.join"));
  CHECK(Reports(with("{within: 3d}"), "pack.join"));
  CHECK(Reports(with("{words: nowhere}"), "pack.join"));
  CHECK(Reports(with("{weithin: 3s}"), "rule.unknown_key"));
}

}  // namespace
}  // namespace custos::rules
