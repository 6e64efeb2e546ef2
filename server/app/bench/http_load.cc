// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace custos::app {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::string_view kLength = "\r\nContent-Length: ";  // as our listener spells it
constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};

/// One connection, opened when it is needed.
class Client {
 public:
  explicit Client(int port) : port_(port) {}
  ~Client() { Close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The status of the answer; 0 when there is none.
  int Ask(const std::string& request) {
    if (fd_ < 0 && !Open()) return 0;
    if (!Send(request) || !Receive()) {
      Close();
      return 0;
    }
    const int status = std::atoi(answer_.c_str() + sizeof("HTTP/1.1"));
    if (std::string_view(answer_).substr(0, body_at_).find("\r\nConnection: close") != std::string_view::npos) Close();
    return status;
  }
  std::string body() const { return answer_.substr(body_at_); }

 private:
  bool Open() {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return true;
    Close();
    return false;
  }

  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  bool Receive() {
    answer_.clear();
    body_at_ = 0;
    std::size_t end = 1;
    while (answer_.size() < end) {
      char chunk[16384];
      const auto got = ::recv(fd_, chunk, sizeof(chunk), 0);
      if (got <= 0) return false;
      answer_.append(chunk, static_cast<std::size_t>(got));
      const std::size_t head = body_at_ == 0 ? answer_.find("\r\n\r\n") : std::string::npos;
      if (head != std::string::npos) {
        body_at_ = head + 4;
        const std::size_t length = answer_.find(kLength);
        end = body_at_ + (length > head ? 0 : std::strtoull(answer_.c_str() + length + kLength.size(), nullptr, 10));
      } else if (body_at_ == 0) {
        end = answer_.size() + 1;
      }
    }
    return true;
  }

  const int port_;
  int fd_ = -1;
  std::string answer_;
  std::size_t body_at_ = 0;
};

Time::time_point DueAt(Time::time_point start, std::size_t request, double per_second) {
  const std::chrono::duration<double> after(static_cast<double>(request) / per_second);
  return start + std::chrono::duration_cast<Time::duration>(after);
}

Error Unanswered(int status) {
  return {ErrorKind::kUnavailable, "bench.http",
          status == 0 ? "a request was not answered" : "a request was answered with " + std::to_string(status)};
}

}  // namespace

Result<HttpLoadFigures> SendHttpLoad(const HttpLoad& load) {
  HttpLoadFigures figures;
  figures.latencies_ms.resize(load.requests.size());
  std::vector<int> wrong(load.connections, load.status);
  const auto start = Time::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < load.connections; ++t) {
      threads.emplace_back([&, t] {
        Client client(load.port);
        for (std::size_t i = t; i < load.requests.size() && wrong[t] == load.status; i += load.connections) {
          const auto asked = load.per_second > 0 ? DueAt(start, i, load.per_second) : Time::now();
          if (load.per_second > 0) std::this_thread::sleep_until(asked);
          wrong[t] = client.Ask(load.requests[i]);
          figures.latencies_ms[i] = std::chrono::duration<double, std::milli>(Time::now() - asked).count();
        }
      });
    }
  }
  figures.seconds = std::chrono::duration<double>(Time::now() - start).count();
  for (const int status : wrong) {
    if (status != load.status) return Unanswered(status);
  }
  return figures;
}

Result<std::string> AskHttp(int port, const std::string& request) {
  Client client(port);
  if (const int status = client.Ask(request); status != 200) return Unanswered(status);
  return client.body();
}

}  // namespace custos::app
