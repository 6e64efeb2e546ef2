// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "tests/support/wecom_sim/media_factory.h"
#include "tests/support/wecom_sim/message_bodies.h"
#include "tests/support/wecom_sim/sdk_client_for_tests.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kDay = 24 * 3600 * 1000;

struct FixedClock final : Clock {
  TimeMs now = 1'790'000'000'000;
  TimeMs Now() const override { return now; }
};

/// A simulator with one corp and a loaded vendor library that talks to it.
struct World {
  FixedClock clock;
  std::unique_ptr<WecomSimulator> sim = std::move(WecomSimulator::Start({.clock = &clock})).value();
  Corp& corp = sim->AddCorp({});
  SdkClient sdk{CUSTOS_WECOM_SIM_LIBRARY, sim->api_base()};

  World() { REQUIRE(sdk.Open(corp.settings().corp_id, corp.settings().archive_secret) == 0); }

  void Say(const std::string& text, TimeMs at = 0) {
    corp.Append(Compose({"staff01", {"wmSIM01"}, "", at == 0 ? clock.now : at, ++said, true}, Text(text)));
  }
  std::string Reveal(const nlohmann::json& item) {
    return sdk.Decrypt(item, corp.keys().at(item.at("publickey_ver").get<std::size_t>() - 1).private_pem);
  }
  std::uint64_t said = 0;
};

/// The signal that ended a child which ran `body`; 0 when it ended by itself.
template <class Function>
int SignalOf(Function body) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGABRT, SIG_DFL);  // the test runner catches it otherwise
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

TEST_CASE("the fake vendor library exports exactly the vendor's 17 symbols") {
  const std::set<std::string> expected = {
      "NewSdk",         "Init",      "GetChatData",         "DecryptData", "GetMediaData",     "DestroySdk",
      "NewSlice",       "FreeSlice", "GetContentFromSlice", "GetSliceLen", "NewMediaData",     "FreeMediaData",
      "GetOutIndexBuf", "GetData",   "GetIndexLen",         "GetDataLen",  "IsMediaDataFinish"};
  const std::unique_ptr<FILE, int (*)(FILE*)> nm(popen("nm -D --defined-only " CUSTOS_WECOM_SIM_LIBRARY, "r"), pclose);
  std::set<std::string> found;
  char line[256];
  while (nm && fgets(line, sizeof line, nm.get()) != nullptr) {
    char name[128];
    if (sscanf(line, "%*s %*s %127s", name) == 1) found.insert(name);
  }
  CHECK(found == expected);
}

TEST_CASE("pages arrive in order, each message decrypts, and an empty page ends them") {
  World world;
  for (int i = 1; i <= 25; ++i) world.Say("第" + std::to_string(i) + "句");
  std::uint64_t cursor = 0;
  int seen = 0;
  for (;;) {
    const auto page = world.sdk.Pull(cursor, 10);
    REQUIRE(page.ret == 0);
    REQUIRE(page.json.at("errcode") == 0);
    if (page.json.at("chatdata").empty()) break;
    for (const auto& item : page.json.at("chatdata")) {
      CHECK(item.at("seq") == cursor + 1);
      CHECK(item.at("encrypt_random_key").get<std::string>().size() == 344);
      cursor = item.at("seq").get<std::uint64_t>();
      const auto message = nlohmann::json::parse(world.Reveal(item));
      CHECK(message.at("msgid") == item.at("msgid"));
      CHECK(message.at("text").at("content") == "第" + std::to_string(++seen) + "句");
    }
  }
  CHECK(seen == 25);
}

TEST_CASE("pulling again from an old position gives the very same envelopes") {
  World world;
  world.Say("一");
  world.Say("二");
  CHECK(world.sdk.Pull(0, 100).json == world.sdk.Pull(0, 100).json);
}

TEST_CASE("a limit outside 1 to 1000 and empty names are refused without a call") {
  World world;
  CHECK(world.sdk.Pull(0, 0).ret == 10000);
  CHECK(world.sdk.Pull(0, 1001).ret == 10000);
  CHECK(world.sdk.Open("", "x") == 10000);
  CHECK(world.corp.counts().chat_calls == 0);
}

TEST_CASE("messages older than five days are gone, those after the clock have not come") {
  World world;
  world.Say("太旧", world.clock.now - 5 * kDay - 1000);
  world.Say("还在", world.clock.now - 5 * kDay + 1000);
  world.Say("将来", world.clock.now + 1000);
  const auto page = world.sdk.Pull(0, 100).json.at("chatdata");
  REQUIRE(page.size() == 1);
  CHECK(page[0].at("seq") == 2);
}

TEST_CASE("a new key version seals the messages that follow it, old ones keep theirs") {
  World world;
  world.Say("旧钥");
  REQUIRE(world.corp.AddKeyVersion().ok());
  world.Say("新钥");
  const auto page = world.sdk.Pull(0, 100).json.at("chatdata");
  CHECK(page[0].at("publickey_ver") == 1);
  CHECK(page[1].at("publickey_ver") == 2);
  CHECK(nlohmann::json::parse(world.Reveal(page[1])).at("text").at("content") == "新钥");
}

TEST_CASE("DecryptData aborts on short texts, refuses garbage by 10008 and missing arguments by 10000") {
  World world;
  const std::string key(44, 'A');
  for (const char* text : {"", "AAAA", "123456789012"}) {
    CHECK(SignalOf([&] { world.sdk.DecryptRaw(key.c_str(), text); }) == SIGABRT);
  }
  CHECK(world.sdk.DecryptRaw(key.c_str(), "1234567890123") == 10008);
  CHECK(world.sdk.DecryptRaw("not a key", std::string(64, 'A').c_str()) == 10008);
  CHECK(world.sdk.DecryptRaw(nullptr, "1234567890123") == 10000);
  CHECK(world.sdk.DecryptRaw(key.c_str(), nullptr) == 10000);
}

