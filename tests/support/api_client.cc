// SPDX-License-Identifier: Apache-2.0
#include "tests/support/api_client.h"

#include <curl/curl.h>

#include <cctype>
#include <stdexcept>
#include <utility>

namespace custos::testing {
namespace {

std::size_t AppendBody(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

std::size_t KeepEtag(char* data, std::size_t size, std::size_t count, void* out) {
  const std::string line(data, size * count);
  constexpr std::string_view kName = "etag: ";
  if (line.size() > kName.size() && strncasecmp(line.c_str(), kName.data(), kName.size()) == 0) {
    std::string& etag = *static_cast<std::string*>(out);
    etag = line.substr(kName.size());
    while (!etag.empty() && std::isspace(static_cast<unsigned char>(etag.back())) != 0) etag.pop_back();
  }
  return size * count;
}

}  // namespace

struct ApiClient::State {
  std::string base_url;
  CURL* curl = nullptr;
};

ApiClient::ApiClient(std::string base_url) : state_(std::make_unique<State>()) {
  while (!base_url.empty() && base_url.back() == '/') base_url.pop_back();
  state_->base_url = std::move(base_url);
  state_->curl = curl_easy_init();
  if (state_->curl == nullptr) throw std::runtime_error("libcurl does not start");
  curl_easy_setopt(state_->curl, CURLOPT_COOKIEFILE, "");  // keep cookies in memory
}

ApiClient::~ApiClient() { curl_easy_cleanup(state_->curl); }

bool ApiClient::SignIn(const std::string& login, const std::string& password, const std::string& new_password) {
  ApiAnswer answer;
  if (!password.empty()) answer = Post("/session", {{"login", login}, {"password", password}});
  if (answer.status != 200) answer = Post("/session", {{"login", login}, {"password", new_password}});
  if (answer.status != 200) return false;
  if (!answer.body["user"]["must_change_password"].get<bool>()) return true;
  return Post("/session/password", {{"old_password", password}, {"new_password", new_password}}).status == 204;
}

ApiAnswer ApiClient::Get(const std::string& path) { return Send("GET", path, {}, {}); }

ApiAnswer ApiClient::Delete(const std::string& path) { return Send("DELETE", path, {}, {}); }

ApiAnswer ApiClient::Put(const std::string& path, const nlohmann::json& body, const std::string& if_match) {
  return Send("PUT", path, body.dump(), if_match);
}

ApiAnswer ApiClient::Post(const std::string& path, const nlohmann::json& body, const std::string& if_match) {
  return Send("POST", path, body.dump(), if_match);
}

ApiAnswer ApiClient::Patch(const std::string& path, const nlohmann::json& body, const std::string& if_match) {
  return Send("PATCH", path, body.dump(), if_match);
}

ApiAnswer ApiClient::Send(const std::string& method, const std::string& path, const std::string& body,
                          const std::string& if_match) {
  CURL* curl = state_->curl;
  ApiAnswer answer;
  const std::string url = state_->base_url + "/api/v1" + path;
  curl_slist* headers = curl_slist_append(nullptr, "X-Custos-CSRF: 1");
  headers = curl_slist_append(headers, "Content-Type: application/json");
  if (!if_match.empty()) headers = curl_slist_append(headers, ("If-Match: " + if_match).c_str());
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, AppendBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.text);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, KeepEtag);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.etag);
  if (method == "GET") {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.c_str());
  }
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  answer.body = nlohmann::json::parse(answer.text, nullptr, false);
  if (answer.body.is_discarded()) answer.body = nullptr;
  return answer;
}

}  // namespace custos::testing
