// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kannel.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>

namespace custos::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kFakeSmsc[] = "/usr/lib/kannel/test/fakesmsc";
constexpr std::chrono::seconds kPatience{20};

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A connected socket, closed at its end.
class Connection {
 public:
  explicit Connection(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in address = Loopback(port);
    open_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() const { return open_; }
  std::string Ask(const std::string& request) const {
    std::string reply;
    if (!open_ || send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return reply;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(fd_, buffer, sizeof(buffer), 0)) > 0;) {
      reply.append(buffer, static_cast<std::size_t>(got));
    }
    return reply;
  }

 private:
  const int fd_;
  bool open_ = false;
};

void AwaitThat(const char* what, const std::function<bool()>& done) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error(std::string("Kannel: ") + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool Kannel::Installed() { return fs::exists(kFakeSmsc) && fs::exists("/usr/sbin/bearerbox"); }

Kannel::Kannel(const fs::path& directory, const std::string& callbacks) : directory_(directory) {
  fs::create_directories(directory);
  std::ofstream(directory / "kannel.conf")
      << "group = core\nadmin-port = " << admin_port_ << "\nadmin-password = artificial\nadmin-interface = 127.0.0.1\n"
      << "smsbox-port = " << box_port_ << "\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\n"
      << "log-file = " << (directory / "bearerbox.log") << "\nlog-level = 1\nstore-type = file\n"
      << "store-location = " << (directory / "store") << "\ndlr-storage = internal\n\n"
      << "group = smsc\nsmsc = fake\nsmsc-id = fake1\nport = " << smsc_port_ << "\nconnect-allow-ip = 127.0.0.1\n\n"
      << "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = " << send_port_
      << "\nsendsms-interface = 127.0.0.1\nlog-file = " << (directory / "smsbox.log")
      << "\nlog-level = 1\nhttp-request-retry = 100000\nhttp-queue-delay = 1\n\n"
      << "group = sendsms-user\nusername = custos\npassword = artificial\nconcatenation = true\nmax-messages = 10\n\n"
      << "group = sms-service\nkeyword = default\ncatch-all = true\nmax-messages = 0\nconcatenation = true\n"
      << "post-url = \"" << callbacks << "/mo?id=%I&smsc=%i&from=%p&to=%P&time=%T&coding=%c\"\n";
}

void Kannel::RouteTo(const std::string& box_id) {
  std::ofstream(directory_ / "kannel.conf", std::ios::app)
      << "\ngroup = smsbox-route\nsmsbox-id = " << box_id << "\nsmsc-id = fake1\n";
}

void Kannel::StartBearerbox() {
  const fs::path config = directory_ / "kannel.conf";
  bearerbox_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/bearerbox", config.string()},
                                         directory_ / "bearerbox.out");
  AwaitThat("bearerbox does not answer", [this] { return Received().has_value() && Connection(box_port_).open(); });
}

void Kannel::StartSmsbox() {
  const fs::path config = directory_ / "kannel.conf";
  smsbox_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/smsbox", config.string()},
                                      directory_ / "smsbox.out");
  AwaitThat("smsbox does not answer", [this] { return Connection(send_port_).open(); });
  AwaitThat("smsbox is not connected", [this] { return Status().find("smsbox:") != std::string::npos; });
}

void Kannel::ConnectSmsc(const std::vector<std::string>& lines) {
  // Of several lines fakesmsc takes any, so each has a process of its own; the last one stays.
  const std::vector<std::string> none{"1 2 text -"};
  const bool silent = lines.empty();
  for (const std::string& line : silent ? none : lines) {
    smsc_.clear();
    const int before = Received().value_or(0);
    smsc_.push_back(std::make_unique<Process>(
        std::vector<std::string>{kFakeSmsc, "-H", "127.0.0.1", "-r", std::to_string(smsc_port_), "-i", "0.01", "-m",
                                 silent ? "0" : "1", line},
        directory_ / "smsc.log"));
    if (!silent) AwaitThat("a text was not taken", [&] { return Received().value_or(0) > before; });
  }
}

std::vector<std::string> Kannel::Got() const {
  std::vector<std::string> texts;
  std::ifstream log(directory_ / "smsc.log");
  for (std::string line; std::getline(log, line);) {
    const std::size_t at = line.find("Got message ");
    const std::size_t from = at == std::string::npos ? at : line.find(": <", at);
    if (from != std::string::npos) texts.push_back(line.substr(from + 3, line.rfind('>') - from - 3));
  }
  return texts;
}

std::string Kannel::Status() const {
  return Connection(admin_port_).Ask("GET /status.txt?password=artificial HTTP/1.0\r\n\r\n");
}

std::optional<int> Kannel::Received() const {
  constexpr std::string_view kMark = "SMS: received ";
  const std::string status = Status();
  const std::size_t at = status.find(kMark);
  if (at == std::string::npos) return std::nullopt;
  int count = 0;
  std::from_chars(status.data() + at + kMark.size(), status.data() + status.size(), count);
  return count;
}

std::string Kannel::send_url() const { return "http://127.0.0.1:" + std::to_string(send_port_) + "/cgi-bin/sendsms"; }

}  // namespace custos::testing
