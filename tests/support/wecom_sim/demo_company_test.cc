// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/demo_company.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "tests/support/wecom_sim/replay_traffic.h"
#include "tests/support/wecom_sim/sdk_client_for_tests.h"

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kHour = 3'600'000;

struct MovableClock final : Clock {
  TimeMs now = 1'790'000'000'000;
  TimeMs Now() const override { return now; }
};

struct Folder {
  std::string path = "/tmp/custos-demo-" + HexEncode(RandomBytes(6));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

DemoOptions Small(const Clock& clock) {
  DemoOptions options;
  options.employees = 60;
  options.customers = 300;
  options.backfill = 3000;
  options.rate = 2;
  options.clock = &clock;
  return options;
}

std::unique_ptr<DemoCompany> Begin(const std::string& dir, const DemoOptions& options) {
  auto started = DemoCompany::Start(dir, options);
  if (!started) FAIL(started.error().message);
  return std::move(started).value();
}

std::map<std::uint64_t, std::string> Everything(DemoCompany& company, TimeMs now) {
  std::map<std::uint64_t, std::string> found;
  for (std::uint64_t cursor = 0;;) {
    const auto page = company.corp().traffic()->Page({cursor, 1000, 0, now});
    if (page.empty()) return found;
    for (const PlainMessage& message : page) found[message.seq] = message.json;
    cursor = page.back().seq;
  }
}

bool Contains(const std::map<std::uint64_t, std::string>& all, const std::map<std::uint64_t, std::string>& part) {
  return std::all_of(part.begin(), part.end(), [&](const auto& entry) {
    const auto found = all.find(entry.first);
    return found != all.end() && found->second == entry.second;
  });
}

}  // namespace

TEST_CASE("the demo company's past arrives through the vendor library and decrypts") {
  Folder folder;
  MovableClock clock;
  auto company = Begin(folder.path, Small(clock));
  SdkClient sdk(company->connection().sdk_path, company->connection().sdk_proxy);
  REQUIRE(sdk.Open(company->connection().corp_id, company->connection().archive_secret) == 0);
  const auto page = sdk.Pull(0, 1000);
  REQUIRE(page.ret == 0);
  REQUIRE(page.json.at("chatdata").size() == 1000);
  std::ifstream pem(company->connection().keys_dir + "/1.pem");
  const std::string key{std::istreambuf_iterator<char>(pem), {}};
  const auto message = nlohmann::json::parse(sdk.Decrypt(page.json.at("chatdata")[999], key));
  CHECK(message.at("msgid") == page.json.at("chatdata")[999].at("msgid"));
}

TEST_CASE("a number keeps its content over restarts, changes of rate and silence") {
  Folder folder;
  MovableClock clock;
  DemoOptions options = Small(clock);
  std::map<std::uint64_t, std::string> before;
  {
    auto company = Begin(folder.path, options);
    clock.now += kHour / 60;
    REQUIRE(company->Promise().ok());
    before = Everything(*company, clock.now);
    CHECK(before.size() == 3000 + 120);
  }
  clock.now += 5 * kHour;
  options.rate = 7;
  {
    auto company = Begin(folder.path, options);
    clock.now += 10'000;
    const auto after = Everything(*company, clock.now);
    CHECK(Contains(after, before));
    CHECK(after.size() == before.size() + 70);  // silent while it was not running
    before = after;
  }
  auto again = Begin(folder.path, options);
  CHECK(Contains(Everything(*again, clock.now), before));
}

TEST_CASE("a company that was killed keeps what it had promised") {
  Folder folder;
  Folder copy;
  MovableClock clock;
  std::map<std::uint64_t, std::string> before;
  {
    auto company = Begin(folder.path, Small(clock));
    clock.now += 9'000;
    before = Everything(*company, clock.now);
    // What is on disk at this moment is what a kill would leave.
    std::filesystem::copy(folder.path, copy.path, std::filesystem::copy_options::recursive);
  }
  clock.now += kHour;
  auto company = Begin(copy.path, Small(clock));
  CHECK(Contains(Everything(*company, clock.now), before));
}

