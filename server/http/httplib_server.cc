// SPDX-License-Identifier: Apache-2.0
// The only file that knows cpp-httplib. It listens, accepts and streams files with it; requests are read and checked by
// us first, because the library buffers endless headers, percent-decodes header values, believes a client's
// REMOTE_ADDR and expands overlapping ranges.
#include <httplib.h>
#include <netinet/tcp.h>

#include <atomic>
#include <exception>
#include <optional>
#include <thread>

#include "core/digest.h"
#include "core/log.h"
#include "server/http/answer_text.h"
#include "server/http/client_address.h"
#include "server/http/connection.h"
#include "server/http/head_parser.h"
#include "server/http/server.h"
#include "server/http/worker_pool.h"

namespace custos::server::http {
namespace {

constexpr int kBacklog = 511;  // the library's own, 5, makes bursts of connects wait for a retry
constexpr std::size_t kSourceChunk = 256 * 1024;

/// The answer that this thread is writing; the library offers no other way to hand it to its callback.
thread_local Response* current_response = nullptr;
/// Set while the accepting thread turns a connection away.
thread_local bool refuse_connection = false;

/// Shows the library a request that we made up, and passes on what it writes.
class ExchangeStream final : public httplib::Stream {
 public:
  ExchangeStream(Connection& connection, std::chrono::milliseconds stall, std::string head)
      : connection_(connection), stall_(stall), head_(std::move(head)) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return !connection_.failed(); }

  ssize_t read(char* out, size_t size) override {
    const auto n = std::min(size, head_.size() - position_);
    std::copy_n(head_.data() + position_, n, out);
    position_ += n;
    return static_cast<ssize_t>(n);
  }

  ssize_t write(const char* data, size_t size) override {
    // The library writes head and body apart; joined, a small answer is one packet.
    if (!body_started_) {
      body_started_ = true;
      pending_.assign(data, size);
      return static_cast<ssize_t>(size);
    }
    if (pending_.size() + size < kSourceChunk) {
      pending_.append(data, size);
      return static_cast<ssize_t>(size);
    }
    return Flush() && connection_.Write({data, size}, stall_) ? static_cast<ssize_t>(size) : -1;
  }

  bool Flush() {
    const bool ok = connection_.Write(pending_, stall_);
    pending_.clear();
    return ok;
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  // Only compared with FD_SETSIZE by the library; our reads use poll, so large descriptors are fine.
  socket_t socket() const override { return 0; }

 private:
  Connection& connection_;
  const std::chrono::milliseconds stall_;
  const std::string head_;
  std::size_t position_ = 0;
  std::string pending_;
  bool body_started_ = false;
};

/// Runs the library's connection jobs on our pool; turns connections away when the pool is full.
class PoolQueue final : public httplib::TaskQueue {
 public:
  explicit PoolQueue(const ServerSettings& settings)
      : pool_(settings.workers, settings.worker_stack_bytes, settings.max_waiting) {}

  void enqueue(std::function<void()> job) override {
    if (pool_.Submit(job)) return;
    refuse_connection = true;
    job();
    refuse_connection = false;
  }
  void shutdown() override { pool_.Stop(); }

