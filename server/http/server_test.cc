// SPDX-License-Identifier: Apache-2.0
// Each weak spot of the listener that was measured has its case here.
#include "server/http/server.h"

#include <sys/resource.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "server/http/event_stream.h"
#include "server/http/problem.h"
#include "server/http/router.h"
#include "tests/support/fakes/raw_client.h"

namespace custos::server::http {
namespace {

using namespace std::chrono_literals;
using custos::testing::Ask;
using custos::testing::RawClient;

constexpr char kHello[] = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Under a sanitizer resident memory is mostly its own: shadow memory, and freed blocks in which it looks for late uses.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;
#else
constexpr bool kMemoryIsOurs = true;
#endif

long ResidentKb() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0;
  long resident = 0;
  statm >> pages >> resident;
  return resident * 4;
}

/// A running server with a few routes and the request that it saw last.
struct Fixture {
  explicit Fixture(ServerSettings settings = {}) {
    router.Add({Method::kGet, "/hello", "hello",
                [](const Request&, const PathParams&) { return Response::Text(200, "hello"); }});
    router.Add({Method::kGet, "/peer", "peer",
                [](const Request& request, const PathParams&) { return Response::Text(200, request.peer); }});
    router.Add({Method::kGet, "/header", "header", [](const Request& request, const PathParams&) {
                  const auto* value = request.FindHeader("x-test");
                  return Response::Text(200, value == nullptr ? "" : *value);
                }});
    router.Add({Method::kPost, "/echo", "echo",
                [](const Request& request, const PathParams&) { return Response::Text(200, request.body); }, 1000});
    router.Add({Method::kGet, "/file", "file", [](const Request&, const PathParams&) {
                  Response response;
                  response.bytes = std::make_shared<ByteSource>();
                  response.bytes->length = 50'000'000;
                  response.bytes->read = [](std::uint64_t, std::size_t max) { return std::string(max, 'x'); };
                  return response;
                }});
    router.Add({Method::kGet, "/events", "events", [this](const Request&, const PathParams&) {
                  Response response;
                  response.events = std::make_shared<EventStream>(1024 * 1024);
                  response.SetHeader("Content-Type", "text/event-stream");
                  stream = response.events;
                  ++streams;
                  return response;
                }});
    router.Add({Method::kGet, "/throw", "throw",
                [](const Request&, const PathParams&) -> Response { throw std::runtime_error("secret words"); }});
    router.Add({Method::kGet, "/slow", "slow", [this](const Request&, const PathParams&) {
                  slow_runs = true;
                  std::this_thread::sleep_for(300ms);
                  return Response::Text(200, "done");
                }});
    auto started = Server::Start(std::move(settings), router);
    REQUIRE(started.ok());
    server = std::move(*started);
  }

  int port() const { return server->port(); }

  Router router;
  std::shared_ptr<EventStream> stream;
  std::atomic<int> streams{0};
  std::atomic<bool> slow_runs{false};
  std::unique_ptr<Server> server;
};

TEST_CASE("a request is answered and the connection stays open for the next") {
  Fixture fixture;
  RawClient client(fixture.port());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(client.Send(kHello));
    const auto answer = client.ReadAnswer();
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == "hello");
  }
}

TEST_CASE("idle keep-alive connections do not hold up the next request") {
  ServerSettings settings;
  settings.workers = 64;
  Fixture fixture(settings);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 40; ++i) {
    idle.push_back(std::make_unique<RawClient>(fixture.port()));
    REQUIRE(idle.back()->Send(kHello));
    REQUIRE(idle.back()->ReadAnswer());
  }
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(Ask(fixture.port(), kHello));
  CHECK(std::chrono::steady_clock::now() - begin < 500ms);
}

TEST_CASE("an idle keep-alive connection is closed after a second") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send(kHello));
  REQUIRE(client.ReadAnswer());
  CHECK(client.ClosedWithin(3s));
}

