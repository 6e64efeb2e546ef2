// SPDX-License-Identifier: Apache-2.0
// SMS by the real Kannel with its fake SMSC, in the built program.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/support/api_client.h"
#include "tests/support/kannel.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr char kPassword[] = "artificial-password-1";
constexpr char kNumber[] = "13900001111";
constexpr char kLine[] = "106900001111";

bool Eventually(const std::function<bool()>& done, int seconds = 30) {
  for (int i = 0; i < seconds * 10; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

/// A server, Kannel beside it, and an administrator who is signed in.
class Texts {
 public:
  explicit Texts(bool box = false) : port_(FreePort()), kannel(directory_.path() / "kannel", Callbacks()) {
    const auto file = [this](const char* name) { return (directory_.path() / name).string(); };
    std::ofstream(file("kannel.secret")) << "from-kannel\n";
    std::ofstream(file("send.secret")) << "artificial\n";
    std::ofstream(file("custos.toml")) << "[[sms_gateway]]\nname = 'main'\npassword_file = '" << file("kannel.secret")
                                       << "'\nline = '" << kLine << "'\nsend_url = '" << kannel.send_url()
                                       << "'\nsend_user = 'custos'\nsend_password_file = '" << file("send.secret")
                                       << "'\nreport_url = 'http://127.0.0.1:" << port_
                                       << "'\nunsure_seconds = 8\nper_second = 20\n"
                                       << (box ? "box = '127.0.0.1:" + std::to_string(kannel.box_port()) + "'\n" : "")
                                       << "[sms_gateway.employees]\n"
                                       << "106900002222 = 'zhang.wei'\n";
    if (box) kannel.RouteTo("custos");
    kannel.StartBearerbox();
    kannel.StartSmsbox();
    Start();
  }

  void Start() {
    server = std::make_unique<ServerProcess>(ServerProcess::Options{.program = CUSTOS_PROGRAM,
                                                                    .data_dir = directory_.path() / "data",
                                                                    .config = directory_.path() / "custos.toml",
                                                                    .arguments = {},
                                                                    .listen = "127.0.0.1:" + std::to_string(port_)});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
    REQUIRE(api->SignIn("admin", server->one_time_password(), kPassword));
  }

  std::vector<json> Messages(const std::string& filter) {
    const json page = api->Get("/messages?limit=200&" + filter).body;
    return {page["items"].begin(), page["items"].end()};
  }

  std::size_t Stored() { return Messages("channel=sms").size(); }

  ApiAnswer Send(const std::string& key, const std::string& text) {
    return api->Post("/sms", {{"gateway", "main"}, {"key", key}, {"number", kNumber}, {"text", text}});
  }

 private:
  std::string Callbacks() const {
    return "http://custos:from-kannel@127.0.0.1:" + std::to_string(port_) + "/callback/kannel/main";
  }

  TempDir directory_;
  const int port_;

 public:
  Kannel kannel;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

std::string TextOf(const json& message) {
  std::string text;
  for (const json& segment : message["segments"]) text += segment["t"].get<std::string>();
  return text;
}

std::string Incoming(const std::string& to, const std::string& text) {
  return std::string(kNumber) + " " + to + " text " + text;
}

/// Which of "n000" … stand in what the SMSC got, each as often as it came.
std::multiset<std::string> Numbered(const std::vector<std::string>& got) {
  std::multiset<std::string> found;
  for (const std::string& line : got) {
    const std::size_t at = line.rfind("nr");
    if (at != std::string::npos) found.insert(line.substr(at, 5));
  }
  return found;
}

}  // namespace

TEST_CASE("texts from outside are archived for whom they are for, long ones in one piece") {
  Texts texts;
  texts.kannel.ConnectSmsc({Incoming("106900002222", "hello+world"), Incoming(kLine, "second+text")});
  REQUIRE(Eventually([&] { return texts.Stored() == 2; }));
  const auto messages = texts.Messages("channel=sms");
  const auto first = std::find_if(messages.begin(), messages.end(),
                                  [](const json& one) { return TextOf(one).find("hello") != std::string::npos; });
  REQUIRE(first != messages.end());
  CHECK((*first)["from"]["id"] == "8613900001111");
  CHECK((*first)["role"] == "customer");
  CHECK((*first)["detail"]["line"] == "106900002222");
  CHECK(texts.Messages("employee_source=sms:main&employee_id=zhang.wei").size() == 1);

  texts.kannel.ConnectSmsc({std::string(kNumber) + " " + kLine + " udh %05%00%03%09%02%01 data one",
                            std::string(kNumber) + " " + kLine + " udh %05%00%03%09%02%02 data two"});
  REQUIRE(Eventually([&] { return texts.Stored() == 3; }));
  CHECK(texts.api->Get("/status").body["sources"][0]["source"] == "sms:main");
}

TEST_CASE("nobody without Kannel's password brings texts, and what cannot be read is kept aside") {
  Texts texts;
  Process curl({"/usr/bin/curl", "-s", "-o", "/dev/null", "-f", "-X", "POST",
                texts.server->url() + "callback/kannel/main/mo?id=1&from=1&to=2&time=1700000000&coding=0"},
               "/dev/null");
  CHECK(curl.Wait(std::chrono::seconds(10)) == 22);
  std::string with_password = texts.server->url();
  with_password.insert(with_password.find("://") + 3, "custos:from-kannel@");
  Process bad({"/usr/bin/curl", "-s", "-o", "/dev/null", "-f", "-X", "POST",
               with_password + "callback/kannel/main/mo?id=1&from=1&to=2&time=then&coding=0"},
              "/dev/null");
  CHECK(bad.Wait(std::chrono::seconds(10)) == 0);
  const json parked = texts.api->Get("/parked").body;
  REQUIRE(parked["items"].size() == 1);
  CHECK(parked["items"][0]["reason"] == "record.value");
  CHECK(texts.Stored() == 0);
}

// smsbox tells bearerbox that it has a text when it begins to call us, and ends when bearerbox does: what it holds
// while we are away would die with it. So neither is killed then; straight from bearerbox that matters no more.
TEST_CASE("texts from outside wait while smsbox, bearerbox or the server are dead, and each is archived once") {
  Texts texts;
  std::vector<std::string> lines;
  for (int i = 0; i < 12; ++i) lines.push_back(Incoming(kLine, "nr" + std::to_string(100 + i)));
  const auto some = [&](std::size_t from) {
    return std::vector<std::string>(lines.begin() + static_cast<std::ptrdiff_t>(from),
                                    lines.begin() + static_cast<std::ptrdiff_t>(from + 4));
  };
  texts.kannel.smsbox().Kill();
  texts.kannel.ConnectSmsc(some(0));
  texts.kannel.DisconnectSmsc();
  texts.kannel.bearerbox().Kill();
  texts.kannel.StartBearerbox();
  texts.kannel.StartSmsbox();
  REQUIRE(Eventually([&] { return texts.Stored() == 4; }));

  texts.server->process().Kill();
  texts.kannel.ConnectSmsc(some(4));
  texts.Start();
  REQUIRE(Eventually([&] { return texts.Stored() == 8; }));

  texts.kannel.ConnectSmsc(some(8));
  REQUIRE(Eventually([&] { return texts.Stored() == 12; }));
  texts.kannel.DisconnectSmsc();
  texts.kannel.bearerbox().Kill();
  texts.kannel.smsbox().Kill();
  texts.kannel.StartBearerbox();
  texts.kannel.StartSmsbox();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  std::multiset<std::string> found;
  for (const json& one : texts.Messages("channel=sms")) found.insert(TextOf(one));
  CHECK(found.size() == 12);
  CHECK(std::set<std::string>(found.begin(), found.end()).size() == 12);
}

TEST_CASE("straight from bearerbox, killing everything in turn loses no text from outside and doubles none") {
  Texts texts(true);
  const auto send = [&](int from) {
    for (int i = from; i < from + 4; ++i) {
      texts.kannel.ConnectSmsc({Incoming("106900002222", "nr" + std::to_string(100 + i))});
    }
    texts.kannel.DisconnectSmsc();
  };
  send(0);
  REQUIRE(Eventually([&] { return texts.Stored() == 4; }));
  texts.server->process().Kill();
  send(4);
  texts.kannel.smsbox().Kill();
  texts.kannel.bearerbox().Kill();
  texts.kannel.StartBearerbox();
  texts.Start();
  REQUIRE(Eventually([&] { return texts.Stored() == 8; }));
  send(8);
  texts.kannel.bearerbox().Kill();
  texts.server->process().Kill();
  texts.kannel.StartBearerbox();
  send(12);
  texts.Start();
  REQUIRE(Eventually([&] { return texts.Stored() >= 16; }));
  std::this_thread::sleep_for(std::chrono::seconds(2));
  std::multiset<std::string> found;
  for (const json& one : texts.Messages("employee_source=sms:main&employee_id=zhang.wei")) found.insert(TextOf(one));
  CHECK(found.size() == 16);
  CHECK(std::set<std::string>(found.begin(), found.end()).size() == 16);
}

TEST_CASE("a text of ours is archived, sent once in its alphabet, and its delivery follows as events") {
  Texts texts;
  texts.kannel.ConnectSmsc();
  const ApiAnswer sent = texts.Send("order-1", "您好，订单已发货");
  REQUIRE(sent.status == 202);
  CHECK(sent.body["key"] == "out/order-1");
  CHECK(sent.body["repeated"] == false);
  CHECK(texts.Stored() == 1);
  REQUIRE(Eventually([&] { return texts.kannel.Got().size() == 1; }));
  CHECK(texts.kannel.Got().front().find("ucs-2") != std::string::npos);
  CHECK(texts.kannel.Got().front().find(std::string(kLine) + " +8613900001111") == 0);
  REQUIRE(Eventually([&] { return !texts.Messages("channel=event").empty(); }));

  const ApiAnswer again = texts.Send("order-1", "您好，订单已发货");
  CHECK(again.status == 202);
  CHECK(again.body["repeated"] == true);
  CHECK(texts.Send("order-2", "plain text").status == 202);
  REQUIRE(Eventually([&] { return texts.kannel.Got().size() == 2; }));
  std::this_thread::sleep_for(std::chrono::seconds(3));
  CHECK(texts.kannel.Got().size() == 2);
  CHECK(texts.Stored() == 2);
  CHECK(texts.api->Post("/sms", {{"gateway", "none"}, {"key", "k"}, {"number", kNumber}, {"text", "x"}}).status == 404);
  CHECK(texts.api->Post("/sms", {{"gateway", "main"}, {"key", "k"}, {"number", "x"}, {"text", "x"}}).status == 400);
}

TEST_CASE("texts of ours survive the death of the server, smsbox and bearerbox, each sent once") {
  Texts texts;
  constexpr int kTexts = 40;
  const auto name = [](int i) { return "nr" + std::to_string(100 + i); };
  texts.kannel.smsbox().Kill();
  for (int i = 0; i < 10; ++i) REQUIRE(texts.Send(name(i), name(i)).status == 202);
  texts.server->process().Kill();
  texts.kannel.StartSmsbox();
  texts.kannel.ConnectSmsc();
  texts.Start();
  for (int i = 10; i < 25; ++i) REQUIRE(texts.Send(name(i), name(i)).status == 202);
  REQUIRE(Eventually([&] { return Numbered(texts.kannel.Got()).size() >= 12; }));
  texts.kannel.bearerbox().Kill();
  texts.kannel.smsbox().Kill();
  for (int i = 25; i < kTexts; ++i) REQUIRE(texts.Send(name(i), name(i)).status == 202);
  texts.kannel.DisconnectSmsc();
  texts.kannel.StartBearerbox();
  texts.kannel.StartSmsbox();
  texts.kannel.ConnectSmsc();
  REQUIRE(Eventually([&] { return Numbered(texts.kannel.Got()).size() >= kTexts; }, 60));
  std::this_thread::sleep_for(std::chrono::seconds(12));  // longer than a text whose fate is unsure waits
  const auto got = Numbered(texts.kannel.Got());
  CHECK(got.size() == kTexts);
  CHECK(std::set<std::string>(got.begin(), got.end()).size() == kTexts);
  CHECK(texts.Stored() == kTexts);
}

}  // namespace custos::testing
