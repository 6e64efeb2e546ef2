// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/box_link.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "connectors/kannel/box_message.h"
#include "core/wait.h"

namespace custos::kannel {
namespace {

constexpr std::size_t kMostFrame = std::size_t{1} << 20;
constexpr int kLookMs = 500;  ///< at whether to stop
constexpr TimeMs kHeartbeatEvery = 20'000;
constexpr std::chrono::milliseconds kFirstPause{200};
constexpr std::chrono::milliseconds kLongestPause{10'000};

Error Away(const char* why) { return {ErrorKind::kUnavailable, "kannel.box_away", why}; }

/// A stream socket, closed at its end.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool open() const { return fd_ >= 0; }

  bool Send(const std::string& bytes) const {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t more = send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += static_cast<std::size_t>(more);
    }
    return true;
  }

  /// Appends what has come to `buffer`, waiting a moment for it; false when the other side is gone.
  bool Receive(std::string& buffer) const {
    pollfd waiting{fd_, POLLIN, 0};
    if (poll(&waiting, 1, kLookMs) == 0) return true;
    char bytes[16'384];
    const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

 private:
  const int fd_;
};

std::unique_ptr<Socket> Connect(const BoxAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  if (getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found) != 0) return nullptr;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int fd = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    auto made = std::make_unique<Socket>(fd);
    if (made->open() && connect(fd, one->ai_addr, one->ai_addrlen) == 0) return made;
  }
  return nullptr;
}

/// Takes the first whole frame out of `buffer`; nullopt when none is whole. `sane` turns false when a length cannot be.
std::optional<std::string> NextFrame(std::string& buffer, bool& sane) {
  if (buffer.size() < 4) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(buffer[i]);
  sane = size <= kMostFrame;
  if (!sane || buffer.size() < 4 + size) return std::nullopt;
  std::string frame = buffer.substr(4, size);
  buffer.erase(0, 4 + size);
  return frame;
}

}  // namespace

void BoxLink::Run(const Take& take, const Tell& tell, const std::stop_token& stop) {
  std::chrono::milliseconds pause = kFirstPause;
  while (!stop.stop_requested()) {
    const TimeMs begun = clock_.Now();
    const Status ended = Serve(take, tell, stop);
    if (stop.stop_requested()) return;
    tell(ended ? "kannel.box_away" : ended.error().code);
    if (clock_.Now() - begun > kHeartbeatEvery) pause = kFirstPause;
    if (!WaitFor(pause, stop)) return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

Status BoxLink::Serve(const Take& take, const Tell& tell, const std::stop_token& stop) {
  const std::unique_ptr<Socket> socket = Connect(address_);
  if (!socket || !socket->Send(PackIdentify(address_.box_id))) return Away("bearerbox cannot be reached");
  tell("");
  std::string buffer;
  TimeMs heartbeat_at = clock_.Now() + kHeartbeatEvery;
  while (!stop.stop_requested()) {
    bool sane = true;
    while (const std::optional<std::string> frame = NextFrame(buffer, sane)) {
      const std::optional<BoxMessage> message = UnpackBoxMessage(*frame);
      if (!message) return Error{ErrorKind::kInvalid, "kannel.box_protocol", "bearerbox speaks otherwise"};
      if (message->type != BoxMessage::Type::kSms) continue;
      if (const Status taken = take(*frame); !taken) return taken;
      if (!socket->Send(PackAck(message->id, message->time))) return Away("bearerbox is gone");
    }
    if (!sane) return Error{ErrorKind::kInvalid, "kannel.box_protocol", "bearerbox speaks otherwise"};
    if (!socket->Receive(buffer)) return Away("bearerbox is gone");
    if (clock_.Now() < heartbeat_at) continue;
    if (!socket->Send(PackHeartbeat())) return Away("bearerbox is gone");
    heartbeat_at = clock_.Now() + kHeartbeatEvery;
  }
  return {};
}

}  // namespace custos::kannel
