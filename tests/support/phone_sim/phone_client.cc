// SPDX-License-Identifier: Apache-2.0
#include "tests/support/phone_sim/phone_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/clock.h"

namespace custos::phone_sim {
namespace {

using nlohmann::json;
using Time = std::chrono::steady_clock;

constexpr char kJson[] = "application/json";
constexpr char kNdjson[] = "application/x-ndjson";
constexpr char kBytes[] = "application/octet-stream";

std::size_t TakeBody(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

/// An artificial record with this number.
json RecordOf(std::uint64_t seq, std::int64_t now) {
  const std::string number = "1390000" + std::to_string(1000 + seq % 1000);
  const std::string direction = seq % 2 == 0 ? "inbound" : "outbound";
  json record = {{"seq", seq}, {"at", now}, {"direction", direction}, {"number", number}, {"sim", 1}};
  if (seq % 3 == 0) {
    record.update({{"kind", "call"}, {"disposition", "ANSWERED"}, {"duration_s", 10 + seq % 100}, {"ring_s", 3}});
  } else {
    record.update({{"kind", "sms"}, {"text", "模拟短信 " + std::to_string(seq)}});
  }
  return record;
}

/// Bytes that differ from file to file.
std::string FileOf(std::uint64_t seq, std::size_t size) {
  std::string bytes = "#!AMR\n" + std::to_string(seq) + "\n";
  while (bytes.size() < size) bytes += static_cast<char>('a' + (bytes.size() * 31 + seq) % 26);
  return bytes;
}

}  // namespace

struct PhoneClient::Curl {
  Curl() : easy(curl_easy_init()) {}
  ~Curl() { curl_easy_cleanup(easy); }
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;
  CURL* easy;
};

PhoneClient::PhoneClient(DeviceLog& log, ClientOptions options)
    : log_(log), options_(options), curl_(std::make_unique<Curl>()) {}
PhoneClient::~PhoneClient() = default;

std::int64_t PhoneClient::Now() const { return SystemClock().Now() + options_.skew_ms; }

PhoneClient::Reply PhoneClient::Ask(const std::string& method, const std::string& path, const std::string& type,
                                    const std::string& body) {
  CURL* easy = curl_->easy;
  Reply reply;
  curl_easy_reset(easy);
  curl_slist* list = curl_slist_append(nullptr, ("Content-Type: " + type).c_str());
  if (log_.enrolled()) list = curl_slist_append(list, ("Authorization: Bearer " + log_.secret()).c_str());
  list = curl_slist_append(list, "Expect:");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
  curl_easy_setopt(easy, CURLOPT_URL, (log_.url() + "/api/v1" + path).c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
  if (curl_easy_perform(easy) != CURLE_OK) return {};
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t wait = 0;
  if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
    reply.retry_after_s = std::min<long>(static_cast<long>(wait), 30);
  }
  return reply;
}

Result<json> PhoneClient::AskPatiently(const std::string& method, const std::string& path, const std::string& type,
                                       const std::string& body, long* status) {
  const auto deadline = Time::now() + options_.patience;
  for (;;) {
    const Reply reply = Ask(method, path, type, body);
    const bool again = reply.status == 0 || reply.status == 408 || reply.status == 429 || reply.status >= 500;
    if (!again) {
      if (status != nullptr) *status = reply.status;
      json answer = json::parse(reply.body, nullptr, false);
      const std::string code = answer.is_object() ? answer.value("code", "") : "";
      if (reply.status == 401 || reply.status == 403) {
        return Error{ErrorKind::kDenied, code.empty() ? "phone_sim.denied" : code, "the server does not let us in"};
      }
      if (reply.status >= 400 && reply.status != 409) {
        return Error{ErrorKind::kInvalid, code.empty() ? "phone_sim.refused" : code, "the server refuses the request"};
      }
      return answer;
    }
    if (Time::now() >= deadline) {
      return Error{ErrorKind::kUnavailable, "phone_sim.unreachable", "the server cannot be reached"};
    }
    ++counts_.retries;
    std::this_thread::sleep_for(reply.status == 429 ? std::chrono::milliseconds(1000 * reply.retry_after_s)
                                                    : std::chrono::milliseconds(200));
  }
}

Status PhoneClient::Enrol(const std::string& url, const std::string& code) {
  std::string base = url;
  while (base.ends_with('/')) base.pop_back();
  if (const Status kept = log_.Enrolled(base, "", ""); !kept) return kept;
  const auto answer = AskPatiently("POST", "/phone/enrolment", kJson,
                                   json{{"code", code}, {"model", "Simulator"}, {"app_version", "sim-1"}}.dump());
  if (!answer) return answer.error();
  return log_.Enrolled(base, answer->value("device_id", ""), answer->value("secret", ""));
}

Status PhoneClient::Record(std::uint64_t count, std::uint64_t recordings, std::size_t file_bytes) {
  std::vector<std::string> lines;
  const std::uint64_t first = log_.last_seq() + 1;
  for (std::uint64_t seq = first; seq < first + count; ++seq) {
    json record = RecordOf(seq, Now());
    if (record["kind"] == "call" && recordings > 0) {
      --recordings;
      const std::string bytes = FileOf(seq, file_bytes);
      const Result<std::string> digest = log_.KeepFile(bytes);  // before the record that names it
      if (!digest) return digest.error();
      record["recording"] = {{"sha256", *digest}, {"size", bytes.size()}, {"name", std::to_string(seq) + ".amr"}};
    }
    lines.push_back(record.dump());
  }
  return log_.Append(lines);
}

Status PhoneClient::Sync() {
  do {
    if (const Status sent = SendBatch(); !sent) return sent;
  } while (log_.acknowledged() < log_.last_seq());
  for (const auto& [sha256, path] : log_.Files()) {
    if (const Status sent = SendFile(sha256, path); !sent) return sent;
  }
  return {};
}

// Without records it is a heartbeat.
Status PhoneClient::SendBatch() {
  const std::vector<std::string> records = log_.Waiting(options_.batch_records);
  const std::uint64_t last = log_.acknowledged() + records.size();
  json head = {{"kind", "batch"}, {"at", Now()}, {"pending", log_.last_seq() - last}, {"app_version", "sim-1"}};
  std::string body = head.dump() + "\n";
  for (const std::string& record : records) body += record + "\n";
  const auto answer = AskPatiently("POST", "/phone/batches", kNdjson, body);
  if (!answer) return answer.error();
  counts_.accepted += answer->value("accepted", std::uint64_t{0});
  counts_.duplicate += answer->value("duplicate", std::uint64_t{0});
  counts_.refused += answer->value("refused", std::uint64_t{0});
  return log_.Acknowledge(last);
}

Status PhoneClient::SendFile(const std::string& sha256, const std::filesystem::path& path) {
  const std::uint64_t size = std::filesystem::file_size(path);
  auto upload =
      AskPatiently("POST", "/uploads", kJson,
                   json{{"purpose", "recording"}, {"name", "a.amr"}, {"size", size}, {"sha256", sha256}}.dump());
  if (!upload) return upload.error();
  const std::string id = upload->value("id", "");
  std::uint64_t received = upload->value("received", std::uint64_t{0});
  bool complete = upload->value("complete", false);
  std::ifstream file(path, std::ios::binary);
  while (!complete) {
    std::string chunk(std::min<std::uint64_t>(options_.chunk_bytes, size - received), '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(received));
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    long status = 0;
    const auto answer =
        AskPatiently("PUT", "/uploads/" + id + "?offset=" + std::to_string(received), kBytes, chunk, &status);
    if (!answer) return answer.error();
    if (status == 409) {  // an answer was lost: the server says where it stands
      received = std::stoull((*answer)["params"].value("received", "0"));
      continue;
    }
    received = answer->value("received", std::uint64_t{0});
    complete = answer->value("complete", false);
  }
  ++counts_.files;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  return {};
}

}  // namespace custos::phone_sim