TEST_CASE("a file comes in chunks of 512 KiB whose ranges name the next one") {
  World world;
  const std::string bytes = MakeNoise(3, 1'200'000);
  const MediaTicket ticket = world.corp.media().Add(bytes);
  const auto first = world.sdk.Chunk("", ticket.sdk_file_id);
  CHECK(first.data.size() == 524'288);
  CHECK(first.next == "Range:bytes=524288-1048575");
  CHECK_FALSE(first.finished);
  const auto second = world.sdk.Chunk(first.next, ticket.sdk_file_id);
  CHECK(second.next == "Range:bytes=1048576-1199999");
  const auto third = world.sdk.Chunk(second.next, ticket.sdk_file_id);
  CHECK(third.finished);
  CHECK(Md5Hex(first.data + second.data + third.data) == ticket.md5);
  CHECK(world.sdk.Chunk("", "").ret == 10000);
  CHECK(world.sdk.Chunk("", "bm90aGluZw==").ret == 10005);
}

TEST_CASE("a wrong secret, an app's secret and an unlisted address show in the JSON of the first pull") {
  World world;
  REQUIRE(world.sdk.Open(world.corp.settings().corp_id, "wrong") == 0);
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 40001);
  REQUIRE(world.sdk.Open(world.corp.settings().corp_id, world.corp.settings().contact_secret) == 0);
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 48002);
  REQUIRE(world.sdk.Open(world.corp.settings().corp_id, world.corp.settings().archive_secret) == 0);
  world.corp.SetTrustedIps({"192.0.2.1"});
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 301042);
}

TEST_CASE("the library renews a token that ran out by itself") {
  World world;
  world.Say("一");
  REQUIRE(world.sdk.Pull(0, 10).json.at("errcode") == 0);
  world.corp.tokens().ExpireAll();
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 0);
  world.corp.tokens().RevokeAll();
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 0);
  CHECK(world.corp.counts().tokens_issued == 3);
}

TEST_CASE("more than 600 pulls a minute are refused until the minute is over") {
  World world;
  for (int i = 0; i < 600; ++i) world.sdk.Pull(0, 1);
  CHECK(world.sdk.Pull(0, 1).json.at("errcode") == 45009);
  world.clock.now += 60'000;
  CHECK(world.sdk.Pull(0, 1).json.at("errcode") == 0);
}

TEST_CASE("ordered failures reach the caller as often as ordered and then stop") {
  World world;
  for (int i = 0; i < 10; ++i) world.Say("句");
  for (const int code : {10001, 10002, 10003}) {
    world.sim->faults().Add({.at = "chat", .act = "sdk_code", .value = code});
    CHECK(world.sdk.Pull(0, 10).ret == code);
  }
  world.sim->faults().Add({.at = "chat", .act = "errcode", .value = 42001});
  CHECK(world.sdk.Pull(0, 10).json.at("errcode") == 42001);
  world.sim->faults().Add({.at = "chat", .act = "close"});
  CHECK(world.sdk.Pull(0, 10).ret == 10001);
  world.sim->faults().Add({.at = "chat", .act = "duplicate_items", .value = 3});
  CHECK(world.sdk.Pull(0, 10).json.at("chatdata").size() == 13);
  world.sim->faults().Add({.at = "chat", .act = "omit_items", .value = 2});
  CHECK(world.sdk.Pull(0, 10).json.at("chatdata").size() == 8);
  world.sdk.Pull(0, 5);
  world.sim->faults().Add({.at = "chat", .act = "repeat_page"});
  CHECK(world.sdk.Pull(5, 5).json.at("chatdata")[0].at("seq") == 1);
  CHECK(world.sdk.Pull(5, 5).json.at("chatdata")[0].at("seq") == 6);
}

TEST_CASE("an ordered abort ends the calling process in GetChatData or in DecryptData") {
  World world;
  world.Say("一");
  world.sim->faults().Add({.at = "chat", .act = "abort"});
  CHECK(SignalOf([&] { world.sdk.Pull(0, 10); }) == SIGABRT);
  world.sim->faults().Add({.at = "decrypt", .act = "abort", .times = 0, .seq = 1});
  const auto poisoned = world.sdk.Pull(0, 10).json.at("chatdata")[0];
  CHECK(SignalOf([&] { world.Reveal(poisoned); }) == SIGABRT);
  world.sim->faults().Clear();
  CHECK(world.Reveal(world.sdk.Pull(0, 10).json.at("chatdata")[0]).find("一") != std::string::npos);
}

TEST_CASE("numbers left out stay out, and prepared envelopes equal the ones made on demand") {
  World world;
  world.Say("一");
  world.corp.SkipSeq(5);
  world.Say("二");
  const auto before = world.sdk.Pull(0, 10).json;
  CHECK(before.at("chatdata")[1].at("seq") == 7);
  world.corp.PrepareEnvelopes(2);
  CHECK(world.sdk.Pull(0, 10).json == before);
}

TEST_CASE("every kind of message survives the way through the envelope") {
  World world;
  const auto sent = EveryKind({"staff01", {"wmSIM01"}, "", world.clock.now - 100'000, 100, true}, world.corp.media());
  for (const PlainMessage& message : sent) world.corp.Append(message);
  const auto page = world.sdk.Pull(0, 1000).json.at("chatdata");
  REQUIRE(page.size() == sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) CHECK(world.Reveal(page[i]) == sent[i].json);
}

}  // namespace custos::wecom_sim
