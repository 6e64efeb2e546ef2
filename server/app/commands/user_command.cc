// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/user_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/clock.h"
#include "core/log.h"
#include "server/app/exit_code.h"
#include "server/governance/password.h"
#include "server/governance/user_service.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using server::governance::NewUser;
using server::governance::UserAndPassword;
using server::governance::UserService;

struct Arguments {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  std::string login;
  std::string name;
  std::string role = "compliance_officer";
  bool json = false;
};

int Fail(const Error& error) {
  std::cerr << "custos user: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

int List(UserService& users, bool as_json) {
  const Result<std::vector<storage::User>> all = users.List();
  if (!all) return Fail(all.error());
  nlohmann::json items = nlohmann::json::array();
  for (const storage::User& user : *all) {
    items.push_back({{"id", std::to_string(user.id)},
                     {"login", user.login},
                     {"display_name", user.display_name},
                     {"role", ToString(user.role)},
                     {"disabled", user.disabled}});
    if (!as_json) {
      std::cout << user.login << "\t" << ToString(user.role) << "\t" << (user.disabled ? "disabled" : "active") << "\t"
                << user.display_name << "\n";
    }
  }
  if (as_json) std::cout << items.dump() << "\n";
  return 0;
}

int ShowPassword(const Result<UserAndPassword>& result) {
  if (!result) return Fail(result.error());
  std::cout << result->one_time_password.value_or("") << "\n";
  return 0;
}

int Add(UserService& users, const Arguments& arguments) {
  const std::optional<storage::UserRole> role = storage::ParseUserRole(arguments.role);
  if (!role) return Fail({ErrorKind::kInvalid, "user.role", "a role is administrator, compliance_officer or rep"});
  NewUser wanted;
  wanted.login = arguments.login;
  wanted.display_name = arguments.name.empty() ? arguments.login : arguments.name;
  wanted.role = *role;
  // What a rep may see is chosen in the browser, where the directory helps; until then it is nothing.
  if (*role != storage::UserRole::kRep) wanted.scope = storage::Scope::All();
  return ShowPassword(users.Create(wanted));
}

int Reset(UserService& users, storage::UserStore& store, const Arguments& arguments) {
  const Result<std::optional<storage::User>> found = store.FindByLogin(arguments.login);
  if (!found) return Fail(found.error());
  if (!found->has_value()) return Fail({ErrorKind::kNotFound, "user.not_found", "no account " + arguments.login});
  return ShowPassword(users.Update(
      0, (*found)->id, {.display_name = {}, .role = {}, .scope = {}, .disabled = false, .reset_password = true}));
}

}  // namespace

int RunUserCommand(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Accounts without a browser", "custos user");
  app.require_subcommand(1);
  app.add_option("--data-dir", arguments.data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", arguments.database, "URL of the PostgreSQL server")->envname("CUSTOS_DATABASE");
  app.fallthrough();
  CLI::App* list = app.add_subcommand("list", "all accounts");
  list->add_flag("--json", arguments.json, "as JSON");
  CLI::App* add = app.add_subcommand("add", "a new account; prints its one-time password");
  add->add_option("login", arguments.login)->required();
  add->add_option("--name", arguments.name, "as people see it");
  add->add_option("--role", arguments.role, "administrator, compliance_officer or rep");
  CLI::App* reset = app.add_subcommand("reset", "enable an account and give it a new one-time password");
  reset->add_option("login", arguments.login)->required();
  CLI11_PARSE(app, argc, argv);

  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  storage::PostgresStorage::Options options;
  options.data_dir = arguments.data_dir;
  options.database_url = arguments.database;
  options.clock = &clock;
  options.join_running = true;
  Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(options);
  if (!opened) return Fail(opened.error());
  storage::UserStore& store = (*opened)->users();
  server::governance::PasswordHasher hasher;
  UserService users(store, hasher, clock);
  if (*list) return List(users, arguments.json);
  if (*add) return Add(users, arguments);
  return Reset(users, store, arguments);
}

}  // namespace custos::app