TEST_CASE("risky messages come about as often as asked for, in all twelve categories") {
  Folder folder;
  MovableClock clock;
  DemoOptions options = Small(clock);
  options.backfill = 40'000;
  options.risk_one_in = 50;
  auto company = Begin(folder.path, options);
  std::map<std::string, int> labels;
  int risky = 0;
  for (std::uint64_t seq = 1; seq <= options.backfill; ++seq) {
    const std::string label = company->LabelOf(seq);
    ++labels[label];
    risky += label.empty() ? 0 : 1;
  }
  CHECK(labels.size() == 13);
  CHECK(risky > 40'000 / 50 * 2 / 3);
  CHECK(risky < 40'000 / 50 * 3 / 2);
}

TEST_CASE("no slot of the talk is left open and every message parses") {
  Folder folder;
  MovableClock clock;
  auto company = Begin(folder.path, Small(clock));
  std::set<std::string> types;
  for (const auto& [seq, json] : Everything(*company, clock.now)) {
    const auto message = nlohmann::json::parse(json);
    const std::string type = message.at("msgtype").get<std::string>();
    types.insert(type);
    if (type != "text") continue;
    const std::string text = message.at("text").at("content").get<std::string>();
    INFO(text);
    CHECK(text.find_first_of("{}") == std::string::npos);
    CHECK_FALSE(text.empty());
  }
  CHECK(types.size() > 8);
}

TEST_CASE("a rotated key whose private half is withheld appears when it is released") {
  Folder folder;
  MovableClock clock;
  auto company = Begin(folder.path, Small(clock));
  REQUIRE(company->RotateKey(true).value() == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path + "/keys/2.pem"));
  REQUIRE(company->ReleaseKeys().ok());
  CHECK(std::filesystem::exists(folder.path + "/keys/2.pem"));
  company.reset();
  CHECK(Begin(folder.path, Small(clock))->corp().keys().size() == 2);
}

TEST_CASE("replayed files give every line exactly once, in order, plain and gzip alike") {
  Folder folder;
  MovableClock clock;
  const std::string plain = folder.path + "/a.ndjson";
  const std::string packed = folder.path + "/b.ndjson.gz";
  std::ofstream(plain) << R"({"conversation":"x","turn":0,"speaker":"customer","text":"在吗"})"
                       << "\n"
                       << R"({"conversation":"x","turn":1,"speaker":"agent","text":"在的"})"
                       << "\n";
  gzFile gz = gzopen(packed.c_str(), "wb");
  gzputs(gz,
         "{\"conversation\":\"y\",\"turn\":0,\"speaker\":\"colleague\",\"text\":\"开会\"}\n{\"text\":\"单独一句\"}\n");
  gzclose(gz);
  DemoOptions options = Small(clock);
  options.corpora = {plain, packed};
  auto company = Begin(folder.path + "/sim", options);
  CHECK(company->replayed() == 4);
  const auto all = Everything(*company, clock.now);
  REQUIRE(all.size() == 4);
  std::vector<nlohmann::json> messages;
  for (const auto& [seq, json] : all) messages.push_back(nlohmann::json::parse(json));
  CHECK(messages[0].at("text").at("content") == "在吗");
  CHECK(messages[0].at("from").get<std::string>().starts_with("w"));
  CHECK(messages[1].at("from") == messages[0].at("tolist")[0]);
  CHECK_FALSE(messages[2].at("msgid").get<std::string>().ends_with("_external"));
  CHECK(messages[3].at("text").at("content") == "单独一句");
}

TEST_CASE("a broken line of a replayed file is named") {
  Folder folder;
  MovableClock clock;
  const std::string path = folder.path + "/bad.ndjson";
  std::ofstream(path) << "{\"text\":\"好\"}\n{\"no\":1}\n";
  DemoOptions options = Small(clock);
  options.corpora = {path};
  const auto started = DemoCompany::Start(folder.path + "/sim", options);
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().message.ends_with("bad.ndjson:2"));
}

}  // namespace custos::wecom_sim