TEST_CASE("event streams use up no workers") {
  ServerSettings settings;
  settings.workers = 4;
  Fixture fixture(settings);
  std::vector<std::unique_ptr<RawClient>> listeners;
  for (int i = 0; i < 50; ++i) {
    listeners.push_back(std::make_unique<RawClient>(fixture.port()));
    REQUIRE(listeners.back()->Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    REQUIRE(listeners.back()->ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 200"));
  }
  CHECK(fixture.streams == 50);
  CHECK(Ask(fixture.port(), kHello)->body == "hello");
}

TEST_CASE("what is sent to an event stream reaches the client at once") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  client.ReadUntil("\r\n\r\n");
  REQUIRE(fixture.stream->Send("data: 1\n\n"));
  CHECK(client.ReadUntil("\n\n", 1s) == "data: 1\n\n");
}

TEST_CASE("a silent event stream gets heartbeats") {
  ServerSettings settings;
  settings.streams.heartbeat = 100ms;
  Fixture fixture(settings);
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  client.ReadUntil("\r\n\r\n");
  CHECK(client.ReadUntil("\n\n", 2s) == ": hb\n\n");
}

TEST_CASE("an event stream that the client leaves is closed") {
  Fixture fixture;
  {
    RawClient client(fixture.port());
    REQUIRE(client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    client.ReadUntil("\r\n\r\n");
  }
  for (int i = 0; i < 100 && fixture.stream->open(); ++i) std::this_thread::sleep_for(20ms);
  CHECK_FALSE(fixture.stream->open());
}

TEST_CASE("a client that does not read its events is dropped") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  client.ReadUntil("\r\n\r\n");
  const std::string block(64 * 1024, 'x');
  bool accepted = true;
  for (int i = 0; i < 2000 && accepted; ++i) {
    accepted = fixture.stream->Send(block);
    if (i % 8 == 0) std::this_thread::sleep_for(1ms);
  }
  CHECK_FALSE(accepted);
}

TEST_CASE("many overlapping ranges give the whole file once and cost no memory") {
  Fixture fixture;
  std::string ranges = "0-49999999";
  for (int i = 0; i < 19; ++i) ranges += ",0-49999999";
  const long before = ResidentKb();
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /file HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + ranges + "\r\n\r\n"));
  const auto head = client.ReadUntil("\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 200"));
  CHECK(head.find("Content-Length: 50000000") != std::string::npos);
  if (kMemoryIsOurs) CHECK(ResidentKb() - before < 20'000);
}

