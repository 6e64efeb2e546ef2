// SPDX-License-Identifier: Apache-2.0
// Work phones and sources that send by themselves, through the built program: killed in the middle, on both sides.
#include <signal.h>
#include <zlib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "tests/functional/world.h"
#include "tests/support/fakes/raw_client.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string Text(const json& value) { return value.get<std::string>(); }

std::size_t LinesIn(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line);) lines += in.eof() ? 0 : 1;
  return lines;
}

class PushWorld : public World {
 public:
  std::string Directory() { return Text(Source()["source"]); }
  std::string Employee() { return company.corp().company()->relations.front().employee; }
  int Port() const { return std::stoi(server->url().substr(server->url().rfind(':') + 1)); }
  std::filesystem::path PhoneDir() const { return data_dir().parent_path() / "phone"; }

  json Invite() {
    const auto answer =
        api->Post("/devices", {{"employee_source", Directory()}, {"employee_id", Employee()}, {"label", "七号机"}});
    REQUIRE(answer.status == 201);
    return answer.body;
  }
  json Device() { return api->Get("/devices").body["items"][0]; }

  /// `custos sim phone` with its state in PhoneDir.
  std::unique_ptr<Process> Phone(std::vector<std::string> more) {
    std::vector<std::string> argv{CUSTOS_PROGRAM, "sim", "phone", "--data", PhoneDir().string()};
    argv.insert(argv.end(), more.begin(), more.end());
    return std::make_unique<Process>(argv, PhoneDir().string() + ".log");
  }

  /// Ends the server without warning and starts it again on the same address.
  void KillServer() {
    const std::string address = "127.0.0.1:" + std::to_string(Port());
    server->process().Kill();
    server = std::make_unique<ServerProcess>(ServerProcess::Options{.program = CUSTOS_PROGRAM,
                                                                    .data_dir = data_dir(),
                                                                    .config = company.config(),
                                                                    .arguments = {},
                                                                    .listen = address});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
    REQUIRE(api->SignIn("admin", "", kPassword));
  }

