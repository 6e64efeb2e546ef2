// SPDX-License-Identifier: Apache-2.0
#include "server/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace custos::server::http {
namespace {

using Steady = std::chrono::steady_clock;

/// True when `events` came before the deadline.
bool WaitFor(int fd, short events, Steady::time_point deadline) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now()).count();
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<long>(left, 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

Connection::Connection(int fd) : fd_(fd) {}

Connection::~Connection() {
  if (fd_ < 0) return;
  // A close with unread input makes the kernel reset the connection, and the client may lose the answer.
  ::shutdown(fd_, SHUT_WR);
  if (!failed_ && linger_) {
    char sink[4096];
    std::size_t drained = 0;
    const auto deadline = Steady::now() + Milliseconds(200);
    while (drained < 64 * 1024 && WaitFor(fd_, POLLIN, deadline)) {
      const auto n = ::recv(fd_, sink, sizeof(sink), MSG_DONTWAIT);
      if (n <= 0) break;
      drained += static_cast<std::size_t>(n);
    }
  }
  ::close(fd_);
}

Connection::Read Connection::Fill(Steady::time_point deadline) {
  if (!WaitFor(fd_, POLLIN, deadline)) return Read::kTimeout;
  char chunk[8192];
  const auto n = ::recv(fd_, chunk, sizeof(chunk), MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return Read::kOk;
  if (n <= 0) {
    failed_ = true;
    return Read::kClosed;
  }
  buffer_.append(chunk, static_cast<std::size_t>(n));
  return Read::kOk;
}

Connection::Read Connection::ReadHead(Milliseconds idle, Milliseconds total, std::size_t max_bytes, std::string& head) {
  if (buffer_.empty()) {
    if (const auto first = Fill(Steady::now() + idle); first != Read::kOk) return first;
  }
  const auto deadline = Steady::now() + total;
  std::size_t searched = 0;
  while (true) {
    const auto end = buffer_.find("\r\n\r\n", searched);
    if (end != std::string::npos) {
      if (end + 4 > max_bytes) return Read::kTooLarge;
      head = buffer_.substr(0, end + 4);
      buffer_.erase(0, end + 4);
      return Read::kOk;
    }
    if (buffer_.size() > max_bytes) return Read::kTooLarge;
    searched = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
    if (const auto more = Fill(deadline); more != Read::kOk) return more;
  }
}

Connection::Read Connection::ReadBody(std::size_t length, Milliseconds total, std::string& body) {
  const auto deadline = Steady::now() + total;
  while (buffer_.size() < length) {
    if (const auto more = Fill(deadline); more != Read::kOk) return more;
  }
  body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return Read::kOk;
}

bool Connection::Write(std::string_view bytes, Milliseconds stall) {
  while (!bytes.empty() && !failed_) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      failed_ = !WaitFor(fd_, POLLOUT, Steady::now() + stall);
    } else if (errno != EINTR) {
      failed_ = true;
    }
  }
  return !failed_;
}

int Connection::Release() { return std::exchange(fd_, -1); }

std::string Connection::PeerAddress() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getpeername(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&address)->sin_addr, text, sizeof(text));
  } else if (address.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6*>(&address)->sin6_addr, text, sizeof(text));
  }
  return text;
}

}  // namespace custos::server::http
