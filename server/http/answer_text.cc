// SPDX-License-Identifier: Apache-2.0
#include "server/http/answer_text.h"

#include <string_view>

namespace custos::server::http {
namespace {

constexpr std::size_t kUsualHead = 640;

/// A field that would end its line early is left out, whoever made it.
void AddField(std::string_view name, std::string_view value, std::string* text) {
  if (name.find_first_of("\r\n") != std::string_view::npos) return;
  if (value.find_first_of("\r\n") != std::string_view::npos) return;
  text->append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string AnswerText(const Response& response, Method method, const AfterAnswer& after) {
  std::string text;
  text.reserve(kUsualHead + response.body.size());
  text.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  text.append(ReasonPhrase(response.status)).append("\r\n");
  if (after.close) {
    AddField("Connection", "close", &text);
  } else {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(after.keep_alive).count();
    AddField("Keep-Alive", "timeout=" + std::to_string(seconds) + ", max=" + std::to_string(after.more_requests),
             &text);
  }
  for (const auto& [name, value] : response.headers) AddField(name, value, &text);
  const bool has_no_length = response.status == 204 || response.status == 304;  // RFC 9110, 8.6
  if (!has_no_length) AddField("Content-Length", std::to_string(response.body.size()), &text);
  text.append("\r\n");
  if (method != Method::kHead) text.append(response.body);
  return text;
}

}  // namespace custos::server::http
