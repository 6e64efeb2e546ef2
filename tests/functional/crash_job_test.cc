// SPDX-License-Identifier: Apache-2.0
// The server is killed exactly between a call of the platform and the note of its answer: the platform has done what it
// was asked for and the server does not know. What becomes of it, against the books of the simulated platform.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr int kCustomers = 130;  // two calls of a hundred at most

std::string CustomerId(int i) {
  const std::string number = std::to_string(i);
  return "wmSIM" + std::string(27 - number.size(), '0') + number;
}

/// Everything of rep1 goes to rep2; rep3 stands by.
wecom_sim::Company LeaversCompany() {
  wecom_sim::Company company = wecom_sim::SmallCompany();
  company.employees.clear();
  company.customers.clear();
  company.relations.clear();
  company.groups.clear();
  for (const char* id : {"rep1", "rep2", "rep3"}) {
    company.employees.push_back({id, std::string("员工") + id, 2, "顾问", false, true, true});
  }
  for (int i = 1; i <= kCustomers; ++i) {
    company.customers.push_back({CustomerId(i), "客户" + std::to_string(i), "", 0, true});
    company.relations.push_back({"rep1", CustomerId(i), "", 1'750'000'000'000, 1, {}});
  }
  for (int i = 1; i <= 3; ++i) {
    company.groups.push_back({"wrSIM000000000000000000000000000" + std::to_string(i),
                              "客户群" + std::to_string(i),
                              "rep1",
                              false,
                              1'750'000'000'000,
                              {"rep1", "rep2"},
                              {CustomerId(i)}});
  }
  return company;
}

class CrashWorld {
 public:
  CrashWorld() : company(directory_.path()) {
    company.corp().SetCompany(LeaversCompany());
    std::ofstream(company.config(), std::ios::app) << "[handovers]\ncheck_seconds = 1\nleavers_seconds = 1\n";
    Start();
    REQUIRE(api->SignIn("admin", server->one_time_password(), kPassword));
    REQUIRE(Eventually([&] {
      const json plan = api->Post("/handovers/preview", Wish()).body;
      return plan.contains("movable") && plan["movable"] == kCustomers + 3;
    }));
  }

  void Start() {
    server = std::make_unique<ServerProcess>(ServerProcess::Options{.program = CUSTOS_PROGRAM,
                                                                    .data_dir = directory_.path() / "data",
                                                                    .config = company.config(),
                                                                    .arguments = {}});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
  }

  void Kill() { server->process().Kill(); }
  void StartAgain() {
    Start();
    REQUIRE(api->SignIn("admin", "", kPassword));
  }

