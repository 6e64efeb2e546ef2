// SPDX-License-Identifier: Apache-2.0
#include "server/http/head_parser.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "server/http/url.h"

namespace custos::server::http {
namespace {

constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kMaxTarget = 8192;

Error Bad(const char* what) { return {ErrorKind::kInvalid, "http.bad_request", what}; }

bool IsTokenChar(char c) {
  const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alnum || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenChar); }

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

std::string_view TrimBlank(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the next line off `rest`; nullopt when it does not end in CR LF.
std::optional<std::string_view> TakeLine(std::string_view& rest) {
  const auto end = rest.find("\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

Status ParseTarget(std::string_view target, Request& request) {
  if (target.empty() || target.front() != '/' || target.size() > kMaxTarget || HasControl(target)) {
    return Bad("request target");
  }
  request.target = std::string(target);
  target = target.substr(0, target.find('#'));
  const auto mark = std::min(target.find('?'), target.size());
  auto segments = SplitPath(target.substr(0, mark));
  auto query = ParseQuery(mark < target.size() ? target.substr(mark + 1) : std::string_view());
  if (!segments || !query) return Bad("request target encoding");
  request.trailing_slash = mark > 1 && target[mark - 1] == '/';
  request.segments = std::move(*segments);
  request.query = std::move(*query);
  return {};
}

Status ParseRequestLine(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return Bad("request line");
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return Bad("protocol version");
  head.close = version == "HTTP/1.0";
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.find(' ') != std::string_view::npos || !IsToken(line.substr(0, first))) return Bad("request line");
  const auto method = ParseMethod(line.substr(0, first));
  if (!method) return Error{ErrorKind::kInvalid, "http.method_unknown", "request method"};
  head.request.method = *method;
  return ParseTarget(target, head.request);
}

Status ParseHeaderLines(std::string_view rest, Request& request) {
  while (true) {
    const auto line = TakeLine(rest);
    if (!line) return Bad("header line");
    if (line->empty()) return {};
    const auto colon = line->find(':');
    if (colon == std::string_view::npos || !IsToken(line->substr(0, colon))) return Bad("header name");
    const auto value = TrimBlank(line->substr(colon + 1));
    if (HasControl(value)) return Bad("control character in a header");
    if (request.headers.size() == kMaxHeaders) return Bad("number of headers");
    request.headers.emplace_back(std::string(line->substr(0, colon)), std::string(value));
  }
}

std::size_t CountHeaders(const Request& request, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(request.headers.begin(), request.headers.end(),
                                                [&](const Field& f) { return EqualsIgnoreCase(f.first, name); }));
}

Status ApplyFraming(RequestHead& head) {
  const Request& request = head.request;
  if (request.FindHeader("transfer-encoding") != nullptr) {
    if (request.FindHeader("content-length") != nullptr) return Bad("two body lengths");
    return Error{ErrorKind::kInvalid, "http.length_required", "body without Content-Length"};
  }
  if (CountHeaders(request, "content-length") > 1) return Bad("Content-Length");
  const std::string* length = request.FindHeader("content-length");
  if (length == nullptr) return {};
  const auto end = length->data() + length->size();
  const auto parsed = std::from_chars(length->data(), end, head.content_length);
  if (length->empty() || parsed.ec != std::errc() || parsed.ptr != end) return Bad("Content-Length");
  return {};
}

}  // namespace

Result<RequestHead> ParseHead(std::string_view text) {
  RequestHead head;
  const auto line = TakeLine(text);
  if (!line) return Bad("request line");
  if (auto status = ParseRequestLine(*line, head); !status) return status.error();
  if (auto status = ParseHeaderLines(text, head.request); !status) return status.error();
  if (auto status = ApplyFraming(head); !status) return status.error();
  const auto hosts = CountHeaders(head.request, "host");
  if (hosts > 1 || (hosts == 0 && !head.close)) return Bad("Host");
  if (const auto* host = head.request.FindHeader("host")) head.request.host = *host;
  if (const auto* connection = head.request.FindHeader("connection")) {
    if (EqualsIgnoreCase(*connection, "close")) head.close = true;
  }
  if (const auto* expect = head.request.FindHeader("expect")) {
    head.expects_continue = EqualsIgnoreCase(*expect, "100-continue");
  }
  return head;
}

}  // namespace custos::server::http
