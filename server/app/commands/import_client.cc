// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/import_client.h"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "core/digest.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr std::size_t kMostReply = std::size_t{8} << 20;
constexpr std::size_t kChunk = std::size_t{4} << 20;
constexpr int kTries = 8;
constexpr std::chrono::milliseconds kFirstPause{250};

std::size_t Take(char* data, std::size_t size, std::size_t count, void* user) {
  auto* body = static_cast<std::string*>(user);
  if (size * count > kMostReply - body->size()) return 0;
  body->append(data, size * count);
  return size * count;
}

/// Digest and size of a file that may be larger than memory.
Result<std::pair<std::string, std::uint64_t>> Measure(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!in || context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    return Error{ErrorKind::kNotFound, "import.unreadable", "cannot read " + file.string()};
  }
  std::vector<char> buffer(kChunk);
  std::uint64_t size = 0;
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0) {
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    size += static_cast<std::uint64_t>(in.gcount());
  }
  std::string digest(32, '\0');
  EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return std::pair(HexEncode(digest), size);
}

Result<json> Expect(Result<ServerReply> reply) {
  if (!reply) return reply.error();
  if (reply->status < 200 || reply->status > 299) return ErrorOf(*reply);
  json body = json::parse(reply->body, nullptr, false);
  if (!body.is_object()) return Error{ErrorKind::kInternal, "server.bad_answer", "the server's answer is not JSON"};
  return body;
}

}  // namespace

struct ImportClient::State {
  std::string server;
  std::string token;
  std::unique_ptr<CURL, void (*)(CURL*)> easy{nullptr, curl_easy_cleanup};
};

ImportClient::ImportClient(std::string server, std::string token) : state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  while (server.ends_with('/')) server.pop_back();
  state_->server = std::move(server);
  state_->token = std::move(token);
  state_->easy.reset(curl_easy_init());
}

ImportClient::~ImportClient() = default;

Error ErrorOf(const ServerReply& reply) {
  const json body = json::parse(reply.body, nullptr, false);
  const std::string code = body.is_object() ? body.value("code", "") : "";
  std::string detail = body.is_object() ? body.value("detail", "") : "";
  if (body.is_object() && body.contains("params") && body["params"].contains("field")) {
    detail = "wrong or missing: " + body["params"].value("field", "");
  }
  const ErrorKind kind = reply.status == 401 || reply.status == 403 ? ErrorKind::kDenied
                         : reply.status == 404                      ? ErrorKind::kNotFound
                         : reply.status >= 500                      ? ErrorKind::kUnavailable
                                                                    : ErrorKind::kInvalid;
  return {kind, code.empty() ? "http." + std::to_string(reply.status) : code,
          detail.empty() ? "the server refused: " + std::to_string(reply.status) : detail};
}

Result<ServerReply> ImportClient::AskOnce(const std::string& method, const std::string& path, const std::string& body) {
  CURL* const easy = state_->easy.get();
  if (easy == nullptr) return Error{ErrorKind::kInternal, "http.no_handle", "libcurl gave no handle"};
  curl_easy_reset(easy);
  const bool binary = method == "PUT";
  curl_slist* list = curl_slist_append(nullptr, ("Authorization: Bearer " + state_->token).c_str());
  list = curl_slist_append(list, binary ? "Content-Type: application/octet-stream" : "Content-Type: application/json");
  list = curl_slist_append(list, "Expect:");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
  ServerReply reply;
  curl_easy_setopt(easy, CURLOPT_URL, (state_->server + "/api/v1" + path).c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 120'000L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method != "GET") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, Take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
  const CURLcode done = curl_easy_perform(easy);
  if (done != CURLE_OK) return Error{ErrorKind::kUnavailable, "server.unreachable", curl_easy_strerror(done)};
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

Result<ServerReply> ImportClient::Ask(const std::string& method, const std::string& path, const std::string& body) {
  std::chrono::milliseconds pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    Result<ServerReply> reply = AskOnce(method, path, body);
    const bool later = !reply || reply->status == 503 || reply->status == 429;
    if (!later || attempt == kTries) return reply;
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}

Result<std::string> ImportClient::Upload(const std::filesystem::path& file,
                                         const std::function<void(std::uint64_t)>& progress) {
  const auto measured = Measure(file);
  if (!measured) return measured.error();
  const auto& [digest, size] = *measured;
  const json order{{"purpose", "import"}, {"name", file.filename().string()}, {"size", size}, {"sha256", digest}};
  const std::string text = order.dump(-1, ' ', false, json::error_handler_t::replace);
  Result<json> upload = Expect(Ask("POST", "/uploads", text));
  if (!upload) return upload.error();
  const std::string id = upload->value("id", "");
  std::ifstream in(file, std::ios::binary);
  std::string chunk;
  while (!upload->value("complete", false)) {
    const auto received = upload->value("received", std::uint64_t{0});
    progress(received);
    chunk.resize(std::min<std::uint64_t>(kChunk, size - std::min(size, received)));
    in.clear();
    in.seekg(static_cast<std::streamoff>(received));
    if (!in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()))) {
      return Error{ErrorKind::kInvalid, "import.file_changed", "the file changed while it was read"};
    }
    Result<ServerReply> reply = Ask("PUT", "/uploads/" + id + "?offset=" + std::to_string(received), chunk);
    // An answer that was lost: the server says how far it is.
    if (reply && reply->status == 409) reply = Ask("GET", "/uploads/" + id);
    upload = Expect(std::move(reply));
    if (!upload) return upload.error();
  }
  progress(size);
  return id;
}

}  // namespace custos::app
