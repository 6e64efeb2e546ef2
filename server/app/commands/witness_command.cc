// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/witness_command.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/app/exit_code.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "storage/witness/witness.h"

namespace custos::app {
namespace {

namespace http = server::http;

constexpr std::size_t kMaxRequest = 64 * 1024;

int Fail(const Error& error) {
  std::cerr << "custos witness: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

// A key as it stands in signing.pub, or the path of such a file.
Result<storage::NoteVerifier> ReadKey(const std::string& text) {
  std::string line = text;
  if (std::ifstream file(text); file) std::getline(file, line);
  return storage::NoteVerifier::Parse(line);
}

Result<std::unique_ptr<http::Server>> Listen(const std::string& listen, http::RequestHandler& handler) {
  http::ServerSettings settings;
  const std::size_t colon = listen.rfind(':');
  const char* const end = listen.data() + listen.size();
  if (colon == listen.npos || colon == 0 || std::from_chars(listen.data() + colon + 1, end, settings.port).ptr != end) {
    return Error{ErrorKind::kInvalid, "witness.listen", "--listen must be HOST:PORT, not " + listen};
  }
  settings.address = listen.substr(0, colon);
  settings.workers = 8;
  return http::Server::Start(settings, handler);
}

}  // namespace

int RunWitnessCommand(int argc, char** argv) {
  std::string directory = "/var/lib/custos-witness";
  std::string name;
  std::string listen = "127.0.0.1:8490";
  std::vector<std::string> logs;
  CLI::App app("Signs the checkpoints of archives, each only when it continues the last one it signed",
               "custos witness");
  app.add_option("--state", directory, "directory with the key and what was signed; never share or reset it");
  app.add_option("--name", name, "name of the witness, a URL without scheme")->required();
  app.add_option("--listen", listen, "HOST:PORT; port 0 takes a free one");
  app.add_option("--log", logs, "public key of an archive, or its signing.pub; once for each")->required();
  CLI11_PARSE(app, argc, argv);

  // Blocked before any thread starts, so that only sigwait below sees them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  std::vector<storage::NoteVerifier> keys;
  for (const std::string& log : logs) {
    Result<storage::NoteVerifier> key = ReadKey(log);
    if (!key) return Fail(key.error());
    keys.push_back(std::move(*key));
  }
  const SystemClock clock;
  const Result<std::unique_ptr<storage::Witness>> witness = storage::Witness::Open(directory, name, keys, clock);
  if (!witness) return Fail(witness.error());
  http::Router router;
  router.Add({.method = http::Method::kPost,
              .pattern = "/add-checkpoint",
              .operation = "addCheckpoint",
              .handler =
                  [&](const http::Request& request, const http::PathParams&) {
                    const storage::WitnessReply reply = (*witness)->AddCheckpoint(request.body);
                    http::Response response = http::Response::Text(reply.status, reply.body);
                    response.SetHeader("Content-Type", reply.content_type);
                    return response;
                  },
              .body_limit = kMaxRequest});
  const Result<std::unique_ptr<http::Server>> started = Listen(listen, router);
  if (!started) return Fail(started.error());
  std::cout << "witness " << (*witness)->key().vkey() << "\nlistening on " << listen.substr(0, listen.rfind(':')) << ":"
            << (*started)->port() << "\n"
            << std::flush;
  int signal = 0;
  sigwait(&stop, &signal);
  (*started)->Stop();
  return 0;
}

}  // namespace custos::app
