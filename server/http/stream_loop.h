// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/http/event_stream.h"

namespace custos::server::http {

struct StreamLoopSettings {
  std::chrono::milliseconds heartbeat{15'000};
  /// A stream ends after this time and the browser comes back, so that access is checked again.
  std::chrono::milliseconds lifetime{300'000};
  std::size_t max_unsent = 512 * 1024;  ///< bytes a client may leave unread before it is dropped
};

/// Writes all event streams from one thread, so that no worker is tied to a browser that just listens. Thread-safe.
class StreamLoop {
 public:
  explicit StreamLoop(StreamLoopSettings settings);
  ~StreamLoop();
  StreamLoop(const StreamLoop&) = delete;
  StreamLoop& operator=(const StreamLoop&) = delete;

  /// Takes over a connected socket whose response head is already sent.
  void Attach(int fd, std::shared_ptr<EventStream> stream);
  void Stop();
  std::size_t size() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Client {
    int fd = -1;
    std::shared_ptr<EventStream> stream;
    std::string unsent;
    SteadyTime last_write;
    SteadyTime expires;
  };

  void Run();
  void AdoptArrivals(std::vector<Client>& clients);
  bool Serve(Client& client, short events, SteadyTime now);
  void Wake();

  const StreamLoopSettings settings_;
  int wake_fd_ = -1;
  mutable std::mutex mutex_;
  std::vector<Client> arrivals_;
  std::size_t count_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace custos::server::http
