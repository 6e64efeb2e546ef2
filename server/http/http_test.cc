// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "server/http/answer_text.h"
#include "server/http/head_parser.h"
#include "server/http/range.h"
#include "server/http/router.h"
#include "server/http/static_files.h"
#include "server/http/url.h"

namespace custos::server::http {
namespace {

TEST_CASE("a path is split before it is decoded") {
  const auto segments = SplitPath("/a%2Fb/%E4%B8%AD");
  REQUIRE(segments);
  CHECK(*segments == std::vector<std::string>{"a/b", "中"});
}

TEST_CASE("broken escapes and escaped control characters do not decode") {
  for (const char* text : {"%", "%4", "%zz", "%00", "%0a", "%7f"}) CHECK_FALSE(DecodePercent(text, false));
}

TEST_CASE("a query keeps order and repeats") {
  const auto query = ParseQuery("a=1&b=x+y&a=%26&c");
  REQUIRE(query);
  CHECK(*query == std::vector<Field>{{"a", "1"}, {"b", "x y"}, {"a", "&"}, {"c", ""}});
}

TEST_CASE("malformed heads are refused") {
  for (const char* head :
       {"GET / HTTP/1.1\r\n\r\n",                        // no Host
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",             // version
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",            // two spaces
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",     // absolute form
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",  // two hosts
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",  // folded line
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",            // space before colon
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    INFO(head);
    CHECK_FALSE(ParseHead(head).ok());
  }
}

TEST_CASE("a cookie sent twice with two values is not believed") {
  Request request;
  request.headers = {{"Cookie", "a=1; s=x"}, {"Cookie", "s=y"}};
  CHECK_FALSE(request.Cookie("s"));
  CHECK(request.Cookie("a") == "1");
}

TEST_CASE("a single range is understood, several count as none") {
  CHECK(ParseRange("bytes=0-9", 100).length == 10);
  CHECK(ParseRange("bytes=90-", 100).length == 10);
  CHECK(ParseRange("bytes=-10", 100).first == 90);
  CHECK(ParseRange("bytes=50-500", 100).length == 50);
  CHECK(ParseRange("bytes=100-", 100).kind == ByteRange::Kind::kUnsatisfiable);
  CHECK(ParseRange("bytes=0-1,2-3", 100).kind == ByteRange::Kind::kWhole);
  CHECK(ParseRange("items=0-1", 100).kind == ByteRange::Kind::kWhole);
}

Request Get(const std::string& path) {
  auto head = ParseHead("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  return head.ok() ? head->request : Request{};
}

TEST_CASE("the router prefers words over places and checks the type of places") {
  Router router;
  const auto name = [](const std::string& text) {
    return [text](const Request&, const PathParams&) { return Response::Text(200, text); };
  };
  router.Add({Method::kGet, "/a/counts", "counts", name("counts")});
  router.Add({Method::kGet, "/a/{id:u64}", "one", name("one")});
  router.Add({Method::kGet, "/c/{id:hex32}", "hex", name("hex")});
  CHECK(router.Handle(Get("/a/counts")).body == "counts");
  CHECK(router.Handle(Get("/a/12")).body == "one");
  CHECK(router.Handle(Get("/a/x")).status == 400);
  CHECK(router.Handle(Get("/a/99999999999999999999999")).status == 400);
  CHECK(router.Handle(Get("/c/00112233445566778899aabbccddeeff")).body == "hex");
  CHECK(router.Handle(Get("/c/00112233445566778899aabbccddee")).status == 400);
  router.Add({Method::kGet, "/w/{source:word}/x", "word",
              [](const Request&, const PathParams& path) { return Response::Text(200, path.Text("source")); }});
  CHECK(router.Handle(Get("/w/ingest:chat-1.b_2/x")).body == "ingest:chat-1.b_2");
  CHECK(router.Handle(Get("/w/a%2Fb/x")).status == 400);
  CHECK(router.Handle(Get("/w/" + std::string(129, 'a') + "/x")).status == 400);
  CHECK(router.Handle(Get("/b")).status == 404);
  auto post = Get("/a/12");
  post.method = Method::kPost;
  const auto refused = router.Handle(post);
  CHECK(refused.status == 405);
  CHECK(*refused.FindHeader("allow") == "GET");
}

TEST_CASE("an answer is written head and body in one piece, with the length of its body") {
  const AfterAnswer goes_on{false, std::chrono::milliseconds(1000), 100};
  Response response = Response::Text(200, "您好");
  CHECK(AnswerText(response, Method::kGet, goes_on) ==
        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=100\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 6\r\n\r\n您好");
  CHECK(AnswerText(response, Method::kHead, {true, {}, 0}) ==
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 6\r\n\r\n");
  CHECK(AnswerText(Response::Empty(204), Method::kPost, {true, {}, 0}) ==
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a header that would begin another line is not written") {
  Response response = Response::Empty(201);
  response.SetHeader("Location", "/a\r\nSet-Cookie: x");
  response.SetHeader("X-A\n", "1");
  response.SetHeader("X-B", "2");
  CHECK(AnswerText(response, Method::kPost, {true, {}, 0}) ==
        "HTTP/1.1 201 Created\r\nConnection: close\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("middleware wraps from the outside in") {
  Router router;
  router.Add({Method::kGet, "/", "root", [](const Request&, const PathParams&) { return Response::Text(200, "x"); }});
  for (const char* mark : {"1", "2"}) {
    router.Use([mark](const Request& request, const Next& next) {
      auto response = next(request);
      response.body += mark;
      return response;
    });
  }
  CHECK(router.Handle(Get("/")).body == "x21");
}

/// A small built UI in a directory of its own, and a secret beside it.
struct Site {
  Site() {
    const auto base = std::filesystem::temp_directory_path() / ("custos-static-" + std::to_string(::getpid()));
    root = base / "ui";
    std::filesystem::create_directories(root / "assets");
    Write(root / "index.html", "<head><meta name=\"csp-nonce\" content=\"old\"></head>");
    Write(root / "assets" / "a-1234.js", "plain");
    Write(root / "assets" / "a-1234.js.gz", "packed");
    Write(root / "favicon.svg", "<svg/>");
    Write(base / "secret.txt", "secret");
    std::filesystem::create_symlink(base / "secret.txt", root / "link.txt");
  }
  ~Site() { std::filesystem::remove_all(root.parent_path()); }

  static void Write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

  std::filesystem::path root;
  StaticFiles files() const {
    return StaticFiles(root, [] { return "fresh"; });
  }
};

TEST_CASE("every page is the index with a fresh nonce and is not stored") {
  const Site site;
  for (const char* path : {"/", "/alerts/12", "/index.html"}) {
    const auto response = site.files().Serve(Get(path));
    CHECK(response.status == 200);
    CHECK(response.body.find("content=\"fresh\"") != std::string::npos);
    CHECK(response.body.find("old") == std::string::npos);
    CHECK(*response.FindHeader("cache-control") == "no-store");
    CHECK(response.FindHeader("content-security-policy")->find("'nonce-fresh'") != std::string::npos);
  }
}

TEST_CASE("the policy allows nothing unsafe") {
  CHECK(ContentSecurityPolicy("n").find("unsafe") == std::string::npos);
  CHECK(ContentSecurityPolicy("n").find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("hashed assets are immutable and packed for those who take it") {
  const Site site;
  auto request = Get("/assets/a-1234.js");
  CHECK(site.files().Serve(request).body == "plain");
  request.headers.emplace_back("Accept-Encoding", "br, gzip");
  const auto packed = site.files().Serve(request);
  CHECK(packed.body == "packed");
  CHECK(*packed.FindHeader("content-encoding") == "gzip");
  CHECK(packed.FindHeader("content-type")->starts_with("text/javascript"));
  CHECK(packed.FindHeader("cache-control")->find("immutable") != std::string::npos);
}

TEST_CASE("a folder with a page of its own is a page of its own, with its own assets") {
  const Site site;
  std::filesystem::create_directories(site.root / "desk" / "assets");
  Site::Write(site.root / "desk" / "index.html", "the desk");
  Site::Write(site.root / "desk" / "assets" / "d-1.js", "its script");
  for (const char* path : {"/desk", "/desk/", "/desk/index.html", "/desk/anything"}) {
    INFO(path);
    CHECK(site.files().Serve(Get(path)).body == "the desk");
  }
  const auto script = site.files().Serve(Get("/desk/assets/d-1.js"));
  CHECK(script.body == "its script");
  CHECK(script.FindHeader("cache-control")->find("immutable") != std::string::npos);
  CHECK(site.files().Serve(Get("/desk/assets/gone.js")).status == 404);
  CHECK(site.files().Serve(Get("/desks")).body.find("fresh") != std::string::npos);
}

TEST_CASE("a missing asset is not answered with the page") {
  const Site site;
  CHECK(site.files().Serve(Get("/assets/gone.js")).status == 404);
}

TEST_CASE("nothing outside the directory is served") {
  const Site site;
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt",
                           "/link.txt", "/.git/config"}) {
    INFO(path);
    CHECK(site.files().Serve(Get(path)).body.find("secret") == std::string::npos);
  }
}

TEST_CASE("other files are revalidated") {
  const Site site;
  auto request = Get("/favicon.svg");
  const auto first = site.files().Serve(request);
  REQUIRE(first.FindHeader("etag") != nullptr);
  request.headers.emplace_back("If-None-Match", *first.FindHeader("etag"));
  CHECK(site.files().Serve(request).status == 304);
}

}  // namespace
}  // namespace custos::server::http
