// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace custos::server::http {

/// The sending end of one server-sent event stream, shared between whoever has events and the loop that owns the
/// socket. Bounded: a client that does not read is dropped, it never makes the sender wait. Thread-safe.
class EventStream {
 public:
  explicit EventStream(std::size_t max_pending = 256 * 1024) : max_pending_(max_pending) {}

  /// False when the stream is closed or the backlog would grow beyond its bound, which closes it.
  bool Send(std::string_view bytes);
  void Close();
  bool open() const;

  /// For the loop: what is waiting, leaving nothing.
  std::string TakePending();
  /// For the loop: called, outside any lock of the loop, whenever there is something new to do.
  void OnWake(std::function<void()> wake);

 private:
  const std::size_t max_pending_;
  mutable std::mutex mutex_;
  std::string pending_;
  bool open_ = true;
  std::function<void()> wake_;
};

}  // namespace custos::server::http
