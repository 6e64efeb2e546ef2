// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/request.h"

namespace custos::server::http {

class EventStream;

/// Bytes that are produced while they are sent, so that a large file never sits in memory.
struct ByteSource {
  std::uint64_t length = 0;
  /// At most `max` bytes from `offset`; empty means failure, and the connection is cut.
  std::function<std::string(std::uint64_t offset, std::size_t max)> read;
};

/// One answer: a body, or a source of bytes, or an event stream.
struct Response {
  int status = 200;
  std::vector<Field> headers;
  std::string body;
  std::shared_ptr<ByteSource> bytes;
  std::shared_ptr<EventStream> events;
  bool close = false;  ///< end the connection after this answer

  static Response Json(int status, std::string body);
  static Response Text(int status, std::string body);
  static Response Empty(int status);

  /// Replaces what is there under that name.
  void SetHeader(std::string_view name, std::string value);
  const std::string* FindHeader(std::string_view name) const;
};

/// Reason phrase of RFC 9110 for the codes we send.
std::string_view ReasonPhrase(int status);

}  // namespace custos::server::http
