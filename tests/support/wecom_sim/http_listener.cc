// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/http_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kMaxHead = 16 * 1024;
constexpr std::size_t kMaxBody = 8 * 1024 * 1024;

struct Head {
  HttpRequest request;
  std::size_t body_size = 0;
  bool keep_alive = true;
};

bool SendAll(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Appends what arrives to `buffer`; false at the end of the connection.
bool ReceiveMore(int fd, std::string& buffer) {
  char chunk[16 * 1024];
  const ssize_t got = recv(fd, chunk, sizeof chunk, 0);
  if (got <= 0) return false;
  buffer.append(chunk, static_cast<std::size_t>(got));
  return true;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

void ParseTarget(std::string_view target, HttpRequest& request) {
  // Clients that take the simulator for their proxy send the whole address (RFC 9112 section 3.2.2).
  if (target.starts_with("http://")) {
    const auto path = target.find('/', std::string_view("http://").size());
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question == std::string_view::npos) return;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    request.query[PercentDecode(pair.substr(0, equals))] = PercentDecode(value);
  }
}

std::optional<Head> ParseHead(std::string_view text) {
  Head head;
  const std::string_view first = text.substr(0, text.find("\r\n"));
  const auto space = first.find(' ');
  const auto second = first.rfind(' ');
  if (space == std::string_view::npos || second <= space) return std::nullopt;
  head.request.method = first.substr(0, space);
  ParseTarget(first.substr(space + 1, second - space - 1), head.request);
  for (auto at = text.find("\r\n"); at != std::string_view::npos;) {
    const auto next = text.find("\r\n", at + 2);
    const std::string line = Lower(text.substr(at + 2, next == std::string_view::npos ? next : next - at - 2));
    at = next;
    if (line.starts_with("content-length:")) {
      const std::string value = line.substr(line.find_first_not_of(" ", 15));
      std::from_chars(value.data(), value.data() + value.size(), head.body_size);
    }
    if (line.starts_with("connection:") && line.find("close") != std::string::npos) head.keep_alive = false;
  }
  return head;
}

const char* Reason(int status) { return status == 200 ? "OK" : "Error"; }

std::string ReplyHead(const HttpReply& reply, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " " + Reason(reply.status) +
                     "\r\nContent-Type: " + reply.content_type +
                     "\r\nContent-Length: " + std::to_string(reply.body.size());
  for (const auto& [name, value] : reply.headers) head += "\r\n" + name + ": " + value;
  return head + (keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
}

std::string Peer(const sockaddr_in& address) {
  char text[INET_ADDRSTRLEN] = "";
  inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
  return text;
}

}  // namespace

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Result<std::unique_ptr<HttpListener>> HttpListener::Start(const std::string& host, int port, Handler handler) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    return Error{ErrorKind::kInvalid, "wecom_sim.bad_address", "not an IPv4 address: " + host};
  }
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, 128) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) close(fd);
    return Error{ErrorKind::kUnavailable, "wecom_sim.cannot_listen", host + ":" + std::to_string(port) + ": " + why};
  }
  return std::unique_ptr<HttpListener>(new HttpListener(fd, ntohs(address.sin_port), std::move(handler)));
}

HttpListener::HttpListener(int fd, int port, Handler handler) : fd_(fd), port_(port), handler_(std::move(handler)) {
  acceptor_ = std::thread([this] { Accept(); });
}

HttpListener::~HttpListener() { Stop(); }

void HttpListener::Stop() {
  if (stopping_.exchange(true)) return;
  acceptor_.join();
  close(fd_);
  const std::scoped_lock lock(mutex_);
  for (Connection& connection : connections_) shutdown(connection.fd, SHUT_RDWR);
  for (Connection& connection : connections_) {
    connection.thread.join();
    close(connection.fd);
  }
  connections_.clear();
}

void HttpListener::Accept() {
  while (!stopping_) {
    pollfd waiting{fd_, POLLIN, 0};
    if (poll(&waiting, 1, 50) <= 0) continue;
    sockaddr_in address{};
    socklen_t size = sizeof address;
    const int fd = accept4(fd_, reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::scoped_lock lock(mutex_);
    Reap();
    Connection& connection = connections_.emplace_back();
    connection.fd = fd;
    connection.peer = Peer(address);
    connection.thread = std::thread([this, &connection] { Serve(connection); });
  }
}

void HttpListener::Reap() {
  for (auto at = connections_.begin(); at != connections_.end();) {
    if (!at->finished) {
      ++at;
      continue;
    }
    at->thread.join();
    close(at->fd);
    at = connections_.erase(at);
  }
}

void HttpListener::Serve(Connection& connection) {
  std::string buffer;
  while (!stopping_) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (buffer.size() > kMaxHead || !ReceiveMore(connection.fd, buffer)) break;
    }
    if (end == std::string::npos) break;
    auto head = ParseHead(std::string_view(buffer).substr(0, end));
    if (!head || head->body_size > kMaxBody) break;
    const std::size_t whole = end + 4 + head->body_size;
    while (buffer.size() < whole && ReceiveMore(connection.fd, buffer)) {
    }
    if (buffer.size() < whole) break;
    head->request.body = buffer.substr(end + 4, head->body_size);
    head->request.peer = connection.peer;
    buffer.erase(0, whole);
    if (!Answer(connection, head->request, head->keep_alive)) break;
  }
  shutdown(connection.fd, SHUT_RDWR);
  connection.finished = true;
}

bool HttpListener::Answer(Connection& connection, const HttpRequest& request, bool keep_alive) {
  const HttpReply reply = handler_(request);
  Wait(reply.delay);
  if (stopping_) return false;
  if (reply.drop) {
    // The beginning of an answer, so that no client takes it for a kept connection that ran out and silently retries.
    SendAll(connection.fd, "HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n{");
    return false;
  }
  std::string head = ReplyHead(reply, keep_alive);
  if (reply.body.size() < 4096) return SendAll(connection.fd, head += reply.body) && keep_alive;
  return SendAll(connection.fd, head) && SendAll(connection.fd, reply.body) && keep_alive;
}

void HttpListener::Wait(std::chrono::milliseconds delay) const {
  const auto until = std::chrono::steady_clock::now() + delay;
  while (!stopping_ && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(delay, std::chrono::milliseconds(20)));
  }
}

}  // namespace custos::wecom_sim
