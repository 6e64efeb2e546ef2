// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/verify_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "storage/format/proof.h"
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
  std::vector<std::string> witnesses;
  std::size_t quorum = 0;
  std::string tsa_ca;
  std::string manifests;
  std::string proof;
  std::string state;
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
  app.add_option("--witness", arguments.witnesses, "public key of a witness (witness.pub), or the file; once for each");
  app.add_option("--quorum", arguments.quorum, "so many witnesses must have signed one checkpoint; without it all");
  app.add_option("--tsa-ca", arguments.tsa_ca, "PEM file of trusted time-stamping authorities; demands a timestamp");
  app.add_option("--manifests", arguments.manifests, "directory of manifests kept elsewhere, to hold the archive to");
  app.add_option("--proof", arguments.proof, "check one proof file with --key; needs no archive");
  app.add_option("--state", arguments.state, "file to go on from after an interruption; removed when it is done");
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

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::kNotFound, "verify.file", path + " cannot be read"};
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// A key on the command line may be the line itself or a file that holds it.
std::string KeyLine(const std::string& text) {
  const Result<std::string> file = text.find('+') == text.npos ? ReadFile(text) : Result<std::string>(text);
  return file ? *file : text;
}

Status ReadTrust(const Arguments& arguments, storage::VerifyOptions& options) {
  storage::Countersigned& wanted = options.countersigned;
  for (const std::string& witness : arguments.witnesses) {
    auto key = storage::CosignatureVerifier::Parse(KeyLine(witness));
    if (!key) return key.error();
    wanted.witnesses.push_back(std::move(*key));
  }
  wanted.quorum = arguments.quorum > 0 ? arguments.quorum : wanted.witnesses.size();
  if (wanted.quorum > wanted.witnesses.size()) {
    return Error{ErrorKind::kInvalid, "verify.quorum", "--quorum is greater than the number of --witness keys"};
  }
  if (!arguments.tsa_ca.empty()) {
    Result<std::string> pem = ReadFile(arguments.tsa_ca);
    if (!pem) return pem.error();
    wanted.tsa_ca = std::move(*pem);
  }
  if (arguments.manifests.empty()) return {};
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(arguments.manifests, error)) {
    Result<std::string> note = ReadFile(file.path().string());
    if (!note) return note.error();
    options.manifests.push_back(std::move(*note));
  }
  if (!error) return {};
  return Error{ErrorKind::kNotFound, "verify.file", arguments.manifests + " cannot be read"};
}

int Fail(const Error& error) {
  std::cerr << "custos verify: " << error.message << " (" << error.code << ")\n";
  return kCannotRun;
}

json ToJson(const VerifyReport& report) {
  const TimeMs milliseconds = std::max<TimeMs>(1, report.finished_at - report.started_at);
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
          {"manifests", report.manifests},
          {"witnessed", report.witnessed},
          {"timestamps", report.timestamps},
          {"timestamped", report.timestamped},
          {"timestamped_at", report.timestamped_at},
          {"root", report.root},
          {"resumed_from", report.resumed_from},
          {"unpacked_bytes", report.unpacked_bytes},
          {"milliseconds", milliseconds},
          {"mb_per_s", static_cast<double>(report.unpacked_bytes) / 1000.0 / static_cast<double>(milliseconds)},
          {"faults", std::move(faults)}};
}

void PrintText(const VerifyReport& report) {
  if (report.ok) {
    std::cout << "clean: leaves " << report.first << " to " << report.end << " of " << report.tree_size << ", "
              << report.messages << " messages\n";
    if (!report.root.empty()) std::cout << "root " << report.root << "\n";
    if (report.manifests > 0) std::cout << report.manifests << " manifests agree\n";
    if (report.witnessed > 0) std::cout << "witnessed up to leaf " << report.witnessed << "\n";
    if (report.timestamps > 0) {
      std::cout << report.timestamps << " timestamps hold, the newest for " << report.timestamped << " leaves\n";
    }
    return;
  }
  std::cout << report.faults.size() << " contradictions, the first at leaf " << report.faults[0].position << "\n";
  for (const VerifyFault& fault : report.faults) {
    std::cout << fault.position << "  " << fault.code << "  " << fault.detail << "\n";
  }
}

// One proof of a leaf or between two checkpoints, by the public key alone.
int CheckProof(const Arguments& arguments) {
  const Result<std::string> text = ReadFile(arguments.proof);
  if (!text) return Fail(text.error());
  const Result<storage::NoteVerifier> key = storage::NoteVerifier::Parse(KeyLine(arguments.key));
  if (!key) return Fail(key.error());
  const auto bad = [](const Error& error) {
    std::cout << "not proven: " << error.message << " (" << error.code << ")\n";
    return kFaults;
  };
  if (const auto consistency = storage::ParseConsistency(*text)) {
    const Status holds = storage::CheckConsistency(*consistency, *key);
    if (!holds) return bad(holds.error());
    std::cout << "proven: the newer checkpoint continues the older one\n";
    return kClean;
  }
  const auto proof = storage::ParseLeafProof(*text);
  if (!proof) return bad(proof.error());
  const auto claim = storage::CheckLeafProof(*proof, *key);
  if (!claim) return bad(claim.error());
  std::cout << "proven: leaf " << proof->index << ", " << storage::ToString(storage::KindOf(claim->record.fields))
            << ", stood in the log of " << claim->checkpoint.origin << " of " << claim->checkpoint.size << " leaves\n";
  return kClean;
}

int Check(storage::EvidenceSource& source, const Arguments& arguments) {
  storage::VerifyOptions options;
  options.from = arguments.from;
  options.to = arguments.to;
  options.public_key = arguments.key.empty() ? "" : KeyLine(arguments.key);
  options.state_file = arguments.state;
  if (const Status read = ReadTrust(arguments, options); !read) return Fail(read.error());
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
  if (!arguments.proof.empty()) return CheckProof(arguments);
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
