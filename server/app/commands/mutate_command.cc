// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/mutate_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rules/loader/pack_directory.h"
#include "rules/mutation/mutation.h"

namespace custos::app {
namespace {

using nlohmann::json;

std::vector<rules::MutationCount> Totals(const std::vector<rules::RuleMutation>& mutations) {
  std::vector<rules::MutationCount> totals(rules::EvasionNames().size());
  for (const auto& mutation : mutations) {
    for (std::size_t e = 0; e < totals.size(); ++e) {
      totals[e].cases += mutation.counts[e].cases;
      totals[e].found += mutation.counts[e].found;
    }
  }
  return totals;
}

json CountsJson(const std::vector<rules::MutationCount>& counts) {
  const auto names = rules::EvasionNames();
  json out = json::object();
  for (std::size_t e = 0; e < counts.size(); ++e) {
    if (counts[e].cases == 0) continue;
    out[std::string(names[e])] = {{"cases", counts[e].cases}, {"found", counts[e].found}};
  }
  return out;
}

void PrintJson(const std::vector<rules::RuleMutation>& mutations) {
  json rules = json::array();
  for (const auto& mutation : mutations) {
    rules.push_back({{"rule", mutation.rule_id},
                     {"title", {{"zh", mutation.title.zh}, {"en", mutation.title.en}}},
                     {"evasions", CountsJson(mutation.counts)}});
  }
  const json out = {{"rules", std::move(rules)}, {"total", CountsJson(Totals(mutations))}};
  std::cout << out.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

// Hundredths found, or a dash where there was nothing to disguise.
std::string Cell(const rules::MutationCount& count) {
  if (count.cases == 0) return "-";
  return std::to_string(100 * count.found / count.cases);
}

void PrintRow(const std::string& head, const std::vector<rules::MutationCount>& counts) {
  std::cout << "| " << head;
  for (const auto& count : counts) std::cout << " | " << Cell(count);
  std::cout << " |\n";
}

void PrintTable(const std::vector<rules::RuleMutation>& mutations) {
  std::cout << "| rule";
  for (const auto name : rules::EvasionNames()) std::cout << " | " << name;
  std::cout << " |\n| ---";
  for (std::size_t e = 0; e < rules::EvasionNames().size(); ++e) std::cout << " | ---:";
  std::cout << " |\n";
  for (const auto& mutation : mutations) PrintRow(mutation.title.zh, mutation.counts);
  PrintRow("all, found of 100", Totals(mutations));
}

}  // namespace

int RunMutateCommand(int argc, char** argv) {
  CLI::App app("Disguise the examples of every rule and judge them again", "custos rules mutate");
  std::string directory;
  bool as_json = false;
  app.add_option("DIR", directory, "Directory of the pack")->required();
  app.add_flag("--json", as_json, "Counts as JSON instead of a table of hundredths");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 64;
  }
  rules::LoadReport report;
  std::vector<rules::RuleMutation> mutations;
  if (const auto files = rules::ReadPackDirectory(directory, &report); files && report.ok()) {
    mutations = rules::MutateExamples(*files, &report);
  }
  std::cerr << report.ToText();
  if (!report.ok()) return 1;
  if (as_json) {
    PrintJson(mutations);
  } else {
    PrintTable(mutations);
  }
  return 0;
}

}  // namespace custos::app
