// SPDX-License-Identifier: Apache-2.0
#include "rules/load_report.h"

#include <algorithm>
#include <utility>

namespace custos::rules {

bool LoadReport::ok() const {
  return std::all_of(problems.begin(), problems.end(), [](const Problem& p) { return p.warning; });
}

void LoadReport::Add(std::string code, Place place, std::string text) {
  problems.push_back({std::move(code), std::move(place), std::move(text), false});
}

void LoadReport::Warn(std::string code, Place place, std::string text) {
  problems.push_back({std::move(code), std::move(place), std::move(text), true});
}

std::string LoadReport::ToText() const {
  std::string out;
  for (const auto& p : problems) {
    out += p.place.file;
    if (p.place.line > 0) out += ':' + std::to_string(p.place.line) + ':' + std::to_string(p.place.column);
    out += p.warning ? ": warning " : ": error ";
    out += p.code + ": " + p.text + '\n';
  }
  return out;
}

}  // namespace custos::rules
