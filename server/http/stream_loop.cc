// SPDX-License-Identifier: Apache-2.0
#include "server/http/stream_loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace custos::server::http {
namespace {

constexpr std::string_view kHeartbeat = ": hb\n\n";
constexpr int kMaxWaitMs = 500;

/// Sends what the socket takes now. False when the client is gone.
bool Flush(int fd, std::string& unsent) {
  std::size_t sent = 0;
  while (sent < unsent.size()) {
    const auto n = ::send(fd, unsent.data() + sent, unsent.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n <= 0) {
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) break;
      return false;
    }
    sent += static_cast<std::size_t>(n);
  }
  unsent.erase(0, sent);
  return true;
}

/// A listening browser sends nothing; what arrives anyway is thrown away. False at the end of the connection.
bool DrainInput(int fd) {
  char buffer[1024];
  const auto n = ::recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

}  // namespace

StreamLoop::StreamLoop(StreamLoopSettings settings)
    : settings_(settings), wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), thread_([this] { Run(); }) {}

StreamLoop::~StreamLoop() {
  Stop();
  if (wake_fd_ >= 0) ::close(wake_fd_);
}

void StreamLoop::Wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = ::write(wake_fd_, &one, sizeof(one));
}

void StreamLoop::Attach(int fd, std::shared_ptr<EventStream> stream) {
  const auto now = std::chrono::steady_clock::now();
  // Before the loop knows the stream: it takes this back when it lets the stream go, and must come last.
  stream->OnWake([this] { Wake(); });
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_) {
      arrivals_.push_back({fd, std::move(stream), {}, now, now + settings_.lifetime});
      ++count_;
    }
  }
  if (stream) {
    stream->OnWake(nullptr);
    stream->Close();
    ::close(fd);
  }
  Wake();
}

void StreamLoop::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  Wake();
  if (thread_.joinable()) thread_.join();
}

std::size_t StreamLoop::size() const {
  const std::scoped_lock lock(mutex_);
  return count_;
}

void StreamLoop::AdoptArrivals(std::vector<Client>& clients) {
  const std::scoped_lock lock(mutex_);
  for (auto& arrival : arrivals_) clients.push_back(std::move(arrival));
  arrivals_.clear();
}

bool StreamLoop::Serve(Client& client, short events, SteadyTime now) {
  if ((events & (POLLERR | POLLNVAL)) != 0) return false;
  if ((events & (POLLIN | POLLHUP)) != 0 && !DrainInput(client.fd)) return false;
  client.unsent += client.stream->TakePending();
  if (client.unsent.empty() && now - client.last_write >= settings_.heartbeat) client.unsent = kHeartbeat;
  if (!client.unsent.empty()) {
    const auto before = client.unsent.size();
    if (!Flush(client.fd, client.unsent)) return false;
    if (client.unsent.size() < before) client.last_write = now;
  }
  return client.stream->open() && client.unsent.size() <= settings_.max_unsent && now < client.expires;
}

void StreamLoop::Run() {
  std::vector<Client> clients;
  std::vector<pollfd> polls;
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      count_ = clients.size() + arrivals_.size();
      if (stopping_) break;
    }
    AdoptArrivals(clients);
    polls.assign(1, {wake_fd_, POLLIN, 0});
    for (const auto& client : clients) {
      polls.push_back({client.fd, static_cast<short>(client.unsent.empty() ? POLLIN : POLLIN | POLLOUT), 0});
    }
    ::poll(polls.data(), polls.size(), kMaxWaitMs);
    std::uint64_t ignored = 0;
    [[maybe_unused]] const auto n = ::read(wake_fd_, &ignored, sizeof(ignored));
    const auto now = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < clients.size(); ++i) {
      if (Serve(clients[i], polls[i + 1].revents, now)) continue;
      clients[i].stream->OnWake(nullptr);
      clients[i].stream->Close();
      ::close(std::exchange(clients[i].fd, -1));
    }
    std::erase_if(clients, [](const Client& client) { return client.fd < 0; });
  }
  AdoptArrivals(clients);
  for (auto& client : clients) {
    client.stream->OnWake(nullptr);
    client.stream->Close();
    ::close(client.fd);
  }
}

}  // namespace custos::server::http
