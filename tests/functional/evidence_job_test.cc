// SPDX-License-Identifier: Apache-2.0
// What a stranger checks: proofs by the public key alone, a witness, a time-stamping authority, manifests kept
// elsewhere.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "server/http/router.h"
#include "server/http/server.h"
#include "tests/functional/world.h"

namespace custos::testing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Runs the program to its end; what it printed is in `log`.
int Run(std::vector<std::string> arguments, const fs::path& log) {
  arguments.insert(arguments.begin(), CUSTOS_PROGRAM);
  Process process(arguments, log);
  return process.Wait(seconds(90)).value_or(-1);
}

std::string Key(const World& world) { return (world.data_dir() / "keys" / "signing.pub").string(); }

// What follows `name` in a file, up to the end of the line; waits until it is there.
std::string Await(const fs::path& file, const std::string& name) {
  std::string found;
  World::Eventually([&] {
    const std::string text = Slurp(file);
    const std::size_t at = text.find(name);
    const std::size_t end = at == text.npos ? at : text.find('\n', at);
    if (end != text.npos) found = text.substr(at + name.size(), end - at - name.size());
    return !found.empty();
  });
  return found;
}

void AddSettings(World& world, const std::string& toml) {
  CHECK(world.server->Stop() == 0);
  std::ofstream(world.company.config(), std::ios::app) << "\n" << toml;
  world.Start();
}

