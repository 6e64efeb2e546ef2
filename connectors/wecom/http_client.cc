// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/http_client.h"

#include <curl/curl.h>

#include <cctype>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace custos::wecom {
namespace {

struct Incoming {
  std::string body;
  std::size_t most = 0;
  std::stop_token stop;
};

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* user) {
  auto* transfer = static_cast<Incoming*>(user);
  const std::size_t bytes = size * count;
  if (bytes > transfer->most - transfer->body.size()) return 0;
  transfer->body.append(data, bytes);
  return bytes;
}

int CheckStop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Incoming*>(user)->stop.stop_requested() ? 1 : 0;
}

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

using Easy = std::unique_ptr<CURL, void (*)(CURL*)>;
using Headers = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;
using Form = std::unique_ptr<curl_mime, void (*)(curl_mime*)>;

void Configure(CURL* easy, const HttpOptions& options, Incoming* transfer) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());  // empty: also none from the environment
  if (!options.proxy_password.empty()) curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, options.proxy_password.c_str());
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, CheckStop);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
}

/// One request; `fill` adds what is sent, and must live until it ends.
template <class Fill>
Result<HttpReply> Transfer(const HttpOptions& options, const std::string& url, const std::stop_token& stop,
                           const Fill& fill) {
  const std::size_t path = url.find('/', url.find("://") == std::string::npos ? 0 : url.find("://") + 3);
  if (!IsAllowedBase(std::string_view(url).substr(0, path))) {
    return Error{ErrorKind::kInvalid, "wecom.api_address", "only https, or http to 127.0.0.1, may be called"};
  }
  const Easy easy(curl_easy_init(), curl_easy_cleanup);
  if (easy == nullptr) return Error{ErrorKind::kInternal, "wecom.api_unreachable", "libcurl gave no handle"};
  Incoming incoming{{}, options.max_reply, stop};
  Configure(easy.get(), options, &incoming);
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  fill(easy.get());
  const CURLcode done = curl_easy_perform(easy.get());
  if (stop.stop_requested()) return Error{ErrorKind::kUnavailable, "wecom.stopping", "the connector is stopping"};
  if (done != CURLE_OK) return Error{ErrorKind::kUnavailable, "wecom.api_unreachable", curl_easy_strerror(done)};
  HttpReply reply;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  reply.body = std::move(incoming.body);
  return reply;
}

}  // namespace

HttpClient::HttpClient(HttpOptions options) : options_(std::move(options)) { InitialiseOnce(); }

Result<HttpReply> HttpClient::Send(const std::string& url, const std::optional<std::string>& body,
                                   const std::stop_token& stop) const {
  Headers headers(nullptr, curl_slist_free_all);
  return Transfer(options_, url, stop, [&](CURL* easy) {
    if (!body) return;
    headers.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body->c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  });
}

Result<HttpReply> HttpClient::Upload(const std::string& url, const HttpPart& part, const std::stop_token& stop) const {
  Form form(nullptr, curl_mime_free);
  return Transfer(options_, url, stop, [&](CURL* easy) {
    form.reset(curl_mime_init(easy));
    curl_mimepart* const field = curl_mime_addpart(form.get());
    curl_mime_name(field, part.name.c_str());
    curl_mime_filename(field, part.file_name.c_str());
    curl_mime_type(field, part.type.c_str());
    curl_mime_data(field, part.bytes.data(), part.bytes.size());
    curl_easy_setopt(easy, CURLOPT_MIMEPOST, form.get());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(kUploadTimeout.count()));
  });
}

bool IsAllowedBase(std::string_view base) {
  constexpr std::string_view kSecure = "https://";
  constexpr std::string_view kPlain = "http://";
  const bool secure = base.starts_with(kSecure);
  if (!secure && !base.starts_with(kPlain)) return false;
  base.remove_prefix(secure ? kSecure.size() : kPlain.size());
  if (base.empty() || base.find_first_of("/?#@\\ ") != std::string_view::npos) return false;
  if (secure) return true;
  for (const std::string_view host : {"127.0.0.1", "[::1]", "localhost"}) {
    if (base == host || (base.starts_with(host) && base[host.size()] == ':')) return true;
  }
  return false;
}

std::string UrlEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace custos::wecom