 private:
  WorkerPool pool_;
};

/// A request as the library shall see it: nothing of the client's but the method.
std::string MadeUpHead(Method method, bool close) {
  return std::string(ToString(method)) + " / HTTP/1.1\r\n" + (close ? "Connection: close\r\n\r\n" : "\r\n");
}

void HandOver(const Response& response, httplib::Response& out) {
  out.status = response.status;
  for (const auto& [name, value] : response.headers) out.set_header(name, value);
  const auto* type = response.FindHeader("content-type");
  const std::string content_type = type != nullptr ? *type : "application/octet-stream";
  out.headers.erase("Content-Type");
  out.set_content_provider(response.bytes->length, content_type,
                           [source = response.bytes](size_t offset, size_t length, httplib::DataSink& sink) {
                             const std::string piece = source->read(offset, std::min(length, kSourceChunk));
                             return !piece.empty() && sink.write(piece.data(), piece.size());
                           });
}

std::string EventStreamHead(const Response& response) {
  std::string head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
  for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

class HttplibServer final : public Server, private httplib::Server {
 public:
  HttplibServer(ServerSettings settings, RequestHandler& handler)
      : settings_(std::move(settings)), handler_(handler), streams_(settings_.streams) {
    new_task_queue = [this] { return new PoolQueue(settings_); };  // owned by the library
    set_socket_options([](socket_t fd) {
      // Not SO_REUSEPORT, the library's default: a second server on the same port must fail.
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(settings_.keep_alive).count());
    set_keep_alive_max_count(static_cast<size_t>(settings_.keep_alive_max_requests));
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& out) {
      HandOver(*current_response, out);
      return HandlerResponse::Handled;
    });
  }

  ~HttplibServer() override { Stop(); }

  bool Begin() {
    if (settings_.port == 0) {
      port_ = bind_to_any_port(settings_.address);
    } else {
      port_ = bind_to_port(settings_.address, settings_.port) ? settings_.port : -1;
    }
    if (port_ <= 0) return false;
    ::listen(svr_sock_, kBacklog);
    listener_ = std::thread([this] { listen_after_bind(); });
    while (!is_running()) std::this_thread::yield();
    return true;
  }

  int port() const override { return port_; }

  void Stop() override {
    stopping_ = true;
    if (!listener_.joinable()) return;
    streams_.Stop();
    stop();
    listener_.join();
  }

 private:
  bool process_and_close_socket(socket_t fd) override {
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    Connection connection(fd);
    const std::string peer = connection.PeerAddress();
    if (refuse_connection) {
      connection.SkipLinger();  // this is the accepting thread
      Answer(connection, Method::kGet, handler_.Refuse(503, "server.unavailable"), true);
      return true;
    }
    for (int left = settings_.keep_alive_max_requests; left > 0; --left) {
      const bool first = left == settings_.keep_alive_max_requests;
      if (!ServeOne(connection, peer, first, left == 1)) break;
    }
    return true;
  }

  /// False when the connection is to be closed.
  bool ServeOne(Connection& connection, const std::string& peer, bool first, bool last) {
    std::string text;
    const auto idle = first ? settings_.head_timeout : settings_.keep_alive;
    const auto read = connection.ReadHead(idle, settings_.head_timeout, settings_.max_head_bytes, text);
    if (read == Connection::Read::kTooLarge) return Reject(connection, 431, "request.head_too_large");
    if (read != Connection::Read::kOk) return false;
    auto head = ParseHead(text);
    if (!head) {
      const bool no_length = head.error().code == "http.length_required";
      return no_length ? Reject(connection, 411, "request.length_required")
                       : Reject(connection, 400, "request.invalid");
    }
    Request& request = head->request;
    ResolveClient(peer, settings_.trusted_proxies, request);
    request.id = HexEncode(RandomBytes(8));
    if (head->content_length > handler_.BodyLimit(request)) {
      return Reject(connection, 413, "request.body_too_large");
    }
    if (head->expects_continue && head->content_length > 0) {
      connection.Write("HTTP/1.1 100 Continue\r\n\r\n", settings_.write_stall);
    }
    const auto body = connection.ReadBody(head->content_length, settings_.body_timeout, request.body);
    if (body == Connection::Read::kTimeout) return Reject(connection, 408, "request.timeout");
    if (body != Connection::Read::kOk) return false;
    return Finish(connection, request, head->close || last);
  }

  bool Finish(Connection& connection, const Request& request, bool close) {
    Response response = Ask(request);
    if (response.events) {
      StartStream(connection, request, response);
      return false;
    }
    const bool end = close || response.close || stopping_;
    return Answer(connection, request.method, std::move(response), end) && !end;
  }

  Response Ask(const Request& request) {
    try {
      return handler_.Handle(request);
    } catch (const std::exception& fault) {
      Log(LogLevel::kError, "request handler threw", {{"request_id", request.id}, {"type", typeid(fault).name()}});
    }
    return handler_.Refuse(500, "server.internal");
  }

  void StartStream(Connection& connection, const Request& request, const Response& response) {
    const bool sent = connection.Write(EventStreamHead(response), settings_.write_stall);
    if (sent && request.method == Method::kGet) {
      streams_.Attach(connection.Release(), response.events);
    } else {
      response.events->Close();
    }
  }

  bool Reject(Connection& connection, int status, const std::string& code) {
    Answer(connection, Method::kGet, handler_.Refuse(status, code), true);
    return false;
  }

  bool Answer(Connection& connection, Method method, Response response, bool close) {
    if (!response.bytes) {
      const AfterAnswer after{close, settings_.keep_alive, settings_.keep_alive_max_requests};
      return connection.Write(AnswerText(response, method, after), settings_.write_stall);
    }
    ExchangeStream stream(connection, settings_.write_stall, MadeUpHead(method, close));
    current_response = &response;
    bool closed = false;
    const bool written = process_request(stream, close, closed, nullptr);
    current_response = nullptr;
    return stream.Flush() && written;
  }

  const ServerSettings settings_;
  RequestHandler& handler_;
  StreamLoop streams_;
  std::atomic<bool> stopping_{false};
  std::thread listener_;
  int port_ = -1;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(ServerSettings settings, RequestHandler& handler) {
  auto server = std::make_unique<HttplibServer>(std::move(settings), handler);
  if (!server->Begin()) {
    return Error{ErrorKind::kUnavailable, "http.bind_failed", "the address is in use or not ours"};
  }
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace custos::server::http
