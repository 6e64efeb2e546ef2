// SPDX-License-Identifier: Apache-2.0
// One customer of the simulated company, met by chat, work phone and callbacks, as the built program shows him.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/functional/world.h"
#include "tests/support/fakes/raw_client.h"
#include "tests/support/wecom_sim/callbacks.h"

namespace custos::testing {
namespace {

using nlohmann::json;

std::string Text(const json& value) { return value.get<std::string>(); }

class CustomerWorld : public World {
 public:
  wecom_sim::SimRelation Pair() { return company.corp().company()->relations.front(); }
  std::string Directory() { return Text(Source()["source"]); }
  int Port() const { return std::stoi(server->url().substr(server->url().rfind(':') + 1)); }

  /// One request of a program with its own credential.
  json Send(const std::string& path, const std::string& secret, const std::string& body, const std::string& type) {
    const auto answer = Ask(Port(), "POST /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                                        "\r\nAuthorization: Bearer " + secret +
                                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    REQUIRE(answer);
    REQUIRE(answer->status < 300);
    return json::parse(answer->body);
  }

  /// A text and a call of the employee's work phone with the number that he noted.
  void UsePhone() {
    const json invited =
        api->Post("/devices", {{"employee_source", Directory()}, {"employee_id", Pair().employee}, {"label", "七号机"}})
            .body;
    const std::string secret =
        Text(Send("/phone/enrolment", "none", json{{"code", invited["code"]}}.dump(), "application/json")["secret"]);
    const TimeMs now = SystemClock().Now();
    const std::string number = "+86" + Pair().mobiles.front();
    const json head{{"kind", "batch"}, {"at", now}};
    const json sms{{"seq", 1},         {"kind", "sms"},       {"at", now - 2000}, {"direction", "outbound"},
                   {"number", number}, {"text", "短信里的话"}};
    const json call{{"seq", 2},         {"kind", "call"},
                    {"at", now - 1000}, {"direction", "inbound"},
                    {"number", number}, {"disposition", "ANSWERED"},
                    {"duration_s", 61}};
    Send("/phone/batches", secret, head.dump() + "\n" + sms.dump() + "\n" + call.dump(), "application/x-ndjson");
  }

  void DeleteContact(TimeMs at) {
    const auto& settings = company.corp().settings();
    wecom_sim::CallbackSender sender({.port = Port(),
                                      .path = "/callback/wecom/" + settings.corp_id,
                                      .token = settings.callback_token,
                                      .aes_key = settings.callback_aes_key,
                                      .corp_id = settings.corp_id});
    REQUIRE(sender.Send(
        wecom_sim::ContactXml(settings.corp_id, "del_external_contact", Pair().employee, Pair().customer, at)));
  }

  std::string Customer() {
    const auto found = api->Get("/customers/lookup?source=" + Directory() + "&id=" + Pair().customer);
    return found.status == 200 ? Text(found.body["id"]) : std::string();
  }
  /// Without alerts about the hour of a call: at night there is one, by day there is none.
  json Timeline(const std::string& more = "order=oldest") {
    json items = json::array();
    json all = api->Get("/customers/" + Customer() + "/timeline?" + more).body["items"];
    for (json& item : all) {
      const bool hour = item["alert"].is_object() && item["alert"]["category"] == "call_conduct";
      if (!hour) items.push_back(std::move(item));
    }
    return items;
  }
  static std::vector<std::string> Kinds(const json& items) {
    std::vector<std::string> kinds;
    for (const json& item : items) kinds.push_back(Text(item["kind"]));
    return kinds;
  }
};

}  // namespace

TEST_CASE("one customer's timeline shows chat, text message, call and contact event in one order") {
  CustomerWorld world;
  REQUIRE(World::Eventually([&] { return !world.Customer().empty(); }));
  wecom_sim::Line line = world.Line();
  line.time = SystemClock().Now() - 3000;
  world.company.corp().Append(wecom_sim::Compose(line, wecom_sim::Text("聊天里的话")));
  world.UsePhone();
  world.DeleteContact(SystemClock().Now() / 1000 * 1000 + 1000);
  REQUIRE(World::Eventually([&] { return world.Timeline("kind=chat,sms,call,event").size() == 4; }));

  const json items = world.Timeline();
  INFO(items.dump());
  std::vector<std::string> kinds = CustomerWorld::Kinds(items);
  // Added long ago, by the directory; the alert stands at the event that it is about.
  CHECK(kinds == std::vector<std::string>{"change", "chat", "sms", "call", "event", "alert"});
  std::vector<std::string> newest = CustomerWorld::Kinds(world.Timeline("order=newest"));
  std::reverse(newest.begin(), newest.end());
  CHECK(newest == kinds);
  CHECK(items[2]["message"]["segments"][0]["t"] == "短信里的话");
  CHECK(items[3]["message"]["detail"]["duration_s"] == 61);
  CHECK(items[4]["message"]["type"] == "del_external_contact");

  json customer;
  const bool followed = World::Eventually([&] {
    customer = world.api->Get("/customers/" + world.Customer()).body;
    return customer["relations"][0]["state"] == "deleted_by_employee";
  });
  INFO(customer.dump());
  CHECK(followed);
  CHECK(customer["phones"] == json{"86" + world.Pair().mobiles.front()});
  CHECK(customer["messages"] == 4);
  const json found = world.api->Get("/customers?q=" + world.Pair().mobiles.front()).body["items"];
  REQUIRE(found.size() == 1);
  CHECK(found[0]["id"] == world.Customer());
}

TEST_CASE("what people did to a customer is there after the server was killed") {
  CustomerWorld world;
  REQUIRE(World::Eventually([&] { return world.api->Get("/customers?limit=200").body["items"].size() == 30; }));
  const json list = world.api->Get("/customers?limit=2").body["items"];
  const std::string kept = Text(list[0]["id"]);
  const std::string gone = Text(list[1]["id"]);
  const auto merge = world.api->Post("/customers/" + kept + "/merges", {{"other", gone}, {"reason", "同一人"}});
  REQUIRE(merge.status == 201);
  world.server->process().Kill();
  world.server = std::make_unique<ServerProcess>(ServerProcess::Options{
      .program = CUSTOS_PROGRAM, .data_dir = world.data_dir(), .config = world.company.config(), .arguments = {}});
  REQUIRE(world.server->AwaitReady(std::chrono::seconds(60)));
  world.api = std::make_unique<ApiClient>(world.server->url());
  REQUIRE(world.api->SignIn("admin", "", kPassword));
  CHECK(world.api->Get("/customers/" + gone).body["id"] == kept);
  CHECK(world.api->Get("/customers?limit=200").body["items"].size() == 29);
  const std::string undo = "/customer-merges/" + Text(merge.body["id"]) + "/undo";
  REQUIRE(world.api->Post(undo, {{"reason", "看错了"}}).status == 200);
  CHECK(world.api->Get("/customers/" + gone).body["id"] == gone);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  CHECK(world.api->Get("/customers?limit=200").body["items"].size() == 30);
}

}  // namespace custos::testing
