// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/mail_channel.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "core/digest.h"

namespace custos::app {
namespace {

class StillClock final : public Clock {
 public:
  TimeMs Now() const override { return 1'760'000'000'000; }
};

/// A server for one letter: says what RFC 5321 asks for, refuses receivers on demand, keeps what it was told.
class LetterBox {
 public:
  explicit LetterBox(std::string to_receivers = "250 ok") : answer_(std::move(to_receivers)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(listening_, 1) == 0);
    socklen_t size = sizeof(address);
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~LetterBox() {
    Wait();
    ::close(listening_);
  }
  LetterBox(const LetterBox&) = delete;
  LetterBox& operator=(const LetterBox&) = delete;

  void Wait() {
    if (thread_.joinable()) thread_.join();
  }
  int port() const { return port_; }
  const std::string& commands() const { return commands_; }
  const std::string& letter() const { return letter_; }

 private:
  void Serve() {
    const int peer = ::accept(listening_, nullptr, nullptr);
    const auto say = [&](const std::string& line) { (void)!::write(peer, (line + "\r\n").data(), line.size() + 2); };
    say("220 box.example.com ESMTP");
    std::string line;
    bool data = false;
    char c = 0;
    while (::read(peer, &c, 1) == 1) {
      line += c;
      if (!line.ends_with("\r\n")) continue;
      if (data) {
        data = line != ".\r\n";
        if (data) letter_ += line;
        if (!data) say("250 taken");
      } else {
        commands_ += line;
        if (line.starts_with("EHLO")) {
          say("250-box.example.com");
          say("250 8BITMIME");
        } else if (line.starts_with("RCPT")) {
          say(answer_);
        } else if (line.starts_with("DATA")) {
          data = true;
          say("354 go on");
        } else if (line.starts_with("QUIT")) {
          say("221 bye");
          break;
        } else {
          say("250 ok");
        }
      }
      line.clear();
    }
    ::close(peer);
  }

  const std::string answer_;
  int listening_ = -1;
  int port_ = 0;
  std::thread thread_;
  std::string commands_;
  std::string letter_;
};

NotifyChannel To(int port, bool plain = true) {
  NotifyChannel channel;
  channel.name = "letters";
  channel.kind = "mail";
  channel.mail_url = "smtp://127.0.0.1:" + std::to_string(port);
  channel.mail_from = "custos@example.com";
  channel.mail_to = {"ops@example.com", "boss@example.com"};
  channel.mail_plain = plain;
  return channel;
}

std::string BodyOf(const std::string& letter) {
  std::string body = letter.substr(letter.find("\r\n\r\n") + 4);
  std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
  return Base64Decode(body).value_or("not base64");
}

}  // namespace

TEST_CASE("a text becomes a letter with its first line as subject, to everybody") {
  StillClock clock;
  LetterBox box;
  const auto channel = MakeMailChannel(To(box.port()), clock);
  REQUIRE(channel->Send("【高】私自收款 · 甲\n时间：2025-11-22 14:00\n.\n查看：https://custos.example.com/alerts/1"));
  box.Wait();
  CHECK(box.commands().find("MAIL FROM:<custos@example.com>") != std::string::npos);
  CHECK(box.commands().find("RCPT TO:<ops@example.com>") != std::string::npos);
  CHECK(box.commands().find("RCPT TO:<boss@example.com>") != std::string::npos);
  CHECK(box.letter().find("Subject: =?UTF-8?B?") != std::string::npos);
  CHECK(box.letter().find("Date: Thu, 09 Oct 2025 08:53:20 +0000\r\n") != std::string::npos);
  CHECK(BodyOf(box.letter()) == "时间：2025-11-22 14:00\n.\n查看：https://custos.example.com/alerts/1");
}

TEST_CASE("no text breaks out of the head of a letter") {
  const std::string letter = ComposeMail({.from = "a@example.com",
                                          .to = {"b@example.com"},
                                          .text = "x\r\nBcc: c@example.com\r\n\r\nbody",
                                          .id = "1",
                                          .date = 0});
  CHECK(letter.find("Bcc") == std::string::npos);
  CHECK(letter.find("\n\n") == std::string::npos);
  for (std::size_t at = 0, end; (end = letter.find("\r\n", at)) != std::string::npos; at = end + 2) {
    CHECK(end - at <= 78);
  }
  const std::string long_subject(1'000, 'x');
  CHECK(BodyOf(ComposeMail({.from = "a@example.com", .to = {"b@example.com"}, .text = long_subject, .id = "1"})) ==
        long_subject);
}

TEST_CASE("a letter is not sent without TLS unless the settings say so, and a refusal says which") {
  StillClock clock;
  {
    LetterBox box;
    CHECK(MakeMailChannel(To(box.port(), false), clock)->Send("x").error().code == "mail.tls");
    box.Wait();
    CHECK(box.letter().empty());
  }
  {
    LetterBox box("550 nobody of that name");
    CHECK(MakeMailChannel(To(box.port()), clock)->Send("x").error().code == "mail.refused");
  }
  {
    LetterBox box("451 later");
    CHECK(MakeMailChannel(To(box.port()), clock)->Send("x").error().code == "mail.put_off");
  }
  CHECK(MakeMailChannel(To(1), clock)->Send("x").error().code == "mail.unreachable");
}

}  // namespace custos::app
