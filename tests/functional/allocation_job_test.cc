// SPDX-License-Identifier: Apache-2.0
// Leads come to their owners through the built program.
#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <set>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr int kLeads = 300;

/// Gives leads of two regions, twenty at a time.
class Site {
 public:
  Site() {
    server_.Get("/leads", [](const httplib::Request& request, httplib::Response& response) {
      const int after = std::stoi(request.get_param_value("after"));
      json list = json::array();
      for (int id = after + 1; id <= std::min(after + 20, kLeads); ++id) {
        list.push_back({{"id", id},
                        {"phone", 13900050000 + id},
                        {"name", "王" + std::to_string(id)},
                        {"region", id % 3 == 0 ? "上海" : "浙江杭州"}});
      }
      response.set_content(json{{"rows", list}}.dump(), "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Site() {
    server_.stop();
    thread_.join();
  }
  int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

json Taker(const json& person, int weight) {
  return {{"source", person["source"]}, {"id", person["id"]}, {"weight", weight}};
}

}  // namespace

TEST_CASE("leads get owners by rule and weight, each once, while the server is killed") {
  Site site;
  World world;
  REQUIRE(World::Eventually([&] { return world.api->Get("/directory/employees?q=").body["items"].size() >= 3; }));
  const json people = world.api->Get("/directory/employees?q=").body["items"];
  REQUIRE(world.api
              ->Post("/allocation/rules", {{"name", "浙江"},
                                           {"method", "weighted"},
                                           {"conditions", {{"regions", {"浙江"}}}},
                                           {"takers", {Taker(people[0], 3), Taker(people[1], 1)}}})
              .status == 201);
  REQUIRE(world.api->Post("/allocation/rules", {{"name", "其余"}, {"takers", {Taker(people[2], 1)}}}).status == 201);
  std::ofstream(world.company.config(), std::ios::app)
      << "\n[[lead_poll]]\nname = \"crm\"\nurl = \"http://127.0.0.1:" << site.port()
      << "/leads?after={cursor}\"\nfirst_cursor = \"0\"\nitems = \"/rows\"\nitem_cursor = \"/id\"\nevery_s = 1\n";
  CHECK(world.server->Stop() == 0);
  world.Start();
  const auto decisions = [&] {
    json all = json::array();
    std::string cursor;
    do {
      const json page = world.api->Get("/allocations?limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
      if (!page.contains("items")) return json(json::array());
      for (const json& one : page["items"]) all.push_back(one);
      cursor = page["next_cursor"].is_null() ? "" : page["next_cursor"].get<std::string>();
    } while (!cursor.empty());
    return all;
  };
  for (const std::size_t least : {std::size_t{20}, std::size_t{100}, std::size_t{200}}) {
    REQUIRE(World::Eventually([&] { return decisions().size() >= least; }));
    world.server->process().Kill();
    world.Start();
  }
  REQUIRE(World::Eventually([&] {
    const json all = decisions();
    return all.size() == kLeads &&
           std::all_of(all.begin(), all.end(), [](const json& one) { return one["state"] == "done"; });
  }));
  std::map<std::string, int> got;
  std::set<std::string> customers;
  for (const json& one : decisions()) {
    ++got[one["rule"]["name"].get<std::string>() + ":" + one["taker"]["id"].get<std::string>()];
    customers.insert(one["customer"]["id"].get<std::string>());
    CHECK(one["origin"] == "lead");
  }
  CHECK(customers.size() == kLeads);
  CHECK(got["浙江:" + people[0]["id"].get<std::string>()] == 150);
  CHECK(got["浙江:" + people[1]["id"].get<std::string>()] == 50);
  CHECK(got["其余:" + people[2]["id"].get<std::string>()] == 100);
  const std::string first = *customers.begin();
  const json ledger = world.api->Get("/customers/" + first + "/ownership").body;
  REQUIRE(ledger["history"].size() == 1);
  CHECK(ledger["history"][0]["cause"].get<std::string>().starts_with("allocation:"));
  const json why = world.api->Get("/customers/" + first + "/allocations").body["items"];
  REQUIRE(why.size() == 1);
  CHECK(why[0]["entry"] == ledger["history"][0]["entry"]);
  CHECK(why[0]["why"]["takers"][0]["verdict"] == "chosen");
  CHECK(world.api->Get("/allocation/waiting").body["counts"].empty());
}

}  // namespace custos::testing
