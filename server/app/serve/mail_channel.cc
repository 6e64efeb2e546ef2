// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/mail_channel.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <mutex>
#include <string_view>
#include <utility>

#include "core/digest.h"

namespace custos::app {
namespace {

constexpr long kTimeoutMs = 30'000;
constexpr std::chrono::seconds kPause{2};      // between letters
constexpr std::size_t kEncodedWordBytes = 42;  // so that an encoded-word stays below 75 characters (RFC 2047)
constexpr std::size_t kBase64Line = 76;        // RFC 2045

/// As RFC 2047 encoded-words, cut between characters.
std::string EncodedWords(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t end = std::min(kEncodedWordBytes, text.size());
    while (end < text.size() && end > 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    words += (words.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + Base64Encode(text.substr(0, end)) + "?=");
    text.remove_prefix(end);
  }
  return words;
}

std::string DateOf(std::int64_t seconds) {
  const std::time_t at = seconds;
  std::tm parts{};
  gmtime_r(&at, &parts);
  char text[64];
  std::strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

std::string Bracketed(const std::string& address) { return "<" + address + ">"; }

struct Reading {
  std::string_view left;
};

std::size_t Read(char* into, std::size_t size, std::size_t count, void* user) {
  auto* reading = static_cast<Reading*>(user);
  const std::size_t taken = std::min(size * count, reading->left.size());
  std::copy_n(reading->left.data(), taken, into);
  reading->left.remove_prefix(taken);
  return taken;
}

Error ErrorOf(CURLcode code, long answer) {
  const std::string detail = std::string(curl_easy_strerror(code)) + ", answer " + std::to_string(answer);
  switch (code) {
    case CURLE_LOGIN_DENIED: return {ErrorKind::kDenied, "mail.login", detail};
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return {ErrorKind::kDenied, "mail.tls", detail};
    default: break;
  }
  if (answer >= 500) return {ErrorKind::kInvalid, "mail.refused", detail};
  if (answer >= 400) return {ErrorKind::kUnavailable, "mail.put_off", detail};
  return {ErrorKind::kUnavailable, "mail.unreachable", detail};
}

class MailChannel final : public MessageChannel {
 public:
  MailChannel(const NotifyChannel& channel, const Clock& clock) : settings_(channel), clock_(clock) {}

  bool TakeTurn() override {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return false;
    next_ = now + kPause;
    return true;
  }

  Status Send(const std::string& text) override {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(), curl_easy_cleanup);
    if (easy == nullptr) return Error{ErrorKind::kInternal, "mail.unreachable", "libcurl gave no handle"};
    const std::string letter =
        ComposeMail({.from = settings_.mail_from,
                     .to = settings_.mail_to,
                     .text = text,
                     .id = HexEncode(AsBytes(Sha256(settings_.name + "\n" + text))).substr(0, 32),
                     .date = clock_.Now() / 1000});
    curl_slist* list = nullptr;
    for (const std::string& address : settings_.mail_to) list = curl_slist_append(list, Bracketed(address).c_str());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> receivers(list, curl_slist_free_all);
    Reading reading{letter};
    const std::string from = Bracketed(settings_.mail_from);
    curl_easy_setopt(easy.get(), CURLOPT_URL, settings_.mail_url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy.get(), CURLOPT_USE_SSL,
                     settings_.mail_plain ? static_cast<long>(CURLUSESSL_NONE) : static_cast<long>(CURLUSESSL_ALL));
    if (!settings_.mail_ca_file.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, settings_.mail_ca_file.c_str());
    if (!settings_.mail_user.empty()) {
      curl_easy_setopt(easy.get(), CURLOPT_USERNAME, settings_.mail_user.c_str());
      curl_easy_setopt(easy.get(), CURLOPT_PASSWORD, settings_.mail_password.c_str());
    }
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, kTimeoutMs);
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, receivers.get());
    curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, Read);
    curl_easy_setopt(easy.get(), CURLOPT_READDATA, &reading);
    curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
    const CURLcode done = curl_easy_perform(easy.get());
    if (done == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer);
    return ErrorOf(done, answer);
  }

 private:
  const NotifyChannel settings_;
  const Clock& clock_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace

std::string ComposeMail(const Mail& mail) {
  const std::string_view text = mail.text;
  const std::string_view subject = text.substr(0, text.find('\n'));
  std::string_view body = text.substr(std::min(subject.size() + 1, text.size()));
  std::string receivers;
  for (const std::string& address : mail.to) receivers += (receivers.empty() ? "" : ",\r\n ") + Bracketed(address);
  std::string letter = "From: " + Bracketed(mail.from) + "\r\nTo: " + receivers +
                       "\r\nSubject: " + EncodedWords(subject) + "\r\nDate: " + DateOf(mail.date) +
                       "\r\nMessage-ID: <" + mail.id +
                       "@custos>\r\nAuto-Submitted: auto-generated\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n";
  const std::string encoded = Base64Encode(body.empty() ? subject : body);
  for (std::size_t at = 0; at < encoded.size(); at += kBase64Line) letter += encoded.substr(at, kBase64Line) + "\r\n";
  return letter;
}

std::unique_ptr<MessageChannel> MakeMailChannel(const NotifyChannel& channel, const Clock& clock) {
  return std::make_unique<MailChannel>(channel, clock);
}

}  // namespace custos::app
