// SPDX-License-Identifier: Apache-2.0
// Kills the server, its helper and its database at random while messages flow, then checks that what was stored is
// what was sent, once each, that the evidence is whole, and that the alerts are those of an undisturbed run.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/fault/facts.h"
#include "tests/fault/traffic_source.h"
#include "tests/support/api_client.h"
#include "tests/support/connected_company.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace custos::testing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

constexpr char kPassword[] = "artificial-password-1";

struct Options {
  std::string program;
  std::string corpus;
  std::size_t kills = 50;
  std::size_t messages = 20000;
  std::uint64_t seed = 1;
  int patience_s = 300;
};

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

/// The company whose messages the server must not lose.
class Platform {
 public:
  Platform(const Options& options, const fs::path& directory)
      : texts_(LoadTexts(options.corpus, options.messages, options.seed)), company_(directory) {}

  /// Sends everything evenly over `duration`; returns when all is sent.
  void Send(milliseconds duration, const std::atomic<bool>& stop) {
    const auto people = company_.corp().company();
    const SystemClock clock;
    const auto start = Clock::now();
    for (std::size_t i = 0; i < texts_.size() && !stop; ++i) {
      std::this_thread::sleep_until(start + duration * i / texts_.size());
      company_.corp().Append(MakeMessage(*people, texts_[i], i, clock.Now()));
    }
  }

  std::size_t size() const { return texts_.size(); }
  const fs::path& config() const { return company_.config(); }

 private:
  std::vector<std::string> texts_;
  ConnectedCompany company_;
};

ServerProcess Launch(const Options& options, const Platform& platform, const fs::path& data_dir) {
  return ServerProcess(
      {.program = options.program, .data_dir = data_dir, .config = platform.config(), .arguments = {}});
}

void AwaitReady(ServerProcess& server) {
  if (!server.AwaitReady(seconds(120))) Fail("the server did not become ready");
}

// Signs in as soon as it can and waits until the server says that it holds `count` messages.
void AwaitMessages(ServerProcess& server, std::size_t count, seconds patience) {
  ApiClient api(server.url());
  if (!api.SignIn("admin", server.one_time_password(), kPassword)) Fail("cannot sign in");
  const auto deadline = Clock::now() + patience;
  std::uint64_t stored = 0;
  while (Clock::now() < deadline) {
    const ApiAnswer status = api.Get("/status");
    if (status.status == 200 && !status.body["sources"].empty()) {
      stored = status.body["sources"][0]["messages"].get<std::uint64_t>();
      if (stored >= count) return;
    }
    std::this_thread::sleep_for(milliseconds(200));
  }
  Fail("only " + std::to_string(stored) + " of " + std::to_string(count) + " messages were stored in time");
}

// A process below the server that is called `name`; the server's children first, then theirs.
std::vector<pid_t> Descendants(pid_t server, const std::string& name) {
  std::vector<pid_t> found;
  for (const auto& [child, child_name] : ChildrenOf(server)) {
    if (child_name.starts_with(name)) found.push_back(child);
    for (const auto& [grandchild, grandchild_name] : ChildrenOf(child)) {
      if (grandchild_name.starts_with(name)) found.push_back(grandchild);
    }
  }
  return found;
}

class Storm {
 public:
  Storm(const Options& options, const Platform& platform, fs::path data_dir)
      : options_(options), platform_(platform), data_dir_(std::move(data_dir)), random_(options.seed) {}

  void Run() {
    auto server = std::make_unique<ServerProcess>(Launch(options_, platform_, data_dir_));
    AwaitReady(*server);
    one_time_password_ = server->one_time_password();
    for (std::size_t done = 0; done < options_.kills;) {
      std::this_thread::sleep_for(milliseconds(100 + random_() % 900));
      const std::string victim = KillOne(server);
      if (victim.empty()) continue;
      ++done;
      ++victims_[victim];
      std::cerr << "\rkills " << done << "/" << options_.kills << std::flush;
    }
    std::cerr << "\n";
    server->process().Kill();
  }

  const std::map<std::string, std::size_t>& victims() const { return victims_; }

 private:
  // Empty when the chosen victim is not there right now.
  std::string KillOne(std::unique_ptr<ServerProcess>& server) {
    switch (random_() % 4) {
      case 0: {
        server->process().Kill();
        server = std::make_unique<ServerProcess>(Launch(options_, platform_, data_dir_));
        // Half of the time the next blow may fall while it is still starting.
        if (random_() % 2 == 0) AwaitReady(*server);
        return "server";
      }
      case 1: return KillFirst(Descendants(server->process().pid(), "custos-wecom"), "helper");
      case 2: return KillFirst(Descendants(server->process().pid(), "postgres"), "postmaster");
      default: {
        const std::vector<pid_t> all = Descendants(server->process().pid(), "postgres");
        if (all.size() < 2) return {};
        kill(all[1 + random_() % (all.size() - 1)], SIGKILL);
        return "database process";
      }
    }
  }

