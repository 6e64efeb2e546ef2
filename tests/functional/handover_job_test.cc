// SPDX-License-Identifier: Apache-2.0
// Somebody with three hundred customers leaves a company of sixty: what the built program makes of it, against the
// books of the simulated platform.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr char kLeaver[] = "rep01";
constexpr int kReps = 60;
constexpr int kCustomers = 2'000;
constexpr int kLeft = 300;

std::string Rep(int i) { return "rep" + std::string(i < 10 ? "0" : "") + std::to_string(i); }
std::string CustomerId(int i) {
  const std::string number = std::to_string(i);
  return "wmSIM" + std::string(27 - number.size(), '0') + number;
}

/// Rep 1 has the first three hundred; the others share the rest.
wecom_sim::Company BigCompany() {
  wecom_sim::Company company = wecom_sim::SmallCompany();
  company.employees.clear();
  company.customers.clear();
  company.relations.clear();
  company.groups.clear();
  for (int i = 1; i <= kReps; ++i) {
    company.employees.push_back({Rep(i), "员工" + std::to_string(i), 2, "顾问", i == 2, true, true});
  }
  for (int i = 1; i <= kCustomers; ++i) {
    company.customers.push_back({CustomerId(i), "客户" + std::to_string(i), "", 0, true});
    const int rep = i <= kLeft ? 1 : 2 + i % (kReps - 1);
    company.relations.push_back({Rep(rep), CustomerId(i), "", 1'750'000'000'000, 1, {}});
    if (i % 10 == 0) company.relations.back().tags = {company.tags.front().id};
  }
  for (int i = 1; i <= 5; ++i) {
    company.groups.push_back({"wrSIM000000000000000000000000000" + std::to_string(i),
                              "客户群" + std::to_string(i),
                              kLeaver,
                              false,
                              1'750'000'000'000,
                              {kLeaver, Rep(2)},
                              {CustomerId(i)}});
  }
  return company;
}

