// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/check.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/http_load.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "server/app/serve/server.h"
#include "server/governance/caller_service.h"
#include "server/governance/password.h"
#include "server/http/router.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRounds = 10;
constexpr char kHit[] = "代办渠道出让";  // what the first generated rule looks for

/// The generated rules as ones that say something to the writer: made as they are, they are in shadow.
void WritePack(const fs::path& directory, std::size_t rules) {
  constexpr std::string_view kShadow = "level: low\nstatus: test";
  fs::create_directories(directory / "rules");
  for (auto& [name, text] : rules::SyntheticPack(rules)) {
    std::string warning = text;
    for (std::size_t at = 0; (at = warning.find(kShadow, at)) != std::string::npos;) {
      warning.replace(at, kShadow.size(), "level: high\nstatus: stable");
    }
    std::ofstream(directory / name, std::ios::binary) << warning;
  }
}

/// The secret of a token of a sales representative with one work account.
Result<std::string> MakeToken(const fs::path& data_dir, const Clock& clock) {
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = data_dir;
  wanted.clock = &clock;
  wanted.join_running = true;
  auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  storage::User rep;
  rep.login = rep.display_name = "bench";
  rep.scope.kind = storage::Scope::Kind::kOwn;
  rep.scope.employees = {{"bench:one", "employee-1"}};
  rep.created_at = clock.Now();
  const auto made = (*storage)->users().CreateUser(rep);
  if (!made) return made.error();
  server::governance::PasswordHasher hasher;
  server::governance::SessionService sessions((*storage)->users(), hasher, clock);
  server::governance::CallerService callers(sessions, (*storage)->tokens(), clock);
  const auto token = callers.CreateToken(made->id, "bench", {"check"}, clock.Now() + 86'400'000);
  if (!token) return token.error();
  return token->secret;
}

std::string RequestText(const std::string& text, const std::string& token) {
  const std::string body = nlohmann::json{{"text", text}}.dump();
  return "POST /api/v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The same path, so that the same requests do for both.
Result<std::unique_ptr<server::http::Server>> StartEmpty(server::http::Router& router) {
  router.Add({server::http::Method::kPost, "/api/v1/check", "nothing",
              [](const server::http::Request&, const server::http::PathParams&) {
                return server::http::Response::Empty(204);
              }});
  return server::http::Server::Start({}, router);
}

/// What one of the two took so far.
struct Side {
  int port = 0;
  int status = 200;
  double seconds = 0;
  std::vector<double> latencies_ms{};

  Status Run(std::span<const std::string> requests, std::size_t connections) {
    const auto figures = SendHttpLoad({port, requests, connections, status, 0});
    if (!figures) return figures.error();
    seconds += figures->seconds;
    latencies_ms.insert(latencies_ms.end(), figures->latencies_ms.begin(), figures->latencies_ms.end());
    return {};
  }

  double Percentile(double share) {
    const auto at =
        latencies_ms.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(latencies_ms.size() - 1));
    std::nth_element(latencies_ms.begin(), at, latencies_ms.end());
    return *at;
  }
  double PerSecond() const { return static_cast<double>(latencies_ms.size()) / seconds; }
};

Status TakeTurns(std::span<const std::string> requests, std::size_t connections, Side& check, Side& empty) {
  const std::size_t share = std::max(connections, requests.size() / kRounds);
  for (std::size_t at = 0; at < requests.size(); at += share) {
    const auto part = requests.subspan(at, std::min(share, requests.size() - at));
    if (const Status asked = check.Run(part, connections); !asked) return asked;
    if (const Status asked = empty.Run(part, connections); !asked) return asked;
    std::cerr << "\r" << at + part.size() << " of " << requests.size() << " texts" << std::flush;
  }
  std::cerr << "\n";
  return {};
}

}  // namespace

Result<nlohmann::json> BenchCheck(const CheckBench& options) {
  const auto texts = BenchTexts(options.corpus, options.messages);
  if (!texts) return texts.error();
  const ScratchDirectory scratch;
  const SystemClock clock;
  ServeOptions serve;
  serve.settings.data_dir = scratch.path() / "data";
  serve.settings.packs = scratch.path() / "pack";
  serve.settings.http.listen = "127.0.0.1:0";
  WritePack(serve.settings.packs, options.rules);
  const auto server = Server::Start(serve, clock);
  if (!server) return server.error();
  const auto token = MakeToken(serve.settings.data_dir, clock);
  if (!token) return token.error();
  std::vector<std::string> requests;
  for (const std::string& text : *texts) requests.push_back(RequestText(text, *token));

  const std::string& url = (*server)->url();
  Side check{.port = std::stoi(url.substr(url.rfind(':') + 1))};
  const auto hit = AskHttp(check.port, RequestText(kHit, *token));
  if (!hit) return hit.error();
  if (hit->find(R"("verdict":"warn")") == std::string::npos) {
    return Error{ErrorKind::kInternal, "bench.rules", "the generated rules are not in force"};
  }
  server::http::Router nothing;
  const auto listener = StartEmpty(nothing);
  if (!listener) return listener.error();
  Side empty{.port = (*listener)->port(), .status = 204};
  const Status done = TakeTurns(requests, options.connections, check, empty);
  (*listener)->Stop();
  if (!done) return done.error();
  return nlohmann::json{{"name", "check"},
                        {"messages", requests.size()},
                        {"rules", options.rules},
                        {"connections", options.connections},
                        {"checks_per_s", check.PerSecond()},
                        {"reference_per_s", empty.PerSecond()},
                        {"ratio", check.PerSecond() / empty.PerSecond()},
                        {"p50_ms", check.Percentile(0.5)},
                        {"p99_ms", check.Percentile(0.99)},
                        {"reference_p99_ms", empty.Percentile(0.99)},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
