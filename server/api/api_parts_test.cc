// SPDX-License-Identifier: Apache-2.0
// The pure parts of the API.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "server/api/gate.h"
#include "server/api/json_text.h"
#include "server/api/media_type.h"
#include "server/api/present.h"
#include "server/api/segments.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

/// The pieces put together again.
std::string Joined(const json& segments) {
  std::string text;
  for (const auto& segment : segments) text += segment["t"].get<std::string>();
  return text;
}

TEST_CASE("segments in order are the text") {
  const std::string text = "请转账到微信";
  const auto segments = Segments(text, {{{3, 9}, "r1"}, {{6, 12}, "r2"}});
  CHECK(Joined(segments) == text);
  CHECK(segments == json{{{"t", "请"}},
                         {{"t", "转"}, {"m", {"r1"}}},
                         {{"t", "账"}, {"m", {"r1", "r2"}}},
                         {{"t", "到"}, {"m", {"r2"}}},
                         {{"t", "微信"}}});
}

TEST_CASE("marks inside a character or beyond the text do no harm") {
  const std::string text = "微信";
  CHECK(Segments(text, {{{1, 2}, "r"}})[0] == json{{"t", "微"}, {"m", {"r"}}});
  CHECK(Joined(Segments(text, {{{4, 400}, "r"}})) == text);
  CHECK(Joined(Segments(text, {{{400, 500}, "r"}, {{5, 2}, "q"}})) == text);
  CHECK(Segments("", {{{0, 5}, "r"}}).empty());
}

TEST_CASE("a snippet keeps 24 characters on both sides of the first mark") {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "前";
  const auto at = static_cast<std::uint32_t>(text.size());
  text += "转账";
  for (int i = 0; i < 30; ++i) text += "后";
  const auto pieces = Snippet(text, {{{at, at + 6}, "r"}});
  REQUIRE(pieces.size() == 5);
  CHECK(pieces[0]["t"] == "…");
  CHECK(pieces[1]["t"].get<std::string>().size() == 24 * 3);
  CHECK(pieces[2] == json{{"t", "转账"}, {"m", {"r"}}});
  CHECK(pieces[3]["t"].get<std::string>().size() == 24 * 3);
  CHECK(pieces[4]["t"] == "…");
}

TEST_CASE("the other messages of an alert carry the marks of its own findings and of its further hits") {
  storage::AlertView alert;
  alert.findings = {{.rule_id = "r", .rule_version = "1", .category = "c", .spans = {}, .folded = ""}};
  alert.findings[0].parts = {{"wecom:a", "m1", {{0, 3}}}};
  alert.members.push_back({.alert_id = 9, .findings = alert.findings, .message = {}, .created_at = 0});
  alert.members[0].findings[0].rule_id = "q";
  alert.members[0].findings[0].parts[0].spans = {{3, 6}};
  alert.members[0].findings[0].spans = {{0, 3}};
  alert.members[0].message.text = "扣";
  alert.parts.resize(1);
  alert.parts[0].source = "wecom:a";
  alert.parts[0].key = "m1";
  alert.parts[0].text = "回您好";
  CHECK(PresentParts(alert)[0]["snippet"] ==
        json{{{"t", "回"}, {"m", {"r"}}}, {{"t", "您"}, {"m", {"q"}}}, {{"t", "好"}}});
  CHECK(PresentMembers(alert)[0]["id"] == "9");
  CHECK(PresentMembers(alert)[0]["snippet"] == json{{{"t", "扣"}, {"m", {"q"}}}});
}

TEST_CASE("a snippet without a mark is the beginning on one line") {
  CHECK(Snippet("a\nb", {}) == json{{{"t", "a b"}}});
}

TEST_CASE("times are RFC 3339 in UTC with milliseconds, both ways") {
  CHECK(FormatTime(1'772'352'930'250) == "2026-03-01T08:15:30.250Z");
  CHECK(ParseTime("2026-03-01T08:15:30.250Z") == 1'772'352'930'250);
  CHECK(ParseTime("2026-03-01T16:15:30+08:00") == 1'772'352'930'000);
  CHECK(ParseTime("2026-03-01T08:15:30.2509Z") == 1'772'352'930'250);
  for (const char* text : {"", "2026-03-01", "2026-02-30T00:00:00Z", "2026-03-01T08:15:30", "2026-03-01T25:15:30Z",
                           "2026-03-01T08:15:30.Z", "2026-03-01 08:15:30Z", "2026-03-01T08:15:30Zx"}) {
    INFO(text);
    CHECK_FALSE(ParseTime(text));
  }
}

TEST_CASE("deeply nested JSON is refused before it is parsed") {
  CHECK(ParseObject(R"({"a":[[[1]]]})"));
  CHECK_FALSE(ParseObject("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"));
  CHECK(ParseObject(R"({"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})"));
}

TEST_CASE("broken UTF-8 is replaced, not thrown") { CHECK_NOTHROW(ToText(json{{"t", "\xff\xfe"}})); }

TEST_CASE("files are what their first bytes say") {
  CHECK(GuessMediaType("\xff\xd8\xff\xe0") == "image/jpeg");
  CHECK(GuessMediaType("<html><script>") == "application/octet-stream");
  CHECK(GuessMediaType("<svg onload=x>") == "application/octet-stream");
  CHECK(GuessMediaType("#!AMR\n") == "audio/amr");
}

TEST_CASE("a file name cannot break out of its header") {
  CHECK(ContentDisposition("application/pdf", "a\"\r\nX: 1;.pdf") ==
        "attachment; filename*=UTF-8''a%22%0D%0AX%3A%201%3B.pdf");
  CHECK(ContentDisposition("image/png", "") == "inline");
}

TEST_CASE("behind https only an https origin of the same host is our own page") {
  http::Request request;
  request.host = "custos.example";
  request.headers = {{"X-Custos-CSRF", "1"}, {"Origin", "https://custos.example"}};
  CHECK(IsOwnPage(request, true));
  request.headers[1].second = "http://custos.example";
  CHECK_FALSE(IsOwnPage(request, true));
  request.headers[1].second = "https://custos.example.evil.example";
  CHECK_FALSE(IsOwnPage(request, true));
  request.headers[1] = {"Sec-Fetch-Site", "cross-site"};
  CHECK_FALSE(IsOwnPage(request, true));
}

}  // namespace
}  // namespace custos::server::api
