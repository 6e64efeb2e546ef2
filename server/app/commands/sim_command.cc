// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/sim_command.h"

#include <signal.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/result.h"
#include "server/app/commands/sim_phone.h"
#include "server/app/exit_code.h"
#include "tests/support/wecom_sim/demo_company.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr int kWrongUsage = 64;

struct SimFlags {
  std::string listen = "127.0.0.1:0";
  std::string data = "wecom-sim";
  std::string keys;
  std::vector<std::string> faults;
  bool demo = false;
  bool verbose = false;
  wecom_sim::DemoOptions company;
};

void Declare(CLI::App& app, SimFlags& flags) {
  wecom_sim::DemoOptions& company = flags.company;
  app.add_option("--listen", flags.listen, "HOST:PORT, port 0 takes a free one");
  app.add_option("--data", flags.data, "directory of its state and keys; a restart there goes on where it was");
  app.add_option("--keys", flags.keys, "write the private keys here as well, as <version>.pem");
  app.add_option("--seed", company.seed, "of people, talk and random faults");
  app.add_option("--rate", company.rate, "live messages a second");
  app.add_option("--backfill", company.backfill, "messages of the past days");
  app.add_option("--backfill-days", company.backfill_days, "1 to 4");
  app.add_option("--employees", company.employees, "work accounts");
  app.add_option("--customers", company.customers, "outside contacts");
  app.add_option("--risk-one-in", company.risk_one_in, "one risky message in so many; 0 for none");
  CLI::Option* corpus =
      app.add_option("--corpus", company.corpora, "replay this conversation file (NDJSON or .gz); may be given again");
  app.add_option("--corpus-rate", company.corpus_rate, "replayed messages a second; 0 has all there at once");
  app.add_option("--fault", flags.faults, "a trouble to make, as JSON: see tests/support/wecom_sim/README.md");
  app.add_flag("--demo", flags.demo, "talk of the generated company, the default")->excludes(corpus);
  app.add_flag("--verbose", flags.verbose, "report what was served every ten seconds on stderr");
}

Status ParseListen(SimFlags& flags) {
  const auto colon = flags.listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : flags.listen.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) {
    return Error{ErrorKind::kInvalid, "sim.bad_listen", "--listen needs HOST:PORT"};
  }
  flags.company.host = flags.listen.substr(0, colon);
  flags.company.port = std::stoi(port);
  return {};
}

Status AddFaults(const SimFlags& flags, wecom_sim::WecomSimulator& simulator) {
  for (const std::string& text : flags.faults) {
    if (const Status added = simulator.AddFault(text); !added) return added;
  }
  return {};
}

void PrintConnection(wecom_sim::DemoCompany& company) {
  const wecom_sim::DemoConnection& connection = company.connection();
  std::cout << json{{"address", company.simulator().address()},
                    {"api_base", connection.api_base},
                    {"sdk_proxy", connection.sdk_proxy},
                    {"sdk_path", connection.sdk_path},
                    {"corp_id", connection.corp_id},
                    {"archive_secret", connection.archive_secret},
                    {"contact_secret", connection.contact_secret},
                    {"keys_dir", connection.keys_dir},
                    {"messages", company.corp().counts().messages},
                    {"replayed", company.replayed()}}
                   .dump()
            << std::endl;
}

void Report(wecom_sim::DemoCompany& company) {
  const wecom_sim::CorpCounts counts = company.corp().counts();
  std::cerr << json{{"messages", counts.messages},
                    {"chat_calls", counts.chat_calls},
                    {"chat_items", counts.chat_items},
                    {"media_calls", counts.media_calls},
                    {"api_calls", counts.api_calls}}
                   .dump()
            << std::endl;
}

void WaitForEnd(const SimFlags& flags, wecom_sim::DemoCompany& company, const sigset_t& signals) {
  const timespec interval{10, 0};
  while (sigtimedwait(&signals, nullptr, &interval) < 0) {
    if (flags.verbose) Report(company);
  }
}

Status Run(SimFlags& flags) {
  if (const Status parsed = ParseListen(flags); !parsed) return parsed;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread begins, so that all of them inherit it
  auto company = wecom_sim::DemoCompany::Start(std::filesystem::absolute(flags.data).string(), flags.company);
  if (!company) return company.error();
  if (const Status added = AddFaults(flags, (*company)->simulator()); !added) return added;
  if (!flags.keys.empty()) {
    if (const Status written = (*company)->corp().WriteKeys(flags.keys); !written) return written;
  }
  PrintConnection(**company);
  WaitForEnd(flags, **company, signals);
  Report(**company);
  return {};
}

}  // namespace

int RunSimCommand(int argc, char** argv) {
  SimFlags flags;
  CLI::App app("Simulate the platforms that Custos talks to", "custos sim");
  app.require_subcommand(1);
  Declare(*app.add_subcommand("wecom", "a WeCom on loopback with a company of artificial people"), flags);
  PhoneFlags phone_flags;
  CLI::App* phone = app.add_subcommand("phone", "a work phone that enrols, buffers offline and uploads");
  DeclarePhone(*phone, phone_flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  if (const Status done = phone->parsed() ? RunPhone(phone_flags) : Run(flags); !done) {
    std::cerr << "custos sim: " << done.error().message << " (" << done.error().code << ")\n";
    return ExitCodeOf(done.error());
  }
  return 0;
}

}  // namespace custos::app
