// SPDX-License-Identifier: Apache-2.0
// Leads through the built program: from a real RabbitMQ, from a site, and from files.
#include <httplib.h>

#include <atomic>
#include <ctime>
#include <fstream>

#include "tests/functional/world.h"
#include "tests/leads/broker.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string LeadOf(int id) {
  return json{{"id", "q-" + std::to_string(id)}, {"name", "客户" + std::to_string(id)}, {"phone", 13900020000 + id}}
      .dump();
}

std::string Tomorrow() {
  const std::time_t at = std::time(nullptr) + 86'400;
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&at));
  return text;
}

class Leading : public World {
 public:
  std::string Write(const std::string& name, const std::string& content) {
    const std::filesystem::path path = data_dir().parent_path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }

  void Configure(const std::string& toml) {
    std::ofstream(company.config(), std::ios::app) << "\n" << toml;
    CHECK(server->Stop() == 0);
    Start();
  }

  json Counts() { return api->Get("/leads/counts").body; }
  int Total() {
    const json counts = Counts();
    return counts.is_object() ? counts["new"].get<int>() + counts["duplicate"].get<int>() : -1;
  }
  json SourceOf(const std::string& source) {
    const json status = api->Get("/status").body;
    for (const json& one : status["sources"]) {
      if (one["source"] == source) return one;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("leads of a queue arrive once each while the broker and the server are killed in turn") {
  Broker broker;
  constexpr int kLeads = 4'000;
  std::vector<std::string> bodies;
  for (int id = 0; id < kLeads; ++id) bodies.push_back(LeadOf(id));
  bodies.insert(bodies.begin() + 700, "{\"name\":\"poison\"}");
  broker.Send("leads", bodies);
  Leading world;
  world.Configure("[[lead_queue]]\nname = \"shop\"\nport = " + std::to_string(broker.address().port) +
                  "\nqueue = \"leads\"\ndead_letter_queue = \"leads.refused\"\nprefetch = 20\npassword_file = \"" +
                  world.Write("queue.secret", "guest\n") + "\"\n");
  const auto at_least = [&](int count) { return World::Eventually([&] { return world.Total() >= count; }); };
  REQUIRE(at_least(50));
  world.server->process().Kill();
  world.Start();
  REQUIRE(at_least(500));
  broker.Kill();
  CHECK(World::Eventually([&] { return world.SourceOf("lead:shop")["state"] == "backing_off"; }));
  broker.Start();
  world.server->process().Kill();
  world.Start();
  REQUIRE(World::Eventually([&] { return world.Total() == kLeads; }));
  CHECK(world.Counts() == json{{"arrived", 0}, {"new", kLeads}, {"duplicate", 0}});
  CHECK(World::Eventually([&] { return world.SourceOf("lead:shop")["lag_seconds"].get<int>() < 10; }));
  CHECK(world.SourceOf("lead:shop")["messages"] == kLeads);
  CHECK(world.SourceOf("lead:shop")["parked"] == 1);
  CHECK(broker.Drain("leads").empty());
  const auto dead = broker.Drain("leads.refused");
  REQUIRE_FALSE(dead.empty());
  CHECK(dead[0] == "{\"name\":\"poison\"}");
}

TEST_CASE(
    "leads of a site are fetched on through a kill, found by number, and the second of one person is a duplicate") {
  httplib::Server site;
  std::atomic<int> last{300};
  site.Get("/leads", [&](const httplib::Request& request, httplib::Response& response) {
    const int after = std::stoi(request.get_param_value("after"));
    json list = json::array();
    for (int id = after + 1; id <= std::min(after + 20, last.load()); ++id) {
      list.push_back(
          {{"key", id}, {"contact", {{"mobile", 13900030000 + id % 200}}}, {"name", "王" + std::to_string(id)}});
    }
    response.set_content(json{{"rows", list}}.dump(), "application/json");
  });
  const int port = site.bind_to_any_port("127.0.0.1");
  std::thread listening([&] { site.listen_after_bind(); });
  {
    Leading world;
    world.Configure(
        "[[lead_poll]]\nname = \"crm\"\nurl = \"http://127.0.0.1:" + std::to_string(port) +
        "/leads?after={cursor}\"\nfirst_cursor = \"0\"\nitems = \"/rows\"\nitem_cursor = \"/key\"\nevery_s = 1\n"
        "[lead_poll.fields]\nid = \"/key\"\nphone = \"/contact/mobile\"\n");
    REQUIRE(World::Eventually([&] { return world.Total() >= 40; }));
    world.server->process().Kill();
    world.Start();
    REQUIRE(World::Eventually([&] { return world.Total() == 300; }));
    CHECK(world.Counts() == json{{"arrived", 0}, {"new", 200}, {"duplicate", 100}});
    last = 305;
    REQUIRE(World::Eventually([&] { return world.Total() == 305; }));
    const json found = world.api->Get("/leads?who=139%200003%200007").body["items"];
    REQUIRE(found.size() == 2);
    CHECK(found[0]["key"] == "207");
    CHECK(found[0]["state"] == "duplicate");
    CHECK(found[0]["matches"][0]["by"] == "phone");
    CHECK(found[0]["matches"][0]["id"] == found[1]["id"]);
    CHECK(found[1]["state"] == "new");
    REQUIRE(
        World::Eventually([&] { return !world.api->Get("/leads?limit=1").body["items"][0]["customer_id"].is_null(); }));
    const json both = world.api->Get("/leads?who=139%200003%200007").body["items"];
    CHECK(both[0]["customer_id"] == both[1]["customer_id"]);
    const json customer = world.api->Get("/customers/" + both[0]["customer_id"].get<std::string>()).body;
    CHECK(customer["name"] == "王7");
    CHECK(customer["name_from"] == "lead");
    CHECK(world.api->Get("/customers?limit=200").body["items"].size() == 200);
    CHECK(world.SourceOf("lead:crm")["problem"].is_null());
    CHECK(world.api->Get("/messages?type=lead&limit=200").body["items"].size() == 200);
  }
  site.stop();
  listening.join();
}

TEST_CASE("a table is imported by the command, in GB18030, again without effect, and its faults have lines") {
  Leading world;
  const ApiAnswer made =
      world.api->Post("/tokens", {{"name", "import"}, {"scopes", {"import"}}, {"expires_at", Tomorrow()}});
  REQUIRE(made.status == 201);
  // 姓名,手机,备注 and 张三
  std::string file = "\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA,\xB1\xB8\xD7\xA2\r\n";
  for (int i = 0; i < 2'000; ++i)
    file += "\xD5\xC5\xC8\xFD" + std::to_string(i) + "," + std::to_string(13900040000 + i) + ",x\r\n";
  file += "\xD5\xC5\xC8\xFD,,x\r\n";
  const std::string path = world.Write("leads.csv", file);
  const std::string output = world.Write("import.out", "");
  const auto import = [&] {
    std::filesystem::remove(output);
    Process running({CUSTOS_PROGRAM, "import", "lead", path, "--server", world.server->url(), "--token",
                     made.body["secret"].get<std::string>(), "--json"},
                    output);
    (void)running.Wait(std::chrono::seconds(120));
    std::ifstream in(output);
    json last;
    for (std::string line; std::getline(in, line);) {
      if (const json read = json::parse(line, nullptr, false); read.is_object()) last = read;
    }
    return last;
  };
  const json first = import();
  INFO(first.dump());
  CHECK(first["accepted"] == 2'000);
  CHECK(first["refused"] == 1);
  CHECK(first["faults"][0]["line"] == 2'002);
  CHECK(first["faults"][0]["code"] == "lead.no_identity");
  const json again = import();
  CHECK(again["accepted"] == 0);
  CHECK(again["duplicate"] == 2'000);
  CHECK(World::Eventually([&] { return world.Total() == 2'000; }));
  const json found = world.api->Get("/leads?who=13900040007").body["items"];
  REQUIRE(found.size() == 1);
  CHECK(found[0]["name"] == "张三7");
}

}  // namespace custos::testing
