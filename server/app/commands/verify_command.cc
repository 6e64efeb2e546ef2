// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/verify_command.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "storage/verify/export_evidence.h"
#include "storage/verify/offline_archive.h"
#include "storage/verify/verifier.h"

namespace custos::app {
namespace {

using nlohmann::json;
using storage::VerifyFault;
using storage::VerifyReport;

constexpr int kClean = 0;
constexpr int kFaults = 1;
constexpr int kCannotRun = 2;
constexpr int kUsage = 64;

struct Arguments {
  ArchiveLocation location;
  std::string offline;
  std::string export_to;
  std::string key;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  bool as_json = false;
  bool progress = false;
};

void Describe(CLI::App& app, Arguments& arguments) {
  app.add_option("--data-dir", arguments.location.data_dir, "data directory of the server")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", arguments.location.database_url, "PostgreSQL URL; without it the embedded database")
      ->envname("CUSTOS_DATABASE");
  app.add_option("--offline", arguments.offline, "directory with an exported copy; needs no database");
  app.add_option("--export", arguments.export_to, "write a copy of the evidence there instead of checking");
  app.add_option("--key", arguments.key, "public key to trust (signing.pub), instead of the one the archive names");
  app.add_option("--from", arguments.from, "first leaf of the range; 256 leaves are always checked together");
  app.add_option("--to", arguments.to, "end of the range; 0 = the end of the log");
  app.add_flag("--json", arguments.as_json, "print the report as one JSON object");
  app.add_flag("--progress", arguments.progress, "show on stderr how far it is");
}

Result<std::unique_ptr<storage::EvidenceSource>> OpenSource(const Arguments& arguments, const OpenEvidence& open) {
  if (arguments.offline.empty()) return open(arguments.location);
  Result<storage::OfflineArchive> archive = storage::OfflineArchive::Open(arguments.offline);
  if (!archive) return archive.error();
  return std::unique_ptr<storage::EvidenceSource>(new storage::OfflineArchive(std::move(*archive)));
}

void ShowProgress(const storage::VerifyProgress& progress) {
  std::cerr << '\r' << progress.position << " of " << progress.end << " leaves, " << (progress.bytes >> 20) << " MiB "
            << std::flush;
}

int Fail(const Error& error) {
  std::cerr << "custos verify: " << error.message << " (" << error.code << ")\n";
  return kCannotRun;
}

json ToJson(const VerifyReport& report) {
  json faults = json::array();
  for (const VerifyFault& fault : report.faults) {
    faults.push_back({{"code", fault.code}, {"position", fault.position}, {"detail", fault.detail}});
  }
  return {{"ok", report.ok},
          {"first", report.first},
          {"end", report.end},
          {"tree_size", report.tree_size},
          {"messages", report.messages},
          {"bytes", report.bytes},
          {"root", report.root},
          {"milliseconds", report.finished_at - report.started_at},
          {"faults", std::move(faults)}};
}

void PrintText(const VerifyReport& report) {
  if (report.ok) {
    std::cout << "clean: leaves " << report.first << " to " << report.end << " of " << report.tree_size << ", "
              << report.messages << " messages\n";
    if (!report.root.empty()) std::cout << "root " << report.root << "\n";
    return;
  }
  std::cout << report.faults.size() << " contradictions, the first at leaf " << report.faults[0].position << "\n";
  for (const VerifyFault& fault : report.faults) {
    std::cout << fault.position << "  " << fault.code << "  " << fault.detail << "\n";
  }
}

int Check(storage::EvidenceSource& source, const Arguments& arguments) {
  storage::VerifyOptions options;
  options.from = arguments.from;
  options.to = arguments.to;
  options.public_key = arguments.key;
  if (arguments.progress) options.progress = ShowProgress;
  const SystemClock clock;
  const Result<VerifyReport> report = storage::Verifier(source, clock, std::move(options)).Run();
  if (arguments.progress) std::cerr << "\n";
  if (!report) return Fail(report.error());
  if (arguments.as_json) {
    std::cout << ToJson(*report).dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
  } else {
    PrintText(*report);
  }
  return report->ok ? kClean : kFaults;
}

int Export(storage::EvidenceSource& source, const Arguments& arguments) {
  const auto progress = arguments.progress ? ShowProgress : std::function<void(const storage::VerifyProgress&)>();
  const Result<std::uint64_t> leaves = storage::ExportEvidence(source, arguments.export_to, progress);
  if (arguments.progress) std::cerr << "\n";
  if (!leaves) return Fail(leaves.error());
  if (arguments.as_json) {
    std::cout << json{{"ok", true}, {"leaves", *leaves}, {"directory", arguments.export_to}}.dump() << "\n";
  } else {
    std::cout << *leaves << " leaves copied to " << arguments.export_to << "\n";
  }
  return kClean;
}

}  // namespace

int RunVerifyCommand(int argc, char** argv, const OpenEvidence& open) {
  Arguments arguments;
  CLI::App app("Checks that nothing in the archive was altered, left out or put in", "custos verify");
  Describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kClean : kUsage;
  }
  const Result<std::unique_ptr<storage::EvidenceSource>> source = OpenSource(arguments, open);
  if (!source) return Fail(source.error());
  return arguments.export_to.empty() ? Check(**source, arguments) : Export(**source, arguments);
}

int RunVerifyCommand(int argc, char** argv) {
  return RunVerifyCommand(argc, argv, [](const ArchiveLocation&) -> Result<std::unique_ptr<storage::EvidenceSource>> {
    return Error{ErrorKind::kInvalid, "verify.no_archive", "name an exported copy with --offline"};
  });
}

}  // namespace custos::app