/// OpenSSL's own authority behind a listener on the loopback interface.
class Authority {
 public:
  explicit Authority(const fs::path& directory) : directory_(directory) {
    fs::create_directories(directory_);
    const std::string dir = directory_.string();
    std::ofstream(directory_ / "ts.cnf") << "[tsa]\ndefault_tsa=t\n[t]\nserial=" << dir
                                         << "/serial\nsigner_cert=" << dir << "/tsa.pem\ncerts=" << dir
                                         << "/ca.pem\nsigner_key=" << dir
                                         << "/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n"
                                         << "digests=sha256\ness_cert_id_alg=sha256\n";
    std::ofstream(directory_ / "serial") << "01\n";
    std::ofstream(directory_ / "usage") << "extendedKeyUsage=critical,timeStamping\n";
    Shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=Artificial root'");
    Shell("openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj '/CN=Artificial authority'");
    Shell("openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 2 -extfile usage -out tsa.pem -days 30");
    router_.Add({.method = server::http::Method::kPost,
                 .pattern = "/",
                 .operation = "stamp",
                 .handler =
                     [this](const server::http::Request& request, const server::http::PathParams&) {
                       const std::scoped_lock lock(mutex_);
                       std::ofstream(directory_ / "request", std::ios::binary) << request.body;
                       Shell("openssl ts -reply -config ts.cnf -queryfile request -out response");
                       auto response = server::http::Response::Text(200, Slurp(directory_ / "response"));
                       response.SetHeader("Content-Type", "application/timestamp-reply");
                       return response;
                     },
                 .body_limit = 10'000});
    auto started = server::http::Server::Start({}, router_);
    server_ = std::move(*started);
  }
  ~Authority() { server_->Stop(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/"; }
  std::string ca() const { return (directory_ / "ca.pem").string(); }

 private:
  void Shell(const std::string& command) const {
    const std::string whole = "cd " + directory_.string() + " && " + command + " >log 2>&1";
    if (std::system(whole.c_str()) != 0) throw std::runtime_error(command);
  }

  fs::path directory_;
  std::mutex mutex_;
  server::http::Router router_;
  std::unique_ptr<server::http::Server> server_;
};

}  // namespace

TEST_CASE("a stranger checks a proof of a message with the public key alone") {
  World world;
  world.Say("尾款转我微信");
  REQUIRE(world.AwaitStored(1));
  const std::string id = world.Search("q=尾款")[0]["id"].get<std::string>();
  const fs::path log = world.data_dir().string() + ".prove";
  const std::string file = log.string() + ".tlog-proof";
  REQUIRE(Run({"prove", "message", id, "--data-dir", world.data_dir(), "-o", file}, log) == 0);
  CHECK(Run({"verify", "--proof", file, "--key", Key(world)}, log) == 0);
  CHECK(Run({"prove", "alert", id, "--data-dir", world.data_dir(), "-o", file + "2"}, log) != 0);  // it is no alert

  std::string changed = Slurp(file);
  const std::size_t extra = changed.find("extra ") + 60;
  changed[extra] = changed[extra] == 'A' ? 'B' : 'A';
  std::ofstream(file, std::ios::binary | std::ios::trunc) << changed;
  CHECK(Run({"verify", "--proof", file, "--key", Key(world)}, log) == 1);

  const std::string supervision = log.string() + ".json";
  REQUIRE(Run({"prove", "supervision", "--data-dir", world.data_dir(), "-o", supervision}, log) == 0);
  const json judged = json::parse(Slurp(supervision));
  CHECK(judged["messages"] == 1);
  CHECK(judged["unjudged"].empty());
  CHECK(judged["packs"].size() == 1);
  CHECK(judged["proofs"].size() == 2);
}

TEST_CASE("a copied manifest is held against an exported archive") {
  World world;
  for (int i = 0; i < 5; ++i) world.Say("第 " + std::to_string(i) + " 条");
  REQUIRE(world.AwaitStored(5));
  const json answer = world.api->Post("/evidence/manifests", {{"to_now", true}}).body;
  CHECK(answer["made"] == 1);
  const json manifest = world.api->Get("/evidence/manifests").body["items"][0];
  CHECK(manifest["messages"] == 5);
  const fs::path log = world.data_dir().string() + ".manifest";
  const std::string kept = log.string() + ".kept";
  fs::copy(world.data_dir() / "manifests", kept, fs::copy_options::recursive);
  const std::string copy = log.string() + ".copy";
  REQUIRE(Run({"verify", "--data-dir", world.data_dir(), "--export", copy}, log) == 0);
  CHECK(Run({"verify", "--offline", copy, "--manifests", kept, "--key", Key(world)}, log) == 0);

  // A manifest that promises one message more than the archive has.
  const fs::path file = fs::directory_iterator(kept)->path();
  std::string note = Slurp(file);
  note.replace(note.find("messages 5"), 10, "messages 6");
  std::ofstream(file, std::ios::binary | std::ios::trunc) << note;
  CHECK(Run({"verify", "--offline", copy, "--manifests", kept, "--key", Key(world)}, log) == 1);
  CHECK(Slurp(log).find("states 6 messages, the archive has 5") != std::string::npos);
}

TEST_CASE("a witness signs every checkpoint, across its own restart, and verification demands it") {
  World world;
  const fs::path state = world.data_dir().string() + "-witness";
  const fs::path log = state.string() + ".log";
  const auto start = [&](const std::string& listen) {
    fs::remove(log);
    return std::make_unique<Process>(
        std::vector<std::string>{CUSTOS_PROGRAM, "witness", "--name", "witness.example/w1", "--listen", listen,
                                 "--state", state.string(), "--log", Key(world)},
        log);
  };
  auto witness = start("127.0.0.1:0");
  const std::string address = Await(log, "listening on ");
  REQUIRE_FALSE(address.empty());
  const std::string key = Await(log, "witness ");
  AddSettings(world, "[[witness]]\nurl = \"http://" + address + "\"\nkey = \"" + key + "\"\n");
  const auto newest = [&] { return world.api->Get("/evidence/checkpoints?limit=1").body["items"][0]; };
  for (int i = 0; i < 3; ++i) {
    world.Say("见证 " + std::to_string(i));
    REQUIRE(world.AwaitStored(static_cast<std::uint64_t>(i) + 1));
    CHECK(world.api->Post("/evidence/checkpoints", json::object()).status == 201);
    CHECK(newest()["witnesses"] == json::array({"witness.example/w1"}));
    if (i != 1) continue;
    witness->Signal(SIGTERM);
    CHECK(witness->Wait(seconds(10)) == 0);
    witness = start(address);
    REQUIRE_FALSE(Await(log, "listening on ").empty());
  }
  const fs::path check = state.string() + ".verify";
  const std::string pub = (state / "witness.pub").string();
  CHECK(Run({"verify", "--data-dir", world.data_dir(), "--witness", pub, "--quorum", "1"}, check) == 0);
  CHECK(Slurp(check).find("witnessed up to leaf ") != std::string::npos);
  CHECK(Run({"verify", "--data-dir", world.data_dir(), "--witness", pub, "--quorum", "2"}, check) != 0);
}

TEST_CASE("a time-stamping authority is asked, and its timestamps are checked without the network") {
  World world;
  std::optional<Authority> authority(world.data_dir().string() + "-tsa");
  AddSettings(world, "[timestamp]\nurl = \"" + authority->url() + "\"\n");
  world.Say("打时间戳");
  REQUIRE(world.AwaitStored(1));
  CHECK(world.api->Post("/evidence/checkpoints", json::object()).status == 201);
  const json newest = world.api->Get("/evidence/checkpoints?limit=1").body["items"][0];
  REQUIRE(newest["timestamps"].size() == 1);
  CHECK(newest["timestamps"][0]["authority"] == authority->url());

  const fs::path log = world.data_dir().string() + ".tsa";
  const std::string copy = log.string() + ".copy";
  REQUIRE(Run({"verify", "--data-dir", world.data_dir(), "--export", copy}, log) == 0);
  CHECK(Run({"verify", "--offline", copy, "--tsa-ca", authority->ca()}, log) == 0);
  const Authority foreign(world.data_dir().string() + "-foreign");
  CHECK(Run({"verify", "--offline", copy, "--tsa-ca", foreign.ca()}, log) == 1);
  CHECK(Slurp(log).find("timestamp_invalid") != std::string::npos);
}

}  // namespace custos::testing
