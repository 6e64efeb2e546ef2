// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "server/http/request.h"
#include "server/http/response.h"

namespace custos::server::http {

/// How the connection goes on after an answer.
struct AfterAnswer {
  bool close = false;
  std::chrono::milliseconds keep_alive{0};  ///< told to the client unless it closes
  int more_requests = 0;
};

/// An answer that has its body at hand, head and body in one piece, so that it is one write. Of an answer to HEAD only
/// the head, with the length of the body.
std::string AnswerText(const Response& response, Method method, const AfterAnswer& after);

}  // namespace custos::server::http
