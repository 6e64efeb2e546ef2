// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/demo_state.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;

json ToJson(const DemoState& state) {
  json segments = json::array();
  for (const LiveSegment& segment : state.segments) {
    segments.push_back({{"first_seq", segment.first_seq}, {"start", segment.start}, {"rate", segment.rate}});
  }
  json keys = json::array();
  for (const DemoState::Key& key : state.keys) {
    keys.push_back({{"version", key.version}, {"first_seq", key.first_seq}, {"withheld", key.withheld}});
  }
  return {{"format", kFormat},
          {"seed", state.seed},
          {"employees", state.employees},
          {"customers", state.customers},
          {"backfill", state.backfill},
          {"backfill_days", state.backfill_days},
          {"risk_one_in", state.risk_one_in},
          {"corpora", state.corpora},
          {"corpus_rate", state.corpus_rate},
          {"start", state.start},
          {"promised_until", state.promised_until},
          {"segments", segments},
          {"keys", keys}};
}

DemoState FromJson(const json& file) {
  DemoState state;
  file.at("seed").get_to(state.seed);
  file.at("employees").get_to(state.employees);
  file.at("customers").get_to(state.customers);
  file.at("backfill").get_to(state.backfill);
  file.at("backfill_days").get_to(state.backfill_days);
  file.at("risk_one_in").get_to(state.risk_one_in);
  file.at("corpora").get_to(state.corpora);
  file.at("corpus_rate").get_to(state.corpus_rate);
  file.at("start").get_to(state.start);
  file.at("promised_until").get_to(state.promised_until);
  for (const json& segment : file.at("segments")) {
    state.segments.push_back({segment.at("first_seq").get<std::uint64_t>(), segment.at("start").get<TimeMs>(),
                              segment.at("rate").get<double>()});
  }
  for (const json& key : file.at("keys")) {
    state.keys.push_back({key.at("version").get<std::uint32_t>(), key.at("first_seq").get<std::uint64_t>(),
                          key.at("withheld").get<bool>()});
  }
  return state;
}

}  // namespace

Result<DemoState> ReadDemoState(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error{ErrorKind::kNotFound, "wecom_sim.no_state", path};
  try {
    const json file = json::parse(in);
    if (file.at("format") == kFormat) return FromJson(file);
  } catch (const json::exception&) {
    // Falls through to the same answer as an unknown format.
  }
  return Error{ErrorKind::kCorrupt, "wecom_sim.bad_state", "not a state file of this version: " + path};
}

Status WriteDemoState(const std::string& path, const DemoState& state) {
  const std::string fresh = path + ".new";
  {
    std::ofstream out(fresh);
    out << ToJson(state).dump(1) << '\n';
    if (!out.flush()) return Error{ErrorKind::kUnavailable, "wecom_sim.cannot_write_state", fresh};
  }
  std::error_code failed;
  std::filesystem::rename(fresh, path, failed);
  if (failed) return Error{ErrorKind::kUnavailable, "wecom_sim.cannot_write_state", path + ": " + failed.message()};
  return {};
}

}  // namespace custos::wecom_sim
