// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::app {

struct HttpLoad {
  int port = 0;                           ///< on 127.0.0.1
  std::span<const std::string> requests;  ///< complete, each sent once
  std::size_t connections = 8;            ///< each has a thread and one request under way
  int status = 200;                       ///< of every answer
  double per_second = 0;                  ///< steady rate in all; 0 = each connection as fast as it is answered
};

struct HttpLoadFigures {
  double seconds = 0;
  std::vector<double> latencies_ms;  ///< of each request, in no order; at a steady rate from when it was due
};

/// Sends the requests over connections that are kept open. One that the server closed is opened again within the time
/// of the next request. kUnavailable `bench.http` when a request is not answered, or with another status.
Result<HttpLoadFigures> SendHttpLoad(const HttpLoad& load);

/// The body of the answer to one request on a connection of its own; kUnavailable `bench.http`.
Result<std::string> AskHttp(int port, const std::string& request);

}  // namespace custos::app
