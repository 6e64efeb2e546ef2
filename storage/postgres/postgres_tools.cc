// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_tools.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr int kLeastVersion = 15;

}  // namespace

Result<fs::path> PostgresBinaries() {
  int best = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename().string();
    int version = 0;
    std::from_chars(name.data(), name.data() + name.size(), version);
    if (version > best && fs::exists(entry.path() / "bin" / "initdb")) best = version;
  }
  if (best >= kLeastVersion) return fs::path("/usr/lib/postgresql") / std::to_string(best) / "bin";
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const fs::path directory(rest.substr(0, colon));
    if (!directory.empty() && fs::exists(directory / "initdb") && fs::exists(directory / "postgres")) return directory;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return Error{ErrorKind::kInvalid, "db.not_installed",
               "no PostgreSQL 15 or newer was found: install it, or give --database URL"};
}

std::string LastLine(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::string last;
  while (std::getline(in, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

Status RunTool(const std::vector<std::string>& command, const ServiceUser& user, const fs::path& log,
               const std::string& code) {
  const Result<pid_t> child = Spawn(command, user, log, SIGTERM);
  if (!child) return child.error();
  const int exit = WaitFor(*child);
  if (exit == 0) return {};
  const std::string name = fs::path(command.front()).filename().string();
  const std::string line = LastLine(log);
  return Error{ErrorKind::kUnavailable, code,
               line.empty() ? name + " ended with " + std::to_string(exit) : name + ": " + line};
}

ServiceUser OurselvesAsUser() { return {geteuid(), getegid(), std::to_string(geteuid()), false}; }

}  // namespace custos::storage
