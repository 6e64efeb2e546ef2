// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/reindex_command.h"

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
  std::cerr << "custos reindex: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

void ShowProgress(const storage::ReindexProgress& progress) {
  std::cerr << '\r' << progress.position << " of " << progress.end << " leaves " << std::flush;
}

}  // namespace

int RunReindexCommand(int argc, char** argv) {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  CLI::App app("Makes everything that can be searched and listed again from the evidence", "custos reindex");
  app.add_option("--data-dir", data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", database, "URL of the PostgreSQL server")->envname("CUSTOS_DATABASE");
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
  const Result<std::uint64_t> leaves = (*opened)->Reindex(ShowProgress);
  std::cerr << "\n";
  if (!leaves) return Fail(leaves.error());
  std::cout << *leaves << " leaves read\n";
  return 0;
}

}  // namespace custos::app
