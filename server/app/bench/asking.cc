// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/asking.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace custos::app {
namespace {

double Percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

nlohmann::json Asking::Figures() const {
  nlohmann::json figures = nlohmann::json::object();
  for (const auto& [name, times] : times_) {
    figures[name + "_first_ms"] = times.front();
    figures[name + "_p50_ms"] = Percentile(times, 0.5);
    figures[name + "_p95_ms"] = Percentile(times, 0.95);
  }
  return figures;
}

}  // namespace custos::app