class HandoverWorld {
 public:
  HandoverWorld() : company(directory_.path()) {
    company.corp().SetCompany(BigCompany());
    company.corp().transfers().SetWait(20'000);
    std::ofstream(company.config(), std::ios::app) << "[handovers]\ncheck_seconds = 1\nleavers_seconds = 1\n";
    Start();
    REQUIRE(api->SignIn("admin", server->one_time_password(), kPassword));
  }

  void Start() {
    server = std::make_unique<ServerProcess>(ServerProcess::Options{.program = CUSTOS_PROGRAM,
                                                                    .data_dir = directory_.path() / "data",
                                                                    .config = company.config(),
                                                                    .arguments = {}});
    REQUIRE(server->AwaitReady(std::chrono::seconds(60)));
    api = std::make_unique<ApiClient>(server->url());
  }

  void KillAndStart() {
    server->process().Kill();
    Start();
    REQUIRE(api->SignIn("admin", "", kPassword));
  }

  static bool Eventually(const std::function<bool()>& done, int seconds = 90) {
    for (int i = 0; i < seconds * 5; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return false;
  }

  json Wish(const std::vector<std::string>& takers) {
    json wish{{"source", source()}, {"giver", kLeaver}, {"takers", json::array()}};
    for (const std::string& taker : takers) wish["takers"].push_back({{"id", taker}});
    return wish;
  }

  json Items(const std::string& id) {
    json all = json::array();
    std::string cursor;
    do {
      const json page = api->Get("/handovers/" + id + "/items?limit=200" + cursor).body;
      for (const json& item : page["items"]) all.push_back(item);
      cursor = page["next_cursor"].is_string() ? "&cursor=" + page["next_cursor"].get<std::string>() : "";
    } while (!cursor.empty());
    return all;
  }

  std::string source() const { return "wecom:" + company.corp().settings().corp_id; }
  json Handover(const std::string& id) { return api->Get("/handovers/" + id).body; }

 private:
  TempDir directory_;

 public:
  mutable ConnectedCompany company;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

/// By customer, what the platform has in its books about him last.
std::map<std::string, wecom_sim::SimTransfer> Books(wecom_sim::Corp& corp) {
  std::map<std::string, wecom_sim::SimTransfer> books;
  for (const wecom_sim::SimTransfer& one : corp.transfers().All()) books[one.customer] = one;
  return books;
}

std::string HolderOf(const wecom_sim::Company& company, const std::string& customer) {
  for (const auto& relation : company.relations) {
    if (relation.customer == customer) return relation.employee;
  }
  return {};
}

}  // namespace

TEST_CASE("a leaver's three hundred customers are handed over, right to the last one, with a crash in the middle") {
  HandoverWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  // The customers are known before he goes.
  REQUIRE(HandoverWorld::Eventually([&] {
    const json plan = world.api->Post("/handovers/preview", world.Wish({Rep(2)})).body;
    return plan.contains("movable") && plan["movable"] == kLeft + 5;
  }));
  std::set<std::string> refusing, often;
  for (int i = 1; i <= 12; ++i) {
    refusing.insert(CustomerId(i * 7));
    corp.transfers().Refuse(CustomerId(i * 7));
  }
  const TimeMs now = SystemClock().Now();
  for (int i = 1; i <= 8; ++i) {
    often.insert(CustomerId(i * 11 + 150));
    for (int k = 0; k < 2; ++k) corp.transfers().Remember(CustomerId(i * 11 + 150), now - 86'400'000LL * (10 + k));
  }
  // Rep 4 has room for a few of those he is going to be given, rep 6 has none, rep 5 is not verified.
  corp.EditCompany([](wecom_sim::Company& edited) {
    edited.employees[3].most_customers = 60;
    edited.employees[5].most_customers = 1;
    edited.employees[4].verified = false;
  });
  corp.Dismiss(kLeaver);

  // The leaver is noticed and a handover proposed.
  json proposed;
  REQUIRE(HandoverWorld::Eventually([&] {
    proposed = world.api->Get("/handovers").body["items"];
    return proposed.size() == 1;
  }));
  CHECK(proposed[0]["state"] == "proposed");
  CHECK(proposed[0]["giver"]["id"] == kLeaver);
  CHECK(proposed[0]["unassigned"] == kLeft);

  json wish = world.Wish({Rep(2), Rep(3), Rep(4), Rep(5), Rep(6)});
  wish["changes"] = {{CustomerId(1), Rep(3)}, {CustomerId(2), ""}};
  const json plan = world.api->Post("/handovers/preview", wish).body;
  CHECK(plan["resigned"] == true);
  CHECK(plan["movable"] == kLeft + 5 - 1);
  const auto begun = world.api->Post("/handovers", wish);
  INFO(begun.body.dump());
  REQUIRE(begun.status == 201);
  const std::string id = begun.body["id"].get<std::string>();

  // Killed as soon as the platform has been asked for some: calls are under way or not yet noted.
  REQUIRE(HandoverWorld::Eventually([&] { return corp.transfers().All().size() > 20; }));
  world.KillAndStart();
  REQUIRE(HandoverWorld::Eventually([&] {
    const json counts = world.Handover(id)["counts"];
    return counts["waiting"].get<int>() + counts["done"].get<int>() > 100;
  }));
  world.KillAndStart();
  REQUIRE(HandoverWorld::Eventually([&] { return world.Handover(id)["state"] == "done"; }, 180));

  // Nobody was asked for twice.
  std::map<std::string, int> asked;
  for (const auto& one : corp.transfers().All()) ++asked[one.customer];
  CHECK(std::all_of(asked.begin(), asked.end(), [](const auto& one) { return one.second == 1; }));

  const auto books = Books(corp);
  const auto after = corp.company();
  const json items = world.Items(id);
  REQUIRE(items.size() == kLeft + 5 - 1);
  std::map<std::string, int> outcomes;
  for (const json& item : items) {
    const std::string customer = item["id"].get<std::string>();
    const std::string state = item["state"].get<std::string>();
    const std::string taker = item["taker"]["id"].get<std::string>();
    INFO(item.dump());
    ++outcomes[state];
    if (item["kind"] == "group") {
      const auto group =
          std::find_if(after->groups.begin(), after->groups.end(), [&](const auto& one) { return one.id == customer; });
      CHECK(state == "done");
      CHECK(group->owner == taker);
      continue;
    }
    const auto book = books.find(customer);
    if (taker == Rep(5)) {
      CHECK(item["code"] == "handover.not_verified");
      CHECK(book == books.end());
    } else if (often.contains(customer)) {
      CHECK(item["code"] == "handover.too_often");
      CHECK(book == books.end());
    } else if (book == books.end()) {
      CHECK(item["code"] == "handover.taker_full");
      CHECK(state == "taker_full");
    } else if (book->second.status == 3) {
      CHECK(state == "refused");
      CHECK(refusing.contains(customer));
    } else if (book->second.status == 4) {
      CHECK(state == "taker_full");
    } else {
      CHECK(book->second.status == 1);
      CHECK(state == "done");
      CHECK(book->second.taker == taker);
      CHECK(HolderOf(*after, customer) == taker);
    }
    if (state != "done") CHECK(HolderOf(*after, customer) == kLeaver);
  }
  CHECK(HolderOf(*after, CustomerId(2)) == kLeaver);
  CHECK(outcomes["done"] > 100);
  CHECK(outcomes["refused"] > 3);
  CHECK(outcomes["taker_full"] > 50);
  CHECK(outcomes["failed"] > 50);

  // One that his taker had no room for goes to somebody else.
  const auto full = std::find_if(items.begin(), items.end(), [&](const json& item) {
    return item["state"] == "taker_full" && !refusing.contains(item["id"].get<std::string>());
  });
  REQUIRE(full != items.end());
  const std::string retry = "/handovers/" + id + "/items/" + std::to_string((*full)["n"].get<int>()) + "/retry";
  REQUIRE(world.api->Post(retry, {{"taker", Rep(30)}}).status == 200);
  REQUIRE(HandoverWorld::Eventually([&] { return world.Handover(id)["state"] == "done"; }));
  CHECK(HolderOf(*corp.company(), (*full)["id"].get<std::string>()) == Rep(30));

  // The directory follows: the taker has the customer, the leaver has him no more.
  const auto moved = std::find_if(items.begin(), items.end(), [](const json& item) {
    return item["kind"] == "customer" && item["state"] == "done";
  });
  json relations;
  const bool followed = HandoverWorld::Eventually([&] {
    const json customer = world.api->Get("/customers/" + (*moved)["customer"].get<std::string>()).body;
    relations = customer["relations"];
    return relations.is_array() && relations.size() == 2;
  });
  INFO(relations.dump());
  REQUIRE(followed);
  // And so does the ledger: the taker owns him.
  json owned;
  const bool booked = HandoverWorld::Eventually([&] {
    owned = world.api->Get("/customers/" + (*moved)["customer"].get<std::string>() + "/ownership").body;
    return owned.dump().find((*moved)["taker"]["id"].get<std::string>()) != std::string::npos;
  });
  INFO(owned.dump());
  CHECK(booked);
  CHECK(owned.dump().find("handover:" + id) != std::string::npos);
  for (const json& relation : relations) {
    CHECK(relation["state"] == (relation["employee"]["id"] == kLeaver ? "handed_over" : "stands"));
  }
}

}  // namespace custos::testing
