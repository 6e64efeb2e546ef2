// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/rules_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "rules/rule_set.h"
#include "server/app/commands/backtest_command.h"
#include "server/app/commands/mutate_command.h"
#include "server/app/commands/rules_eval.h"
#include "server/app/commands/rules_learn.h"

namespace custos::app {
namespace {

using nlohmann::json;

// Where the pack is, and the operator's overlay.
struct Place {
  std::string directory;
  std::string local;
};

std::shared_ptr<const rules::RuleSet> LoadPack(const Place& place, std::size_t* examples) {
  auto loaded = rules::RuleSet::Load(place.directory, place.local);
  std::cerr << loaded.report.ToText();
  if (examples) *examples = loaded.examples;
  return loaded.rules;
}

int LintJson(const Place& place) {
  const auto loaded = rules::RuleSet::Load(place.directory, place.local);
  json problems = json::array();
  for (const rules::Problem& problem : loaded.report.problems) {
    problems.push_back({{"code", problem.code},
                        {"file", problem.place.file},
                        {"line", problem.place.line},
                        {"column", problem.place.column},
                        {"text", problem.text},
                        {"severity", problem.warning ? "warning" : "error"}});
  }
  json out = {{"ok", loaded.rules != nullptr}, {"problems", std::move(problems)}};
  if (loaded.rules) {
    out["name"] = loaded.rules->name();
    out["version"] = loaded.rules->version();
    out["rules"] = loaded.rules->rules().size();
    out["digest"] = HexEncode(AsBytes(loaded.rules->digest()));
  }
  std::cout << out.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  return loaded.rules ? 0 : 1;
}

int Lint(const Place& place) {
  const auto pack = LoadPack(place, nullptr);
  if (!pack) return 1;
  std::cout << pack->name() << ' ' << pack->version() << ": " << pack->rules().size() << " rules in "
            << pack->categories().size() << " categories, digest " << HexEncode(AsBytes(pack->digest())) << '\n';
  return 0;
}

int Test(const Place& place) {
  std::size_t examples = 0;
  const auto pack = LoadPack(place, &examples);
  std::cout << examples << " examples run: " << (pack ? "all as expected\n" : "see the faults above\n");
  return pack ? 0 : 1;
}

int Eval(const Place& place) {
  const auto pack = LoadPack(place, nullptr);
  if (!pack) return 1;
  std::ios::sync_with_stdio(false);
  return EvalMessages(pack, std::cin, std::cout, std::cerr) ? 0 : 1;
}

}  // namespace

int RunRulesCommand(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "backtest") return RunBacktestCommand(argc - 1, argv + 1);
  if (first == "history") return RunJudgementsCommand(argc - 1, argv + 1);
  if (first == "mutate") return RunMutateCommand(argc - 1, argv + 1);
  CLI::App app("Check, test and run rule packs", "custos rules");
  app.require_subcommand(1);
  Place place;
  bool as_json = false;
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("DIR", place.directory, "Directory of the pack")->required();
    command->add_option("--local", place.local, "Directory laid over the pack: lists, calendar, rules, filters");
    return command;
  };
  CLI::App* lint = add("lint", "Report every fault of a pack");
  lint->add_flag("--json", as_json, "The report as JSON");
  const CLI::App* test = add("test", "Run the examples of every rule");
  app.add_subcommand("backtest", "Judge the past with a pack and show what changes");
  app.add_subcommand("history", "Which pack judged which range of the evidence log");
  app.add_subcommand("mutate", "Disguise the examples of every rule and judge them again");
  add("eval", "Judge NDJSON messages from standard input, write findings to standard output");
  LearnOptions learning;
  CLI::App* learn = add("learn", "Learn the score of a pack from its lessons (learn/*.tsv)");
  learn->add_option("--lessons", learning.lessons, "Further files of lessons")->check(CLI::ExistingFile);
  learn->add_option("--out", learning.out, "Where the score goes instead of score.tsv in the pack");
  learn->add_option("--cross-check", learning.folds, "In so many parts: what is found of lessons not learned from")
      ->check(CLI::Range(2, 20));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 64;
  }
  if (learn->parsed()) {
    learning.pack = place.directory;
    return LearnScore(learning);
  }
  if (lint->parsed()) return as_json ? LintJson(place) : Lint(place);
  if (test->parsed()) return Test(place);
  return Eval(place);
}

}  // namespace custos::app