  static bool Eventually(const std::function<bool()>& done, int seconds = 90) {
    for (int i = 0; i < seconds * 20; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
  }

  json Wish() const { return {{"source", source()}, {"giver", "rep1"}, {"takers", {{{"id", "rep2"}}}}}; }
  void Fault(const std::string& text) { REQUIRE(company.simulator().AddFault(text)); }
  std::string Begin() {
    const auto begun = api->Post("/handovers", Wish());
    INFO(begun.body.dump());
    REQUIRE(begun.status == 201);
    return begun.body["id"].get<std::string>();
  }

  /// What the server says of each customer or group.
  std::map<std::string, json> Items(const std::string& id, const std::string& kind) {
    std::map<std::string, json> all;
    const json page = api->Get("/handovers/" + id + "/items?limit=200").body;
    for (const json& item : page["items"]) {
      if (item["kind"] == kind) all[item["id"].get<std::string>()] = item;
    }
    return all;
  }

  /// In the platform's books, how often each customer was asked.
  std::map<std::string, int> Asked() {
    std::map<std::string, int> asked;
    for (const wecom_sim::SimTransfer& one : company.corp().transfers().All()) ++asked[one.customer];
    return asked;
  }

  /// Every customer has the outcome of the platform's books, and none was asked for twice.
  void CheckAgainstBooks(const std::string& id) {
    const auto items = Items(id, "customer");
    REQUIRE(items.size() == kCustomers);
    std::map<std::string, wecom_sim::SimTransfer> books;
    for (const wecom_sim::SimTransfer& one : company.corp().transfers().All()) {
      CHECK(books.emplace(one.customer, one).second);
    }
    for (const auto& [customer, item] : items) {
      INFO(item.dump());
      const auto book = books.find(customer);
      if (book == books.end()) {
        CHECK(item["code"] == "handover.too_often");
        continue;
      }
      CHECK(item["state"] == (book->second.status == 1 ? "done" : book->second.status == 3 ? "refused" : "taker_full"));
      CHECK(book->second.status != 2);
    }
  }

  std::string source() const { return "wecom:" + company.corp().settings().corp_id; }
  bool Ended(const std::string& id) { return api->Get("/handovers/" + id).body["state"] == "done"; }

 private:
  TempDir directory_;

 public:
  mutable ConnectedCompany company;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

}  // namespace

TEST_CASE(
    "a kill between the platform's booking of a handover and our note of it loses no outcome and asks nobody twice") {
  CrashWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  std::set<std::string> refusing, often;
  for (const int i : {5, 50, 110, 125}) refusing.insert(CustomerId(i));
  for (const int i : {6, 60, 115}) often.insert(CustomerId(i));
  for (const std::string& customer : refusing) corp.transfers().Refuse(customer);
  const TimeMs now = SystemClock().Now();
  for (const std::string& customer : often) {
    for (int day = 10; day <= 11; ++day) corp.transfers().Remember(customer, now - 86'400'000LL * day);
  }
  // Rep 2 has room for fewer than he is asked for, so that some meet a full taker.
  corp.EditCompany([](wecom_sim::Company& edited) { edited.employees[1].most_customers = 120; });
  corp.Dismiss("rep1");
  REQUIRE(CrashWorld::Eventually([&] { return world.api->Get("/handovers").body["items"].size() == 1; }));

  SECTION("the first call: the customers still wait when the server comes back") {
    corp.transfers().SetWait(12'000);
    world.Fault(R"({"at":"api","act":"delay","value":60000,"times":1,"path":"resigned/transfer_customer"})");
    const std::string id = world.Begin();
    REQUIRE(CrashWorld::Eventually([&] { return !world.Asked().empty(); }));
    world.Kill();
    const std::size_t booked = world.Asked().size();
    CHECK(booked > 50);
    CHECK(booked <= 100);
    world.StartAgain();
    REQUIRE(CrashWorld::Eventually([&] { return world.Ended(id); }, 120));
    world.CheckAgainstBooks(id);
  }

  SECTION("the second call: everything is over before the server comes back") {
    corp.transfers().SetWait(1'000);
    world.Fault(R"({"at":"api","act":"delay","value":60000,"times":1,"after":1,"path":"resigned/transfer_customer"})");
    const std::string id = world.Begin();
    REQUIRE(CrashWorld::Eventually([&] { return world.Asked().size() > 100; }));
    world.Kill();
    std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
    corp.Settle();
    const auto books = corp.transfers().All();
    CHECK(std::none_of(books.begin(), books.end(), [](const auto& one) { return one.status == 2; }));
    world.StartAgain();
    REQUIRE(CrashWorld::Eventually([&] { return world.Ended(id); }, 120));
    world.CheckAgainstBooks(id);
  }

  SECTION("the call reaches the platform only after the server came back and looked") {
    corp.transfers().SetWait(30'000);
    world.Fault(R"({"at":"api","act":"late","value":15000,"times":1,"path":"resigned/transfer_customer"})");
    const std::string id = world.Begin();
    REQUIRE(CrashWorld::Eventually([&] { return world.api->Get("/handovers/" + id).body["counts"]["asked"] != 0; }));
    world.Kill();
    CHECK(world.Asked().empty());
    world.StartAgain();
    REQUIRE(CrashWorld::Eventually([&] { return world.Ended(id); }, 120));
    CHECK(world.company.simulator().faults().fired().at("api/late") == 1);
    world.CheckAgainstBooks(id);
  }

  SECTION("groups: they have their new owner when the server comes back") {
    corp.transfers().SetWait(1'000);
    world.Fault(R"({"at":"api","act":"delay","value":60000,"times":1,"path":"groupchat/transfer"})");
    const std::string id = world.Begin();
    REQUIRE(CrashWorld::Eventually([&] { return corp.company()->groups[0].owner == "rep2"; }));
    world.Kill();
    world.StartAgain();
    REQUIRE(CrashWorld::Eventually([&] { return world.Ended(id); }, 120));
    world.CheckAgainstBooks(id);
    for (const auto& [group, item] : world.Items(id, "group")) {
      INFO(item.dump());
      CHECK(item["state"] == "done");
    }
  }
}

TEST_CASE("a kill between the platform's writing of a tag and our note of it writes no tag twice and loses none") {
  CrashWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  const std::string tag = corp.company()->tags.front().id;
  REQUIRE(CrashWorld::Eventually([&] { return world.api->Get("/tags").body["companies"].size() == 1; }));
  const auto found = world.api->Get("/customers/lookup?source=" + world.source() + "&id=" + CustomerId(9));
  REQUIRE(found.status == 200);
  const std::string path = "/customers/" + found.body["id"].get<std::string>() + "/tags";
  world.Fault(R"({"at":"api","act":"delay","value":60000,"times":1,"path":"mark_tag"})");
  REQUIRE(world.api->Post(path, {{"source", world.source()}, {"add", {tag}}}).status == 200);
  REQUIRE(CrashWorld::Eventually([&] { return corp.tag_book().Marks().size() == 1; }));
  world.Kill();
  world.StartAgain();
  REQUIRE(CrashWorld::Eventually([&] { return world.api->Get(path).body["wishes"][0]["state"] == "done"; }));
  CHECK(corp.tag_book().Marks().size() == 1);
  CHECK(corp.company()->relations[8].tags == std::vector<std::string>{tag});
}

}  // namespace custos::testing
