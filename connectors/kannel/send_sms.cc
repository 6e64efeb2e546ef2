// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/send_sms.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "core/text/utf8.h"

namespace custos::kannel {
namespace {

constexpr long kTimeoutSeconds = 10;
constexpr std::size_t kMostReply = 64 << 10;
constexpr char kReportMask[] = "27";  // delivered, failed, accepted, rejected; not: waiting

// GSM 03.38 6.2.1 without the letters of ASCII and the extension table 6.2.1.1.
constexpr std::u32string_view kAscii =
    U"\n\r !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@$_^{}\\[~]|";
constexpr std::u32string_view kMore = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";

std::size_t Append(char* data, std::size_t size, std::size_t count, void* to) {
  auto* reply = static_cast<std::string*>(to);
  if (reply->size() + size * count > kMostReply) return 0;
  reply->append(data, size * count);
  return size * count;
}

struct Headers {
  curl_slist* list = nullptr;
  ~Headers() { curl_slist_free_all(list); }
  void Add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

bool OneLine(const std::string& value) { return value.find_first_of("\r\n") == std::string::npos; }

}  // namespace

bool FitsGsmAlphabet(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = text::NextChar(text, &at);
    if (kAscii.find(c) == std::u32string_view::npos && kMore.find(c) == std::u32string_view::npos) return false;
  }
  return true;
}

Status SendSms(const SendSmsDoor& door, const OutgoingSms& sms) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return Error{ErrorKind::kUnavailable, "kannel.unreachable", "no connection could be made"};
  if (!OneLine(sms.from) || !OneLine(sms.to)) return Error{ErrorKind::kInvalid, "kannel.refused", "not a number"};
  Headers headers;
  headers.Add("Content-Type: text/plain; charset=UTF-8");
  headers.Add("X-Kannel-Username: " + door.user);
  headers.Add("X-Kannel-Password: " + door.password);
  headers.Add("X-Kannel-From: " + sms.from);
  headers.Add("X-Kannel-To: " + sms.to);
  headers.Add(std::string("X-Kannel-Coding: ") + (FitsGsmAlphabet(sms.text) ? "0" : "2"));
  headers.Add("Expect:");
  if (!sms.report_url.empty()) {
    headers.Add(std::string("X-Kannel-DLR-Mask: ") + kReportMask);
    headers.Add("X-Kannel-DLR-Url: " + sms.report_url);
  }
  std::string reply;
  curl_easy_setopt(curl.get(), CURLOPT_URL, door.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.list);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sms.text.size()));
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, sms.text.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    const bool never_there = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
    return Error{ErrorKind::kUnavailable, never_there ? "kannel.unreachable" : "kannel.unsure",
                 curl_easy_strerror(code)};
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status == 202 || status == 200) return {};
  const std::string message = "HTTP status " + std::to_string(status);
  if (status == 401 || status == 403) return Error{ErrorKind::kDenied, "kannel.denied", message};
  if (status >= 400 && status < 500) return Error{ErrorKind::kInvalid, "kannel.refused", message};
  return Error{ErrorKind::kUnavailable, "kannel.busy", message};
}

}  // namespace custos::kannel
