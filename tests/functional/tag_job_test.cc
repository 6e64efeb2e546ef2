// SPDX-License-Identifier: Apache-2.0
// Tags that the built program writes to the simulated platform, against its books.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/functional/world.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr int kReps = 4;
constexpr int kCustomers = 400;

std::string CustomerId(int i) {
  const std::string number = std::to_string(i);
  return "wmSIM" + std::string(27 - number.size(), '0') + number;
}

wecom_sim::Company ManyCustomers() {
  wecom_sim::Company company = wecom_sim::SmallCompany();
  company.customers.clear();
  company.relations.clear();
  company.groups.clear();
  for (int i = 1; i <= kCustomers; ++i) {
    company.customers.push_back({CustomerId(i), "客户" + std::to_string(i), "", 0, true});
    company.relations.push_back(
        {company.employees[static_cast<std::size_t>(i % kReps)].id, CustomerId(i), "", 1'750'000'000'000, 1, {}});
    if (i % 10 == 0) company.relations.back().tags = {company.tags.front().id};
  }
  return company;
}

class TagWorld {
 public:
  TagWorld() : company(directory_.path()) {
    company.corp().SetCompany(ManyCustomers());
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
    for (int i = 0; i < seconds * 10; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  /// Record of every customer by his id on the platform, once all are known.
  std::map<std::string, std::string> Records() {
    std::map<std::string, std::string> records;
    REQUIRE(Eventually([&] {
      records.clear();
      std::string cursor;
      do {
        const json page = api->Get("/customers?limit=200" + cursor).body;
        for (const json& item : page["items"]) {
          const std::string name = item["name"].get<std::string>();
          if (name.starts_with("客户")) records[CustomerId(std::stoi(name.substr(6)))] = item["id"].get<std::string>();
        }
        cursor = page["next_cursor"].is_string() ? "&cursor=" + page["next_cursor"].get<std::string>() : "";
      } while (!cursor.empty());
      return records.size() == kCustomers;
    }));
    return records;
  }

  json Tags() { return api->Get("/tags").body; }
  std::uint64_t Waiting() { return Tags()["companies"][0]["waiting"].get<std::uint64_t>(); }
  std::string source() const { return "wecom:" + company.corp().settings().corp_id; }
  void Fault(const std::string& text) { REQUIRE(company.simulator().AddFault(text)); }

 private:
  TempDir directory_;

 public:
  mutable ConnectedCompany company;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

}  // namespace

TEST_CASE("a tag is written to four hundred customers, to each once, with two crashes in the middle") {
  TagWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  const std::string tag = corp.company()->tags.front().id;
  const auto records = world.Records();
  REQUIRE(TagWorld::Eventually([&] { return world.Tags()["companies"].size() == 1; }));
  corp.tag_book().Refuse(CustomerId(7), 84061);
  world.Fault(R"({"at":"api","act":"delay","value":15,"times":0,"path":"mark_tag"})");

  json order{{"customers", json::array()}, {"source", world.source()}, {"add", {tag}}};
  for (const auto& [contact, record] : records) order["customers"].push_back(record);
  const auto ordered = world.api->Post("/customers/tags", order);
  INFO(ordered.body.dump().substr(0, 300));
  REQUIRE(ordered.status == 200);
  const json& items = ordered.body["items"];
  CHECK(std::count_if(items.begin(), items.end(), [](const json& one) { return one["standing"] == 1; }) == 40);
  CHECK(std::count_if(items.begin(), items.end(), [](const json& one) { return one["waiting"] == 1; }) == 360);

  REQUIRE(TagWorld::Eventually([&] { return corp.tag_book().Marks().size() > 40; }));
  world.KillAndStart();
  REQUIRE(TagWorld::Eventually([&] { return corp.tag_book().Marks().size() > 150; }));
  world.KillAndStart();
  REQUIRE(TagWorld::Eventually([&] { return world.Waiting() == 0; }));

  std::map<std::string, int> asked;
  for (const wecom_sim::SimMark& mark : corp.tag_book().Marks()) ++asked[mark.customer];
  CHECK(asked.size() == 359);
  CHECK(std::all_of(asked.begin(), asked.end(), [](const auto& one) { return one.second == 1; }));
  const auto company = corp.company();
  for (const wecom_sim::SimRelation& relation : company->relations) {
    INFO(relation.customer);
    CHECK(relation.tags ==
          (relation.customer == CustomerId(7) ? std::vector<std::string>{} : std::vector<std::string>{tag}));
  }

  const json refused = world.api->Get("/tags/wishes?state=refused").body["items"];
  REQUIRE(refused.size() == 1);
  CHECK(refused[0]["code"] == "tag.no_relation");
  CHECK(refused[0]["customer"] == records.at(CustomerId(7)));
  const json written = world.api->Get("/customers/" + records.at(CustomerId(8)) + "/tags").body;
  CHECK(written["contacts"][0]["tags"][0]["id"] == tag);
  CHECK(written["wishes"][0]["state"] == "done");
  CHECK(written["wishes"][0]["user_name"] == "Administrator");
  const json timeline =
      world.api->Get("/customers/" + records.at(CustomerId(8)) + "/timeline?kind=change").body["items"];
  CHECK(std::any_of(timeline.begin(), timeline.end(), [](const json& entry) {
    return entry["change"]["kind"] == "tagged" && entry["change"]["user_name"] == "Administrator";
  }));
}

TEST_CASE("a rule gives a tag on the platform and takes back what it gave, to each once through a crash") {
  TagWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  const std::string tag = corp.company()->tags.front().id;
  const auto records = world.Records();
  REQUIRE(TagWorld::Eventually([&] { return world.Tags()["companies"].size() == 1; }));
  const auto tagged = [&] {
    std::set<std::string> customers;
    const auto company = corp.company();
    for (const wecom_sim::SimRelation& relation : company->relations) {
      if (!relation.tags.empty()) customers.insert(relation.customer);
    }
    return customers;
  };
  const auto rule = [&](const std::string& name) {
    return json{{"target", "tag"},
                {"source", world.source()},
                {"value", tag},
                {"name", "老客户"},
                {"condition", {{"on", "name"}, {"op", "contains"}, {"value", name}}}};
  };
  const auto set = [&](const json& one) {
    const auto answer = world.api->Put("/grade-rules", {{"items", {one}}}, world.api->Get("/grade-rules").etag);
    INFO(answer.body.dump());
    REQUIRE(answer.status == 200);
  };
  const auto preview = world.api->Post("/grade-rules/preview", {{"items", {rule("客户39")}}});
  REQUIRE(preview.body["moves"].size() == 1);
  CHECK(preview.body["moves"][0]["customers"] == 10);  // 39 and 390 … 399; 390 has the tag already
  const std::set<std::string> before = tagged();

  set(rule("客户39"));
  REQUIRE(TagWorld::Eventually([&] { return !corp.tag_book().Marks().empty(); }));
  world.KillAndStart();
  REQUIRE(TagWorld::Eventually([&] { return tagged().size() == before.size() + 10 && world.Waiting() == 0; }));
  CHECK(corp.tag_book().Marks().size() == 10);
  const json wishes = world.api->Get("/customers/" + records.at(CustomerId(391)) + "/tags").body["wishes"];
  REQUIRE(wishes.size() == 1);
  CHECK(wishes[0]["cause"] == "rule");
  CHECK(wishes[0]["user_name"] == "老客户");

  set(rule("客户398"));
  REQUIRE(TagWorld::Eventually([&] { return tagged().size() == before.size() + 1 && world.Waiting() == 0; }));
  std::set<std::string> after = before;
  after.insert(CustomerId(398));
  CHECK(tagged() == after);
  CHECK(corp.tag_book().Marks().size() == 19);

  json unknown = rule("客户1");
  unknown["value"] = "et-none";
  const auto refused = world.api->Put("/grade-rules", {{"items", {unknown}}}, world.api->Get("/grade-rules").etag);
  CHECK(refused.status == 400);
  CHECK(refused.body["params"]["field"] == "items[0].value");
}

TEST_CASE("tags are managed on the platform, and what cannot be written waits with the reason until it can") {
  TagWorld world;
  wecom_sim::Corp& corp = world.company.corp();
  const auto records = world.Records();
  const auto made = world.api->Post("/tags", {{"source", world.source()}, {"group_name", "来源"}, {"names", {"展会"}}});
  INFO(made.body.dump());
  REQUIRE(made.status == 201);
  const auto company = corp.company();
  const std::string tag = company->tags.back().id;
  CHECK(company->tags.back().name == "展会");
  CHECK(world.api->Post("/tags", {{"source", world.source()}, {"group_name", "来源"}, {"names", {"展会"}}}).status ==
        409);
  CHECK(world.api->Patch("/tags", {{"source", world.source()}, {"id", tag}, {"name", "秋季展会"}}).status == 200);
  CHECK(corp.company()->tags.back().name == "秋季展会");

  const std::string path = "/customers/" + records.at(CustomerId(1)) + "/tags";
  world.Fault(R"({"at":"api","act":"errcode","value":48002,"times":0,"path":"mark_tag"})");
  REQUIRE(world.api->Post(path, {{"source", world.source()}, {"add", {tag}}}).status == 200);
  REQUIRE(TagWorld::Eventually([&] { return world.Tags()["companies"][0]["problem"] == "wecom.errcode_48002"; }));
  CHECK(world.api->Get(path).body["wishes"][0]["state"] == "waiting");
  CHECK(world.api->Get(path).body["wishes"][0]["code"] == "wecom.errcode_48002");
  REQUIRE(world.api->Get(path).body["contacts"][0]["tags"].empty());
  world.company.simulator().faults().Clear();
  REQUIRE(TagWorld::Eventually([&] { return world.Waiting() == 0; }));
  CHECK(TagWorld::Eventually([&] { return world.Tags()["companies"][0]["problem"] == ""; }));
  CHECK(corp.company()->relations.front().tags == std::vector<std::string>{tag});
  CHECK(world.api->Get(path).body["contacts"][0]["tags"][0]["name"] == "秋季展会");

  // What goes from the platform goes from every customer, and nobody can be given it any more.
  CHECK(world.api->Delete("/tags?source=" + world.source() + "&id=" + tag).status == 200);
  CHECK(corp.company()->relations.front().tags.empty());
  const auto gone = world.api->Post(path, {{"source", world.source()}, {"add", {tag}}});
  CHECK(gone.status == 404);
  CHECK(gone.body["code"] == "tag.not_found");
}

}  // namespace custos::testing
