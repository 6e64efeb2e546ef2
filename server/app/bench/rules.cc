// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/rules.h"

#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rules/bench/matching_bench.h"
#include "rules/loader/pack_directory.h"
#include "rules/rule_set.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/texts.h"
#include "server/app/settings.h"

namespace custos::app {
namespace {

constexpr std::array<std::size_t, 3> kSizes{10'000, 1'000, 100};  // the largest first: its memory is then its own

nlohmann::json ToJson(const rules::MatchingFigures& f) {
  nlohmann::json json{{"rules", f.rules},
                      {"load_ms", f.load_ms},
                      {"mb_per_s", f.mb_per_s},
                      {"us_per_message", f.micros_per_message},
                      {"fold_mb_per_s", f.fold_mb_per_s},
                      {"judged_per_s", f.judged_per_s},
                      {"fired", f.fired},
                      {"loaded_mb", f.loaded_mb}};
  if (!f.reference) return json;
  json["hyperscan_mb_per_s"] = f.reference_mb_per_s;
  json["hyperscan_load_ms"] = f.reference_load_ms;
  json["hyperscan_fired"] = f.reference_fired;
  json["differing_messages"] = f.differing;
  json["ratio"] = f.ratio;
  return json;
}

Result<rules::MatchingFigures> Measure(const std::string& name, const rules::PackFiles& files,
                                       const std::vector<std::string>& texts, const rules::MatchingBench& options) {
  std::cerr << "measuring " << name << "\n";
  rules::MatchingFigures figures = rules::MeasureMatching(files, texts, options);
  if (!figures.loaded) return Error{ErrorKind::kInvalid, "bench.pack", name + ": " + figures.fault};
  if (options.with_reference && !figures.reference) {
    return Error{ErrorKind::kInternal, "bench.hyperscan", name + ": " + figures.fault};
  }
  return figures;
}

Status MeasureSizes(rules::SyntheticWords words, const std::string& prefix, const std::vector<std::string>& texts,
                    const rules::MatchingBench& options, nlohmann::json* out) {
  std::vector<double> costs;
  for (const std::size_t size : kSizes) {
    const std::string number = std::to_string(size);
    const auto figures = Measure(prefix + number + " rules", rules::SyntheticPack(size, words), texts, options);
    if (!figures) return figures.error();
    costs.push_back(figures->micros_per_message);
    (*out)[prefix + "ratio_" + number] = figures->ratio;
    (*out)["packs"][prefix + number] = ToJson(*figures);
    if (size == kSizes.front()) (*out)[prefix + "load_ms_" + number] = figures->load_ms;
  }
  (*out)[prefix + "cost_10000_to_100"] = costs.front() / costs.back();
  return {};
}

}  // namespace

Result<nlohmann::json> BenchRules(const RulesBench& options) {
  const Result<std::vector<std::string>> texts = BenchTexts(options.corpus, options.messages);
  if (!texts) return texts.error();
  nlohmann::json out{{"name", "rules"}, {"messages", texts->size()}, {"machine", MachineFacts()}};
  rules::MatchingBench bench;
  bench.rounds = options.rounds;
  if (const Status done = MeasureSizes(rules::SyntheticWords::kRare, "", *texts, bench, &out); !done) {
    return done.error();
  }
  if (const Status done = MeasureSizes(rules::SyntheticWords::kCommon, "common_", *texts, bench, &out); !done) {
    return done.error();
  }
  bench.with_reference = false;  // it knows neither allowed phrases nor check digits
  rules::LoadReport report;
  const auto directory = options.pack.empty() ? ShareDirectory() / "packs" / "custos-cn" : options.pack;
  const auto files = rules::ReadPackDirectory(directory.string(), &report);
  if (!files) return Error{ErrorKind::kNotFound, "bench.pack", report.ToText()};
  const auto shipped = Measure("the shipped pack", *files, *texts, bench);
  if (!shipped) return shipped.error();
  out["packs"]["shipped"] = ToJson(*shipped);
  out["shipped_judged_per_s"] = shipped->judged_per_s;
  out["rss_mb"] = out["packs"]["10000"]["loaded_mb"];
  return out;
}

}  // namespace custos::app
