// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/result.h"

namespace custos::wecom_sim {

struct HttpRequest {
  std::string method;
  std::string path;                          ///< without the query
  std::map<std::string, std::string> query;  ///< percent-decoded
  std::string body;
  std::string peer;  ///< address without port

  std::string Query(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json; charset=UTF-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::milliseconds delay{0};  ///< waited before answering
  bool drop = false;                   ///< break the connection off in the middle of the answer
};

/// A plain HTTP/1.1 listener with keep-alive, one thread per connection, bodies by Content-Length only. It can do what
/// a proper server must not: drop connections and stall. Stop (or destruction) ends every connection.
class HttpListener {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;

  /// Binds at once; port 0 lets the system choose.
  static Result<std::unique_ptr<HttpListener>> Start(const std::string& host, int port, Handler handler);
  ~HttpListener();

  int port() const { return port_; }
  void Stop();

 private:
  struct Connection {
    int fd = -1;
    std::string peer;
    std::thread thread;
    std::atomic<bool> finished{false};
  };

  HttpListener(int fd, int port, Handler handler);
  void Accept();
  void Reap();
  void Serve(Connection& connection);
  bool Answer(Connection& connection, const HttpRequest& request, bool keep_alive);
  void Wait(std::chrono::milliseconds delay) const;

  const int fd_;
  const int port_;
  const Handler handler_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

/// Decodes %XX and '+'.
std::string PercentDecode(std::string_view text);

}  // namespace custos::wecom_sim
