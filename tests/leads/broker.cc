// SPDX-License-Identifier: Apache-2.0
#include "tests/leads/broker.h"

#include <arpa/inet.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace custos::testing {
namespace {

using lead_queue::AmqpSession;

int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(socket_fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket_fd);
  return ntohs(address.sin_port);
}

void Run(const std::vector<std::string>& command, const std::filesystem::path& log) {
  Process process(command, log);
  if (process.Wait(std::chrono::seconds(30)) != 0) throw std::runtime_error(command[0] + " failed");
}

}  // namespace

Broker::Broker(bool tls)
    : port_(FreePort()), tls_port_(FreePort()), distribution_port_(FreePort()), epmd_port_(FreePort()) {
  std::ofstream config(directory_.path() / "rabbitmq.conf");
  config << "listeners.tcp.1 = 127.0.0.1:" << port_ << "\ndisk_free_limit.absolute = 1MB\n";
  if (tls) {
    MakeCertificate();
    const std::string at = directory_.path().string();
    config << "listeners.ssl.1 = 127.0.0.1:" << tls_port_ << "\nssl_options.certfile = " << at << "/server.pem\n"
           << "ssl_options.keyfile = " << at << "/server.key\nssl_options.cacertfile = " << at << "/ca.pem\n";
  }
  config.close();
  if (const passwd* user = geteuid() == 0 ? getpwnam("rabbitmq") : nullptr) {
    if (chown(directory_.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
  }
  Start();
}

// Its children go down with their parents: the server first.
Broker::~Broker() {
  server_.reset();
  epmd_.reset();
}

lead_queue::BrokerAddress Broker::address() const {
  return {.host = "127.0.0.1", .port = port_, .user = "guest", .password = "guest", .ca_file = {}};
}

lead_queue::BrokerAddress Broker::tls_address() const {
  return {.host = "localhost",
          .port = tls_port_,
          .user = "guest",
          .password = "guest",
          .tls = true,
          .ca_file = directory_.path() / "ca.pem"};
}

void Broker::Kill() { server_->Kill(); }

void Broker::Start() {
  const std::string at = directory_.path().string();
  const auto with_environment = [&](const std::vector<std::string>& program) {
    std::vector<std::string> command;
    if (geteuid() == 0) command = {"/usr/bin/setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--clear-groups"};
    const std::vector<std::string> environment = {
        "/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + at,
        "ERL_EPMD_PORT=" + std::to_string(epmd_port_), "ERL_EPMD_ADDRESS=127.0.0.1",
        "RABBITMQ_NODENAME=custos-" + std::to_string(port_) + "@localhost",
        "RABBITMQ_DIST_PORT=" + std::to_string(distribution_port_), "RABBITMQ_MNESIA_BASE=" + at + "/mnesia",
        "RABBITMQ_LOG_BASE=" + at, "RABBITMQ_LOGS=-", "RABBITMQ_CONFIG_FILE=" + at + "/rabbitmq.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE=" + at + "/plugins", "RABBITMQ_CONF_ENV_FILE=" + at + "/none",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}",
        // The virtual machine takes the place of the script, so that it is the process we know and kill.
        "RUNNING_UNDER_SYSTEMD=1"};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(command.end(), program.begin(), program.end());
    return command;
  };
  if (!epmd_) {
    epmd_ = std::make_unique<Process>(
        with_environment({"/usr/bin/epmd", "-port", std::to_string(epmd_port_), "-address", "127.0.0.1"}),
        directory_.path().string() + "/epmd.log");
  }
  server_ = std::make_unique<Process>(with_environment({"/usr/lib/rabbitmq/bin/rabbitmq-server"}),
                                      directory_.path().string() + "/broker.log");
  for (int i = 0; i < 600 && server_->Running(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (lead_queue::SendDeadLetters(address(), "awake", {})) return;
  }
  throw std::runtime_error("the broker does not start");
}

void Broker::Send(const std::string& queue, const std::vector<std::string>& bodies) {
  std::vector<lead_queue::DeadLetter> letters;
  for (const std::string& body : bodies) letters.push_back({.body = body, .reason = "test", .id = "test"});
  if (!lead_queue::SendDeadLetters(address(), queue, letters)) throw std::runtime_error("the broker took nothing");
}

std::vector<std::string> Broker::Drain(const std::string& queue) {
  std::vector<std::string> bodies;
  auto session = AmqpSession::Open(address(), queue, 1'000);
  if (!session) return bodies;
  for (auto next = (*session)->Next(std::chrono::milliseconds(1'000)); next && next->has_value();
       next = (*session)->Next(std::chrono::milliseconds(300))) {
    bodies.push_back((*next)->body);
    if (!(*session)->Acknowledge((*next)->tag)) break;
  }
  // A connection that is closed at once may take acknowledgements with it.
  (void)(*session)->Idle(std::chrono::milliseconds(200));
  return bodies;
}

std::string Broker::LastWords() const {
  constexpr std::size_t kEnd = 6'000;
  std::ifstream file(directory_.path() / "broker.log");
  const std::string log{std::istreambuf_iterator<char>(file), {}};
  return log.size() <= kEnd ? log : log.substr(log.size() - kEnd);
}

void Broker::MakeCertificate() {
  const std::filesystem::path at = directory_.path();
  const std::filesystem::path log = at / "openssl.log";
  const std::string ca_key = at / "ca.key", ca = at / "ca.pem", key = at / "server.key", request = at / "server.csr";
  const std::string openssl = "/usr/bin/openssl";
  Run({openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority", "-keyout",
       ca_key, "-out", ca},
      log);
  Run({openssl, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", request},
      log);
  std::ofstream(at / "names") << "subjectAltName=DNS:localhost\n";
  Run({openssl, "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2",
       "-extfile", (at / "names").string(), "-out", (at / "server.pem").string()},
      log);
  std::filesystem::permissions(key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
}

}  // namespace custos::testing
