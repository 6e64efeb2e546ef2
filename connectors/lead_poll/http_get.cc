// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_poll/http_get.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

namespace custos::lead_poll {
namespace {

struct Transfer {
  std::string body;
  std::size_t most = 0;
  bool too_large = false;
  std::stop_token stop;
};

std::size_t Take(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  if (size * count > transfer.most - transfer.body.size()) {
    transfer.too_large = true;
    return 0;
  }
  transfer.body.append(data, size * count);
  return size * count;
}

int Watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->stop.stop_requested() ? 1 : 0;
}

using Easy = std::unique_ptr<CURL, void (*)(CURL*)>;
using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

std::string HostOf(const std::string& url, std::string& scheme) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    std::string copy(text);
    curl_free(text);
    return copy;
  };
  scheme = part(CURLUPART_SCHEME);
  return part(CURLUPART_HOST);
}

}  // namespace

bool IsAllowedUrl(const std::string& url) {
  std::string scheme;
  const std::string host = HostOf(url, scheme);
  if (host.empty()) return false;
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  return scheme == "https" || (scheme == "http" && loopback);
}

std::string PercentEncode(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

Result<HttpAnswer> HttpGet(const std::string& url, const std::string& bearer, const HttpLimits& limits,
                           const std::stop_token& stop) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const Easy easy(curl_easy_init(), curl_easy_cleanup);
  if (easy == nullptr) return Error{ErrorKind::kUnavailable, "lead_poll.unreachable", "libcurl gave no handle"};
  List headers(curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
  if (!bearer.empty()) {
    headers.reset(curl_slist_append(headers.release(), ("Authorization: Bearer " + bearer).c_str()));
  }
  Transfer transfer;
  transfer.most = limits.most_bytes;
  transfer.stop = stop;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, Watch);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &transfer);
  const CURLcode done = curl_easy_perform(easy.get());
  if (transfer.too_large) return Error{ErrorKind::kUnavailable, "lead_poll.too_large", "the reply is too large"};
  if (done != CURLE_OK) return Error{ErrorKind::kUnavailable, "lead_poll.unreachable", curl_easy_strerror(done)};
  HttpAnswer answer;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  curl_off_t retry_after = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &retry_after);
  if (retry_after > 0) answer.retry_after = std::chrono::seconds(retry_after);
  answer.body = std::move(transfer.body);
  return answer;
}

}  // namespace custos::lead_poll
