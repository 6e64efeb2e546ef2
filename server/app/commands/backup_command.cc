// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/backup_command.h"

#include <CLI/CLI.hpp>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/log.h"
#include "server/app/exit_code.h"
#include "storage/backup/backup.h"

namespace custos::app {
namespace {

using nlohmann::json;

int Fail(const char* command, const Error& error) {
  std::cerr << "custos " << command << ": " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

void Tell(const std::string& step) { std::cerr << step << " …\n"; }

// 2026-01-31T08:30:00Z or with an offset, +08:00; nullopt for anything else.
std::optional<TimeMs> ParseInstant(const std::string& text) {
  std::tm when{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &when);
  if (rest == nullptr) return std::nullopt;
  std::tm zone{};  // strptime sets tm_gmtoff for %z, which knows Z and ±hh:mm
  const char* end = strptime(rest, "%z", &zone);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return (static_cast<TimeMs>(timegm(&when)) - zone.tm_gmtoff) * 1000;
}

}  // namespace

int RunBackupCommand(int argc, char** argv) {
  std::string data_dir = "/var/lib/custos";
  std::string into;
  bool as_json = false;
  CLI::App app("Copies the data directory while the server works", "custos backup");
  app.add_option("--data-dir", data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--to", into, "folder of the backups; a new one is made inside")->required();
  app.add_flag("--json", as_json, "print what was copied as one JSON object");
  CLI11_PARSE(app, argc, argv);

  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  const Result<storage::BackupReport> report = storage::MakeBackup(data_dir, into, clock, Tell);
  if (!report) return Fail("backup", report.error());
  if (as_json) {
    std::cout << json{{"ok", true},
                      {"directory", report->directory.string()},
                      {"cluster_bytes", report->cluster_bytes},
                      {"files", report->files},
                      {"bytes", report->bytes},
                      {"linked", report->linked}}
                     .dump()
              << "\n";
  } else {
    std::cout << report->directory.string() << ": database " << (report->cluster_bytes >> 20) << " MiB, "
              << report->files << " files, " << report->linked << " of them shared with the backup before\n";
  }
  return 0;
}

int RunRestoreCommand(int argc, char** argv) {
  storage::RestoreOptions options;
  options.data_dir = "/var/lib/custos";
  std::string until;
  CLI::App app("Makes a data directory of a backup", "custos restore");
  app.add_option("backup", options.backup, "one backup: the folder that custos backup printed")->required();
  app.add_option("--data-dir", options.data_dir, "where to; must not exist, or be empty")->envname("CUSTOS_DATA_DIR");
  app.add_option("--wal", options.wal_archive, "go on with the write-ahead log kept there ([backup] wal_archive)");
  app.add_option("--until", until, "with --wal: leave out what was committed after, 2026-01-31T08:30:00+08:00");
  CLI11_PARSE(app, argc, argv);
  if (!until.empty()) {
    const std::optional<TimeMs> instant = ParseInstant(until);
    if (!instant) {
      return Fail("restore", {ErrorKind::kInvalid, "restore.time",
                              "--until needs a time with its zone, as 2026-01-31T08:30:00+08:00"});
    }
    options.until = *instant;
  }

  SetLogLevel(LogLevel::kWarn);
  if (const Status restored = storage::RestoreBackup(options, Tell); !restored)
    return Fail("restore", restored.error());
  std::cout << "restored to " << options.data_dir.string() << "; check it: custos verify --data-dir "
            << options.data_dir.string() << "\n";
  return 0;
}

}  // namespace custos::app
