// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace custos::server::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };

std::string_view ToString(Method method);
std::optional<Method> ParseMethod(std::string_view token);

/// A name and its value, exactly as received.
using Field = std::pair<std::string, std::string>;

/// One request. Plain data; header values are as received (never percent-decoded), path segments and query are decoded.
struct Request {
  Method method = Method::kGet;
  std::string target;                 ///< as received
  std::vector<std::string> segments;  ///< decoded pieces of the path; "/" has none
  bool trailing_slash = false;
  std::vector<Field> query;
  std::vector<Field> headers;
  std::string body;
  std::string peer;    ///< client address: the socket's, or the last hop told by a trusted proxy
  bool https = false;  ///< a trusted proxy says the client came by https
  std::string host;    ///< authority the client used
  std::string id;      ///< request id, made by us

  /// First header of that name, letter case ignored; nullptr when absent.
  const std::string* FindHeader(std::string_view name) const;
  /// First query parameter of that name; nullptr when absent.
  const std::string* FindQuery(std::string_view name) const;
  /// Value of a cookie; nullopt when absent or sent twice with different values.
  std::optional<std::string> Cookie(std::string_view name) const;
};

/// A request head as the parser understood it: `request` without body, and what to read next.
struct RequestHead {
  Request request;
  std::size_t content_length = 0;
  bool expects_continue = false;
  bool close = false;  ///< the client wants the connection closed after the answer
};

/// Letter case of ASCII ignored.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

}  // namespace custos::server::http