  /// Keys of everything stored of these channels; a key that stands twice is a failure.
  std::set<std::string> Keys(const std::vector<std::string>& channels) {
    std::set<std::string> keys;
    for (const std::string& channel : channels) {
      std::string cursor;
      do {
        const json page =
            api->Get("/messages?limit=200&channel=" + channel + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
        for (const json& item : page["items"]) CHECK(keys.insert(item["key"].get<std::string>()).second);
        cursor = page["next_cursor"].is_string() ? page["next_cursor"].get<std::string>() : "";
      } while (!cursor.empty());
    }
    return keys;
  }

  /// One request of a program with its own credential.
  Answer Send(const std::string& method, const std::string& path, const std::string& secret, const std::string& body,
              const std::string& type = "application/x-ndjson") {
    const auto answer =
        Ask(Port(), method + " /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                        "\r\nAuthorization: Bearer " + secret + "\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\n\r\n" + body);
    REQUIRE(answer);
    return *answer;
  }
};

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string ChatLine(const std::string& id, const std::string& employee, const std::string& text) {
  return json{{"id", id},
              {"time", "2026-11-20T09:30:00+08:00"},
              {"from", {{"kind", "staff"}, {"id", employee}}},
              {"to", {{{"kind", "external"}, {"id", "c-17"}}}},
              {"text", text}}
             .dump() +
         "\n";
}

}  // namespace

TEST_CASE("a phone and a server that are killed while they talk lose and double nothing") {
  PushWorld world;
  const json invitation = world.Invite();
  CHECK(invitation["qr"]["size"].get<int>() > 21);
  auto phone = world.Phone({"--url", world.server->url(), "--code", Text(invitation["code"]), "--records", "600",
                            "--rate", "300", "--batch", "20", "--recordings", "4", "--file-bytes", "300000",
                            "--chunk-bytes", "20000", "--patience", "120"});
  REQUIRE(World::Eventually([&] { return world.Keys({"sms"}).size() > 20; }));
  world.KillServer();
  REQUIRE(World::Eventually([&] { return world.Keys({"sms"}).size() > 60; }));
  phone->Kill();
  // What was written down before the kill, and what is written offline after it.
  auto offline = world.Phone({"--records", "100", "--offline"});
  REQUIRE(offline->Wait(std::chrono::seconds(60)) == 0);
  phone = world.Phone({"--batch", "20", "--chunk-bytes", "20000", "--patience", "120"});
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  world.KillServer();
  REQUIRE(phone->Wait(std::chrono::seconds(240)) == 0);

  const std::size_t written = LinesIn(world.PhoneDir() / "log.ndjson");
  CHECK(written > 160);
  CHECK(world.Keys({"sms", "call"}).size() == written);
  const json device = world.Device();
  CHECK(device["last_seq"] == written);
  CHECK(device["records"] == written);
  CHECK(device["gaps"].empty());
  CHECK(device["state"] == "enrolled");
}

TEST_CASE("a recording is in the archive with its bytes, under the name of who called") {
  PushWorld world;
  const json invitation = world.Invite();
  auto phone = world.Phone({"--url", world.server->url(), "--code", Text(invitation["code"]), "--records", "3",
                            "--recordings", "1", "--file-bytes", "150000", "--chunk-bytes", "40000"});
  REQUIRE(phone->Wait(std::chrono::seconds(60)) == 0);
  json call;
  REQUIRE(World::Eventually([&] {
    const json items = world.Search("channel=call");
    if (items.empty()) return false;
    call = items[0];
    return call["media"][0]["state"] == "stored";
  }));
  CHECK(call["media"][0]["kind"] == "call_recording");
  CHECK(call["media"][0]["size"] == 150000);
  CHECK(call["from"]["name"] != call["from"]["id"]);
  const auto bytes = world.api->Get("/messages/" + call["id"].get<std::string>() + "/media/0");
  CHECK(bytes.status == 200);
  CHECK(bytes.text.size() == 150000);
  CHECK(bytes.text.starts_with("#!AMR\n3\n"));
}

TEST_CASE("a skipped part of a phone's log raises an alert, and a revoked phone is out at once") {
  PushWorld world;
  const std::string code = Text(world.Invite()["code"]);
  const Answer enrolled =
      world.Send("POST", "/phone/enrolment", "none", json{{"code", code}}.dump(), "application/json");
  REQUIRE(enrolled.status == 201);
  const std::string secret = Text(json::parse(enrolled.body)["secret"]);
  CHECK(world.Send("POST", "/phone/enrolment", "none", json{{"code", code}}.dump(), "application/json").status == 403);
  const TimeMs now = SystemClock().Now();
  const auto batch = [&](std::uint64_t seq) {
    return json{{"kind", "batch"}, {"at", now}}.dump() + "\n" +
           json{{"seq", seq},    {"kind", "sms"}, {"at", now}, {"direction", "inbound"}, {"number", "13900001111"},
                {"text", "好的"}}
               .dump();
  };
  CHECK(world.Send("POST", "/phone/batches", secret, batch(1)).status == 200);
  const Answer skipped = world.Send("POST", "/phone/batches", secret, batch(5));
  CHECK(json::parse(skipped.body)["missing"] == json::parse(R"([{"first":2,"last":4}])"));
  REQUIRE(World::Eventually([&] { return !world.api->Get("/alerts?category=work_phone").body["items"].empty(); }));
  const json alert = world.api->Get("/alerts?category=work_phone").body["items"][0];
  CHECK(alert["employee"]["id"] == world.Employee());
  CHECK(alert["severity"] == "high");
  REQUIRE(world.api->Delete("/devices/" + world.Device()["id"].get<std::string>()).status == 204);
  CHECK(world.Send("POST", "/phone/batches", secret, batch(6)).status == 401);
}

TEST_CASE("lines of a source are answered one by one, and a kill between them changes nothing") {
  PushWorld world;
  const auto made = world.api->Post("/push-sources", {{"name", "chat"}, {"directory", world.Directory()}});
  REQUIRE(made.status == 201);
  const std::string secret = Text(made.body["secret"]);
  const std::string employee = world.Employee();
  const std::string lines =
      ChatLine("m-1", employee, "您好") + "{\"id\":\"m-2\"}\n" + ChatLine("m-3", employee, "再见");
  const Answer first = world.Send("POST", "/ingest/ingest:chat", secret, lines);
  REQUIRE(first.status == 200);
  const json results = json::parse(first.body);
  CHECK(results["accepted"] == 2);
  CHECK(results["refused"] == 1);
  CHECK(results["results"][1] ==
        json::parse(R"({"line":2,"id":"m-2","status":"refused","code":"record.missing","pointer":"/time"})"));
  world.KillServer();
  const json again = json::parse(world.Send("POST", "/ingest/ingest:chat", secret, lines).body);
  CHECK(again["duplicate"] == 2);
  CHECK(again["accepted"] == 0);
  CHECK(world.Send("POST", "/ingest/ingest:chat", "cussrc_wrong", lines).status == 401);
  CHECK(world.Send("POST", "/ingest/ingest:other", secret, lines).status == 403);
  CHECK(world.Send("POST", "/ingest/ingest:chat", secret, lines, "text/plain").status == 415);
  const std::string gzip = "application/x-ndjson\r\nContent-Encoding: gzip";
  const std::string more = ChatLine("m-4", employee, "压缩");
  CHECK(json::parse(world.Send("POST", "/ingest/ingest:chat", secret, Gzip(more), gzip).body)["accepted"] == 1);
  CHECK(json::parse(world.Send("POST", "/ingest/ingest:chat", secret, more).body)["duplicate"] == 1);
  CHECK(world.Send("POST", "/ingest/ingest:chat", secret, more, gzip).status == 400);
  CHECK(world.Send("POST", "/ingest/ingest:chat", secret, Gzip(std::string(9'000'000, '\n')), gzip).status == 413);
  const json found = world.Search("q=%E5%86%8D%E8%A7%81");
  REQUIRE(found.size() == 1);
  CHECK(found[0]["source"] == "ingest:chat");
  CHECK(found[0]["from"]["name"] != employee);
}

TEST_CASE("an upload goes on where it stood, and nobody reaches another's") {
  PushWorld world;
  const std::string code = Text(world.Invite()["code"]);
  const std::string secret = Text(json::parse(
      world.Send("POST", "/phone/enrolment", "none", json{{"code", code}}.dump(), "application/json").body)["secret"]);
  const std::string bytes(1000, 'x');
  const json spec = {{"purpose", "recording"}, {"size", bytes.size()}, {"sha256", HexEncode(AsBytes(Sha256(bytes)))}};
  const json upload = json::parse(world.Send("POST", "/uploads", secret, spec.dump(), "application/json").body);
  const std::string path = "/uploads/" + upload["id"].get<std::string>();
  const std::string octets = "application/octet-stream";
  CHECK(world.Send("PUT", path + "?offset=0", secret, bytes.substr(0, 400), octets).status == 200);
  world.KillServer();
  const Answer wrong = world.Send("PUT", path + "?offset=0", secret, bytes.substr(0, 400), octets);
  CHECK(wrong.status == 409);
  CHECK(json::parse(wrong.body)["params"]["received"] == "400");
  const Answer last = world.Send("PUT", path + "?offset=400", secret, bytes.substr(400), octets);
  CHECK(json::parse(last.body)["complete"] == true);
  CHECK(world.Send("PUT", path + "?offset=0", secret, "x", octets).status == 409);
  const std::string other = Text(world.api->Post("/push-sources", {{"name", "chat"}}).body["secret"]);
  CHECK(world.Send("GET", path, other, "").status == 404);
  CHECK(world.Send("GET", path, "", "").status == 401);
}

}  // namespace custos::testing
