// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/http_post.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

namespace custos::app {
namespace {

constexpr std::size_t kMaxReply = 64 * 1024;
constexpr long kTimeoutMs = 10'000;

std::size_t Take(char* data, std::size_t size, std::size_t count, void* user) {
  auto* body = static_cast<std::string*>(user);
  if (size * count > kMaxReply - body->size()) return 0;
  body->append(data, size * count);
  return size * count;
}

}  // namespace

Result<PostReply> HttpPost(const std::string& url, const std::string& content_type, const std::string& body) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(), curl_easy_cleanup);
  if (easy == nullptr) return Error{ErrorKind::kInternal, "http.unreachable", "libcurl gave no handle"};
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, ("Content-Type: " + content_type).c_str()), curl_slist_free_all);
  PostReply reply;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, kTimeoutMs);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &reply.body);
  const CURLcode done = curl_easy_perform(easy.get());
  if (done != CURLE_OK) return Error{ErrorKind::kUnavailable, "http.unreachable", curl_easy_strerror(done)};
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

}  // namespace custos::app