  static std::string KillFirst(const std::vector<pid_t>& pids, const std::string& name) {
    if (pids.empty()) return {};
    kill(pids.front(), SIGKILL);
    return name;
  }

  const Options& options_;
  const Platform& platform_;
  const fs::path data_dir_;
  std::mt19937_64 random_;
  std::string one_time_password_;
  std::map<std::string, std::size_t> victims_;
};

// Lets the server finish what was sent, then checks and copies its evidence.
ArchiveFacts Settle(const Options& options, const Platform& platform, const fs::path& data_dir) {
  ServerProcess server = Launch(options, platform, data_dir);
  AwaitReady(server);
  AwaitMessages(server, platform.size(), seconds(options.patience_s));
  if (const int status = server.Stop(); status != 0) Fail("the server ended with " + std::to_string(status));

  const fs::path copy = data_dir.string() + ".copy";
  Process verify({options.program, "verify", "--data-dir", data_dir, "--export", copy}, data_dir.string() + ".verify");
  const std::optional<int> verified = verify.Wait(seconds(300));
  if (verified != 0) Fail("custos verify found faults or could not run, see " + data_dir.string() + ".verify");
  return ReadFacts(copy);
}

void Compare(const ArchiveFacts& disturbed, const ArchiveFacts& undisturbed, std::size_t sent) {
  std::size_t twice = 0;
  for (const auto& [key, count] : disturbed.messages) twice += count > 1 ? 1 : 0;
  std::cout << "sent " << sent << ", stored " << disturbed.messages.size() << ", duplicates " << twice << ", alerts "
            << disturbed.alert_leaves << ", alerts of the undisturbed run " << undisturbed.alert_leaves << "\n";
  if (disturbed.messages.size() != sent) Fail("stored is not sent");
  if (twice != 0) Fail("messages were stored twice");
  if (disturbed.alert_leaves != disturbed.alerts.size()) Fail("alerts were raised twice");
  if (undisturbed.messages.size() != sent) Fail("the undisturbed run is incomplete");
  if (undisturbed.alerts.empty()) Fail("the traffic raised no alert, so alerts prove nothing");
  if (disturbed.alerts != undisturbed.alerts) Fail("the alerts differ");
}

int Run(const Options& options) {
  const TempDir directory;
  Platform platform(options, directory.path());
  std::atomic<bool> stop = false;
  Storm storm(options, platform, directory.path() / "disturbed");
  // About as long as the kills take, so that messages flow from the first to the last blow.
  std::jthread sender([&] { platform.Send(milliseconds(options.kills * 1500), stop); });
  try {
    storm.Run();
    sender.join();
    const ArchiveFacts disturbed = Settle(options, platform, directory.path() / "disturbed");
    const ArchiveFacts undisturbed = Settle(options, platform, directory.path() / "undisturbed");
    for (const auto& [victim, count] : storm.victims()) std::cout << "killed " << victim << " " << count << " times\n";
    Compare(disturbed, undisturbed, platform.size());
  } catch (...) {
    stop = true;
    const fs::path kept = fs::temp_directory_path() / "custos-kill-storm-failed";
    fs::remove_all(kept);
    fs::create_directories(kept);
    for (const auto& entry : fs::directory_iterator(directory.path())) {
      if (entry.is_regular_file()) fs::copy(entry.path(), kept);
    }
    throw;
  }
  std::cout << "nothing lost, nothing twice\n";
  return 0;
}

}  // namespace
}  // namespace custos::testing

int main(int argc, char** argv) {
  custos::testing::Options options;
  CLI::App app("Kill processes at random while messages flow; nothing may be lost or doubled");
  app.add_option("--program", options.program, "the custos binary")->required();
  app.add_option("--kills", options.kills);
  app.add_option("--messages", options.messages);
  app.add_option("--corpus", options.corpus, "NDJSON with a field text");
  app.add_option("--seed", options.seed);
  app.add_option("--patience", options.patience_s, "seconds to wait for the last message");
  CLI11_PARSE(app, argc, argv);
  try {
    return custos::testing::Run(options);
  } catch (const std::exception& error) {
    std::cerr << "kill storm: " << error.what() << "\n";
    return 1;
  }
}