TEST_CASE("a very long Range header does no harm") {
  Fixture fixture;
  std::string ranges = "bytes=0-1";
  while (ranges.size() < 30'000) ranges += ",0-1";
  const auto answer = Ask(fixture.port(), "GET /hello HTTP/1.1\r\nHost: localhost\r\nRange: " + ranges + "\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 200);
}

TEST_CASE("an endless header line is refused before it fills the memory") {
  Fixture fixture;
  const long before = ResidentKb();
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Long: "));
  const std::string block(64 * 1024, 'a');
  for (int i = 0; i < 960 && client.Send(block); ++i) {
  }
  if (kMemoryIsOurs) CHECK(ResidentKb() - before < 5'000);
}

TEST_CASE("a head beyond the limit is answered with 431") {
  Fixture fixture;
  const auto answer =
      Ask(fixture.port(), "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(40'000, 'a') + "\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 431);
}

TEST_CASE("a slow head is cut off") {
  ServerSettings settings;
  settings.head_timeout = 300ms;
  Fixture fixture(settings);
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /hello HTTP/1.1\r\n"));
  CHECK(client.ClosedWithin(2s));
}

TEST_CASE("escaped line breaks in a header stay escaped") {
  Fixture fixture;
  const auto answer =
      Ask(fixture.port(), "GET /header HTTP/1.1\r\nHost: localhost\r\nX-Test: a%0d%0aX-Evil: 1\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->body == "a%0d%0aX-Evil: 1");
  CHECK(answer->headers.count("x-evil") == 0);
}

TEST_CASE("control characters in a header are refused") {
  Fixture fixture;
  for (const char* value : {"a\x01z", "a\nX-Evil: 1", "a\x7f"}) {
    const auto answer =
        Ask(fixture.port(), std::string("GET /header HTTP/1.1\r\nHost: localhost\r\nX-Test: ") + value + "\r\n\r\n");
    REQUIRE(answer);
    CHECK(answer->status == 400);
  }
}

TEST_CASE("a client cannot choose its own address") {
  Fixture fixture;
  const auto answer = Ask(fixture.port(),
                          "GET /peer HTTP/1.1\r\nHost: localhost\r\nREMOTE_ADDR: 203.0.113.9\r\n"
                          "X-Forwarded-For: 203.0.113.8\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->body == "127.0.0.1");
}

TEST_CASE("a trusted proxy is believed for its own hop only") {
  ServerSettings settings;
  settings.trusted_proxies = {"127.0.0.1"};
  Fixture fixture(settings);
  const auto answer = Ask(
      fixture.port(), "GET /peer HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->body == "203.0.113.7");
}

TEST_CASE("a body beyond the route's limit is refused without being read") {
  Fixture fixture;
  const auto answer = Ask(fixture.port(), "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 413);
}

TEST_CASE("a body without a stated length is refused") {
  Fixture fixture;
  const auto answer =
      Ask(fixture.port(), "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 411);
}

TEST_CASE("a body for a path that takes none is not mistaken for the next request") {
  Fixture fixture;
  RawClient client(fixture.port());
  const std::string inner = kHello;
  REQUIRE(client.Send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(inner.size()) +
                      "\r\n\r\n" + inner));
  const auto answer = client.ReadAnswer();
  REQUIRE(answer);
  CHECK(answer->status == 413);
  CHECK_FALSE(client.ReadAnswer(true, 500ms));
}

TEST_CASE("a body arrives whole, also after 100 Continue") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
  CHECK(client.ReadAnswer()->status == 100);
  REQUIRE(client.Send("hel"));
  REQUIRE(client.Send("lo"));
  CHECK(client.ReadAnswer()->body == "hello");
}

TEST_CASE("an exception becomes a 500 that tells nothing") {
  Fixture fixture;
  const auto answer = Ask(fixture.port(), "GET /throw HTTP/1.1\r\nHost: localhost\r\n\r\n");
  REQUIRE(answer);
  CHECK(answer->status == 500);
  CHECK(answer->body.find("secret") == std::string::npos);
}

TEST_CASE("HEAD answers the length without the body") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto answer = client.ReadAnswer(false);
  REQUIRE(answer);
  CHECK(answer->Header("content-length") == "5");
  REQUIRE(client.Send(kHello));
  CHECK(client.ReadAnswer()->status == 200);
}

TEST_CASE("a second server on the same port is refused") {
  Fixture fixture;
  ServerSettings settings;
  settings.port = fixture.port();
  Router router;
  CHECK_FALSE(Server::Start(settings, router).ok());
}

TEST_CASE("connections beyond the queue get 503 at once") {
  ServerSettings settings;
  settings.workers = 1;
  settings.max_waiting = 1;
  Fixture fixture(settings);
  RawClient holder(fixture.port());
  REQUIRE(holder.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  std::this_thread::sleep_for(50ms);
  RawClient waiting(fixture.port());
  std::this_thread::sleep_for(50ms);
  RawClient refused(fixture.port());
  const auto answer = refused.ReadAnswer(true, 200ms);
  REQUIRE(answer);
  CHECK(answer->status == 503);
}

TEST_CASE("stopping lets a running request finish") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  for (int i = 0; i < 1000 && !fixture.slow_runs; ++i) std::this_thread::sleep_for(5ms);
  REQUIRE(fixture.slow_runs);
  fixture.server->Stop();
  const auto answer = client.ReadAnswer();
  REQUIRE(answer);
  CHECK(answer->body == "done");
}

TEST_CASE("stopping ends event streams") {
  Fixture fixture;
  RawClient client(fixture.port());
  REQUIRE(client.Send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  client.ReadUntil("\r\n\r\n");
  fixture.server->Stop();
  CHECK_FALSE(fixture.stream->open());
}

}  // namespace
}  // namespace custos::server::http
