// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace custos::kannel {

struct BoxAddress {
  std::string host;  ///< of bearerbox; empty: there is no link
  std::uint16_t port = 0;
  std::string box_id = "custos";  ///< by which bearerbox routes texts to us
};

/// A box of bearerbox's that takes texts from outside. It says that it has a text only once `take` has it, so that
/// bearerbox keeps and repeats what either side's death leaves undone. On one thread.
class BoxLink {
 public:
  /// Keeps one message, without its length; not ok: it comes again later.
  using Take = std::function<Status(const std::string& bytes)>;
  /// Told of each change: empty when connected, else why not.
  using Tell = std::function<void(const std::string& problem)>;

  BoxLink(BoxAddress address, const Clock& clock) : address_(std::move(address)), clock_(clock) {}

  /// Connects, again and again, until the stop.
  void Run(const Take& take, const Tell& tell, const std::stop_token& stop);

 private:
  /// One connection, to its end.
  Status Serve(const Take& take, const Tell& tell, const std::stop_token& stop);

  const BoxAddress address_;
  const Clock& clock_;
};

}  // namespace custos::kannel
