// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/seal_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/log.h"
#include "server/app/exit_code.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

int Fail(const Error& error) {
  std::cerr << "custos seal: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

}  // namespace

int RunSealCommand(int argc, char** argv) {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  CLI::App app("Turns the rows of messages into the compact index, as the server does by itself", "custos seal");
  app.add_option("--data-dir", data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", database, "URL of the PostgreSQL server")->envname("CUSTOS_DATABASE");
  bool all = false;
  app.add_flag("--all", all, "also what is younger than a full part");
  CLI11_PARSE(app, argc, argv);

  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  storage::PostgresStorage::Options options;
  options.data_dir = data_dir;
  options.database_url = database;
  options.clock = &clock;
  options.join_running = true;
  const Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(options);
  if (!opened) return Fail(opened.error());
  std::uint64_t leaves = 0;
  for (;;) {
    const Result<std::uint64_t> sealed = (*opened)->Seal(all);
    if (!sealed) return Fail(sealed.error());
    if (*sealed == 0) break;
    leaves += *sealed;
    std::cerr << '\r' << leaves << " leaves " << std::flush;
  }
  std::cerr << "\n";
  std::cout << leaves << " leaves sealed\n";
  return 0;
}

}  // namespace custos::app
