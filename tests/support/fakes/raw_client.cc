// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace custos::testing {
namespace {

using Steady = std::chrono::steady_clock;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

Answer ParseHead(const std::string& head) {
  Answer answer;
  if (head.size() > 12) answer.status = std::atoi(head.c_str() + 9);
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const auto end = head.find("\r\n", at);
    const auto colon = head.find(": ", at);
    if (end == at || end == std::string::npos) break;
    if (colon < end)
      answer.headers.emplace(Lower(head.substr(at, colon - at)), head.substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  return answer;
}

}  // namespace

std::string Answer::Header(const std::string& name) const {
  const auto it = headers.find(name);
  return it == headers.end() ? std::string() : it->second;
}

RawClient::RawClient(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool RawClient::Fill(Steady::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now()).count();
  pollfd entry{fd_, POLLIN, 0};
  if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) <= 0) return false;
  char chunk[16384];
  const auto n = ::recv(fd_, chunk, sizeof(chunk), 0);
  if (n <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(n));
  return true;
}

std::string RawClient::ReadUntil(std::string_view marker, std::chrono::milliseconds limit) {
  const auto deadline = Steady::now() + limit;
  while (buffer_.find(marker) == std::string::npos && Fill(deadline)) {
  }
  const auto at = buffer_.find(marker);
  const auto end = at == std::string::npos ? buffer_.size() : at + marker.size();
  std::string text = buffer_.substr(0, end);
  buffer_.erase(0, end);
  return text;
}

std::optional<Answer> RawClient::ReadAnswer(bool has_body, std::chrono::milliseconds limit) {
  const std::string head = ReadUntil("\r\n\r\n", limit);
  if (!head.ends_with("\r\n\r\n")) return std::nullopt;
  Answer answer = ParseHead(head);
  if (answer.status == 100) return answer;
  const auto length = has_body ? static_cast<std::size_t>(std::atoll(answer.Header("content-length").c_str())) : 0;
  const auto deadline = Steady::now() + limit;
  while (buffer_.size() < length && Fill(deadline)) {
  }
  if (buffer_.size() < length) return std::nullopt;
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

bool RawClient::ClosedWithin(std::chrono::milliseconds limit) {
  const auto deadline = Steady::now() + limit;
  while (Steady::now() < deadline) {
    if (!Fill(deadline)) return Steady::now() < deadline;
  }
  return false;
}

std::optional<Answer> Ask(int port, std::string_view request) {
  RawClient client(port);
  if (!client.Send(request)) return std::nullopt;
  return client.ReadAnswer(!request.starts_with("HEAD"));
}

}  // namespace custos::testing
