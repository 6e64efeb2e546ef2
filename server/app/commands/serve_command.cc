// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/serve_command.h"

#include <signal.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/log.h"
#include "server/app/exit_code.h"
#include "server/app/notify_supervisor.h"
#include "server/app/serve/server.h"
#include "server/app/version.h"

namespace custos::app {
namespace {

// Flags and their environment variables; absent ones leave the file's value.
struct Flags {
  std::string config;
  std::optional<std::string> data_dir;
  std::optional<std::string> database;
  std::optional<std::string> listen;
  std::optional<std::string> ui;
  std::optional<std::string> packs;
  std::string ready_file;
  bool debug = false;
  ServeOptions serve;
};

void Declare(CLI::App& app, Flags& flags) {
  app.add_option("--config", flags.config, "settings file, see docs/operate.md")->envname("CUSTOS_CONFIG");
  app.add_option("--data-dir", flags.data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", flags.database, "URL of a PostgreSQL server; without it a private one is run")
      ->envname("CUSTOS_DATABASE");
  app.add_option("--listen", flags.listen, "HOST:PORT, port 0 takes a free one")->envname("CUSTOS_LISTEN");
  app.add_option("--ui", flags.ui, "directory of the built UI")->envname("CUSTOS_UI");
  app.add_option("--packs", flags.packs, "directory of the rule pack")->envname("CUSTOS_PACKS");
  app.add_option("--ready-file", flags.ready_file, "write address and one-time password here once ready (mode 0600)");
  app.add_flag("--debug", flags.debug, "log more");
  app.add_flag("--demo", flags.serve.demo, "serve a simulated company");
  app.add_option("--demo-rate", flags.serve.demo_rate, "its live messages a second");
  app.add_option("--demo-backfill", flags.serve.demo_backfill, "its messages of the past days");
  app.add_option("--demo-corpus", flags.serve.demo_corpora, "replay conversation files (NDJSON, .gz) instead");
}

Result<Settings> Combine(const Flags& flags) {
  Settings settings;
  if (!flags.config.empty()) {
    Result<Settings> loaded = LoadSettings(flags.config);
    if (!loaded) return loaded;
    settings = std::move(*loaded);
  }
  if (flags.data_dir) settings.data_dir = *flags.data_dir;
  if (flags.database) settings.database_url = *flags.database;
  if (flags.listen) settings.http.listen = *flags.listen;
  if (flags.ui) settings.http.ui = *flags.ui;
  if (flags.packs) settings.packs = *flags.packs;
  settings.data_dir = std::filesystem::absolute(settings.data_dir);
  return settings;
}

// Scripts and tests read this file; it appears whole or not at all.
void WriteReadyFile(const std::string& path, const Server& server) {
  if (path.empty()) return;
  const std::string partial = path + ".part";
  {
    std::ofstream file(partial);
    chmod(partial.c_str(), 0600);
    file << nlohmann::json{
        {"url", server.url()}, {"login", "admin"}, {"one_time_password", server.one_time_password()}};
  }
  std::filesystem::rename(partial, path);
}

void Greet(const Server& server) {
  std::cout << "\nCustos 守客 " << kVersion << "\n\n  " << server.url() << "\n";
  if (!server.one_time_password().empty()) {
    std::cout << "\n  用户名 / user               admin\n  一次性密码 / one-time password  "
              << server.one_time_password() << "\n";
  }
  std::cout << std::endl;
}

void WaitForEnd(Server& server, const sigset_t& signals) {
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return;
    const Status reloaded = server.Reload();
    if (!reloaded) {
      Log(LogLevel::kError, "the rule pack stays as it was", {{"code", reloaded.error().code}});
      std::cerr << reloaded.error().message << "\n";
    }
  }
}

}  // namespace

int RunServeCommand(int argc, char** argv) {
  Flags flags;
  CLI::App app("Run the server", "custos serve");
  Declare(app, flags);
  CLI11_PARSE(app, argc, argv);
  if (flags.debug) SetLogLevel(LogLevel::kDebug);

  Result<Settings> settings = Combine(flags);
  if (!settings) {
    std::cerr << settings.error().message << "\n";
    return kExitConfig;
  }
  flags.serve.settings = std::move(*settings);

  // Blocked before any thread starts, so that only the wait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  const SystemClock clock;
  Result<std::unique_ptr<Server>> server = Server::Start(flags.serve, clock);
  if (!server) {
    std::cerr << "custos serve: " << server.error().message << " (" << server.error().code << ")\n";
    return ExitCodeOf(server.error());
  }
  Greet(**server);
  WriteReadyFile(flags.ready_file, **server);
  NotifySupervisor("READY=1");
  WaitForEnd(**server, signals);
  NotifySupervisor("STOPPING=1");
  Log(LogLevel::kInfo, "stopping");
  (*server)->Stop();
  return 0;
}

}  // namespace custos::app
