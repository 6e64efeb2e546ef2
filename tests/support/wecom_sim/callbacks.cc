// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/callbacks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/digest.h"

namespace custos::wecom_sim {
namespace {

constexpr int kAttempts = 3;
constexpr int kHangUpSeconds = 5;

std::string Sha1(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), out.data(), &size, EVP_sha1(), nullptr);
  return HexEncode({reinterpret_cast<const char*>(out.data()), size});
}

std::string Escaped(const std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

CallbackReply Exchange(const CallbackTarget& target, const std::string& head, const std::string& body) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return {};
  const timeval patience{kHangUpSeconds, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(target.port));
  inet_pton(AF_INET, target.host.c_str(), &address.sin_addr);
  std::string reply;
  const std::string request = head + body;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = recv(fd, buffer.data(), buffer.size(), 0)) > 0;) {
      reply.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }
  close(fd);
  CallbackReply result;
  const std::size_t end = reply.find("\r\n\r\n");
  if (end == std::string::npos || !reply.starts_with("HTTP/1.1 ")) return result;
  result.status = std::atoi(reply.c_str() + 9);
  result.body = reply.substr(end + 4);
  return result;
}

std::string HeadOf(const CallbackTarget& target, const char* method, const std::string& query, std::size_t length) {
  return std::string(method) + " " + target.path + "?" + query + " HTTP/1.1\r\nHost: " + target.host + ":" +
         std::to_string(target.port) + "\r\nConnection: close\r\n" +
         (length > 0 ? "Content-Type: text/xml\r\nContent-Length: " + std::to_string(length) + "\r\n" : "") + "\r\n";
}

std::string Cdata(const std::string& name, const std::string& text) {
  return "<" + name + "><![CDATA[" + text + "]]></" + name + ">";
}

}  // namespace

CallbackSender::CallbackSender(CallbackTarget target, std::uint64_t seed) : target_(std::move(target)), rng_(seed) {}

std::string CallbackSender::Encrypt(const std::string& text) {
  constexpr std::size_t kBlock = 32;
  const auto key = Base64Decode(target_.aes_key + "=");
  if (!key || key->size() != kBlock) throw std::runtime_error("the simulator's key is no key");
  std::string plain;
  {
    const std::scoped_lock lock(mutex_);
    for (int i = 0; i < 16; ++i) plain += static_cast<char>('a' + rng_.Below(26));
  }
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8) plain += static_cast<char>((size >> shift) & 0xff);
  plain += text + target_.corp_id;
  const std::size_t padding = kBlock - plain.size() % kBlock;
  plain.append(padding, static_cast<char>(padding));

  std::string sealed(plain.size() + kBlock, '\0');
  int done = 0;
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  const auto* const bytes = reinterpret_cast<const unsigned char*>(key->data());
  EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nullptr, bytes, bytes);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(sealed.data()), &done,
                    reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
  EVP_CIPHER_CTX_free(context);
  sealed.resize(static_cast<std::size_t>(done));
  return Base64Encode(sealed);
}

std::string CallbackSender::Signature(const std::string& timestamp, const std::string& nonce,
                                      const std::string& text) const {
  std::array<std::string, 4> parts = {target_.token, timestamp, nonce, text};
  std::sort(parts.begin(), parts.end());
  return Sha1(parts[0] + parts[1] + parts[2] + parts[3]);
}

SealedCallback CallbackSender::Seal(const std::string& xml) {
  const std::string encrypted = Encrypt(xml);
  std::string nonce;
  {
    const std::scoped_lock lock(mutex_);
    nonce = std::to_string(rng_.Below(1'000'000'000));
  }
  const std::string timestamp = std::to_string(SystemClock().Now() / 1000);
  return {"msg_signature=" + Signature(timestamp, nonce, encrypted) + "&timestamp=" + timestamp + "&nonce=" + nonce,
          "<xml>" + Cdata("ToUserName", target_.corp_id) + Cdata("AgentID", "1000002") + Cdata("Encrypt", encrypted) +
              "</xml>"};
}

SealedCallback CallbackSender::SealEcho(const std::string& echo) {
  const std::string encrypted = Encrypt(echo);
  const std::string timestamp = std::to_string(SystemClock().Now() / 1000);
  return {"msg_signature=" + Signature(timestamp, "263014780", encrypted) + "&timestamp=" + timestamp +
              "&nonce=263014780&echostr=" + Escaped(encrypted),
          {}};
}

CallbackReply CallbackSender::Deliver(const SealedCallback& sealed) const {
  return Exchange(target_, HeadOf(target_, "POST", sealed.query, sealed.body.size()), sealed.body);
}

CallbackReply CallbackSender::Verify(const SealedCallback& sealed) const {
  return Exchange(target_, HeadOf(target_, "GET", sealed.query, 0), {});
}

bool CallbackSender::Send(const std::string& xml) {
  const SealedCallback sealed = Seal(xml);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (Deliver(sealed).status == 200) return true;
  }
  return false;
}

std::string EventXml(const std::string& corp_id, const std::string& fields, TimeMs at) {
  return "<xml>" + Cdata("ToUserName", corp_id) + Cdata("FromUserName", "sys") + "<CreateTime>" +
         std::to_string(at / 1000) + "</CreateTime>" + Cdata("MsgType", "event") + fields + "</xml>";
}

std::string ContactXml(const std::string& corp_id, const std::string& change, const std::string& employee,
                       const std::string& customer, TimeMs at, const std::string& more) {
  return EventXml(corp_id,
                  Cdata("Event", "change_external_contact") + Cdata("ChangeType", change) + Cdata("UserID", employee) +
                      Cdata("ExternalUserID", customer) + more,
                  at);
}

std::string UserXml(const std::string& corp_id, const std::string& change, const std::string& employee, TimeMs at) {
  return EventXml(corp_id, Cdata("Event", "change_contact") + Cdata("ChangeType", change) + Cdata("UserID", employee),
                  at);
}

std::string GroupXml(const std::string& corp_id, const std::string& change, const std::string& group, TimeMs at,
                     const std::string& more) {
  return EventXml(corp_id,
                  Cdata("Event", "change_external_chat") + Cdata("ChatId", group) + Cdata("ChangeType", change) + more,
                  at);
}

std::string ArchiveNoticeXml(const std::string& corp_id, TimeMs at) {
  return EventXml(corp_id, Cdata("Event", "msgaudit_notify") + "<AgentID>2000004</AgentID>", at);
}

}  // namespace custos::wecom_sim
