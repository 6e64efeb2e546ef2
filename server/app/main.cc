// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <iostream>
#include <string>
#include <string_view>

#include "server/app/commands/backup_command.h"
#include "server/app/commands/bench_command.h"
#include "server/app/commands/export_command.h"
#include "server/app/commands/import_command.h"
#include "server/app/commands/prove_command.h"
#include "server/app/commands/reindex_command.h"
#include "server/app/commands/rules_command.h"
#include "server/app/commands/seal_command.h"
#include "server/app/commands/search_command.h"
#include "server/app/commands/serve_command.h"
#include "server/app/commands/sim_command.h"
#include "server/app/commands/user_command.h"
#include "server/app/commands/verify_command.h"
#include "server/app/commands/witness_command.h"
#include "server/app/live_evidence.h"
#include "server/app/version.h"

namespace {

int RunVerify(int argc, char** argv) {
  custos::app::LiveEvidence live;
  return custos::app::RunVerifyCommand(
      argc, argv, [&](const custos::app::ArchiveLocation& location) { return live.Open(location); });
}

struct Command {
  std::string_view name;
  int (*run)(int argc, char** argv);
  std::string_view summary;
};

constexpr std::array kCommands{
    Command{"serve", custos::app::RunServeCommand, "run the server"},
    Command{"search", custos::app::RunSearchCommand, "search the archive as the page does"},
    Command{"verify", RunVerify, "check the archive, live or as an offline copy"},
    Command{"seal", custos::app::RunSealCommand, "turn young rows into the compact index now"},
    Command{"prove", custos::app::RunProveCommand, "prove a message, an alert, a day or a judgement to a stranger"},
    Command{"witness", custos::app::RunWitnessCommand, "sign the checkpoints of other archives"},
    Command{"export", custos::app::RunExportCommand, "hand out evidence packets that outsiders can check"},
    Command{"import", custos::app::RunImportCommand, "bring files of calls and text messages to a running server"},
    Command{"reindex", custos::app::RunReindexCommand, "make search and lists again from the evidence"},
    Command{"backup", custos::app::RunBackupCommand, "copy the data directory while the server works"},
    Command{"restore", custos::app::RunRestoreCommand, "make a data directory of a backup, also of a point in time"},
    Command{"rules", custos::app::RunRulesCommand, "lint, test and try rule packs"},
    Command{"user", custos::app::RunUserCommand, "list accounts, add one, set a new one-time password"},
    Command{"bench", custos::app::RunBenchCommand, "measure against the reference beside it"},
    Command{"sim", custos::app::RunSimCommand, "simulate the platforms that Custos talks to"},
};

int PrintUsage(std::ostream& out) {
  out << "Custos 守客 " << custos::app::kVersion << "\n\nusage: custos COMMAND [options]\n\n";
  for (const Command& command : kCommands) {
    out << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary << "\n";
  }
  out << "\ncustos COMMAND --help tells the options of a command\n";
  return &out == &std::cout ? 0 : 64;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return PrintUsage(std::cerr);
  const std::string_view name = argv[1];
  if (name == "--version") {
    std::cout << "custos " << custos::app::kVersion << "\n";
    return 0;
  }
  if (name == "--help" || name == "-h" || name == "help") return PrintUsage(std::cout);
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  std::cerr << "custos: unknown command " << name << "\n\n";
  return PrintUsage(std::cerr);
}
