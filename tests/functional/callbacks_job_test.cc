// SPDX-License-Identifier: Apache-2.0
// Callbacks of the simulated platform through the built program: what people see, and what a crash costs.
#include <algorithm>
#include <atomic>

#include "tests/functional/world.h"
#include "tests/support/wecom_sim/callbacks.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using wecom_sim::CallbackSender;
using wecom_sim::ContactXml;

wecom_sim::CallbackTarget TargetOf(World& world) {
  const auto& settings = world.company.corp().settings();
  const std::string& url = world.server->url();  // http://127.0.0.1:PORT/
  return {.port = std::stoi(url.substr(url.rfind(':') + 1)),
          .path = "/callback/wecom/" + settings.corp_id,
          .token = settings.callback_token,
          .aes_key = settings.callback_aes_key,
          .corp_id = settings.corp_id};
}

/// Messages of events in the archive, by type.
json Events(World& world, const std::string& more = {}) { return world.Search("channel=event&limit=200" + more); }

std::size_t AlertsOf(World& world, const std::string& category) {
  return world.api->Get("/alerts?limit=200&category=" + category).body["items"].size();
}

TimeMs Now() { return SystemClock().Now() / 1000 * 1000; }

}  // namespace

TEST_CASE("an employee who deletes a customer is an alert at once, a handover is none, and repeats change nothing") {
  World world;
  const std::string corp = world.company.corp().settings().corp_id;
  const auto relations = world.company.corp().company()->relations;
  CallbackSender sender(TargetOf(world));
  CHECK(sender.Verify(sender.SealEcho("2616140317555161061")).body == "2616140317555161061");

  const TimeMs at = Now();
  const std::string deleted =
      ContactXml(corp, "del_external_contact", relations[0].employee, relations[0].customer, at);
  const std::string handed_over = ContactXml(corp, "del_external_contact", relations[1].employee, relations[1].customer,
                                             at, "<Source><![CDATA[DELETE_BY_TRANSFER]]></Source>");
  const std::string left = ContactXml(corp, "del_follow_user", relations[2].employee, relations[2].customer, at);
  // In any order, each several times.
  for (const std::string* xml : {&left, &deleted, &handed_over, &deleted, &left, &deleted, &handed_over}) {
    CHECK(sender.Send(*xml));
  }
  REQUIRE(World::Eventually([&] { return Events(world).size() >= 3; }));
  REQUIRE(World::Eventually([&] { return AlertsOf(world, "contact_event") >= 1; }));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const json events = Events(world);
  CHECK(events.size() == 3);
  CHECK(AlertsOf(world, "contact_event") == 1);
  const json alert = world.api->Get("/alerts?category=contact_event").body["items"][0];
  INFO(alert.dump());
  CHECK(alert["employee"]["id"] == relations[0].employee);
}

TEST_CASE("who deletes a customer and then leaves is a case of his own, once, through a kill") {
  World world;
  const std::string corp = world.company.corp().settings().corp_id;
  const auto pair = world.company.corp().company()->relations[0];
  CallbackSender sender(TargetOf(world));
  CHECK(sender.Send(ContactXml(corp, "del_external_contact", pair.employee, pair.customer, Now())));
  REQUIRE(World::Eventually([&] {
    const auto found = world.api->Get("/customers/lookup?source=wecom:" + corp + "&id=" + pair.customer);
    if (found.status != 200) return false;
    const json customer = world.api->Get("/customers/" + found.body["id"].get<std::string>()).body;
    return customer["relations"][0]["state"] == "deleted_by_employee";
  }));
  world.company.corp().Dismiss(pair.employee);
  world.server->process().Kill();
  world.Start();
  REQUIRE(World::Eventually([&] { return Events(world, "&type=leaver_review").size() == 1; }));
  world.server->process().Kill();
  world.Start();
  const json review = Events(world, "&type=leaver_review")[0];
  CHECK(review["from"]["id"] == pair.employee);
  CHECK(review["detail"]["deleted"] == 1);
  CHECK(review["detail"]["alerts"].get<int>() >= 1);
  REQUIRE(World::Eventually([&] { return AlertsOf(world, "contact_event") == 2; }));
  std::this_thread::sleep_for(std::chrono::seconds(6));  // the job looks every five
  CHECK(Events(world, "&type=leaver_review").size() == 1);
  CHECK(AlertsOf(world, "contact_event") == 2);
}

TEST_CASE("forged and broken callbacks are refused and leave the good ones alone") {
  World world;
  const std::string corp = world.company.corp().settings().corp_id;
  const auto pair = world.company.corp().company()->relations.front();
  wecom_sim::CallbackTarget target = TargetOf(world);
  CallbackSender sender(target);
  const std::string xml = ContactXml(corp, "add_external_contact", pair.employee, pair.customer, Now());
  wecom_sim::SealedCallback forged = sender.Seal(xml);
  forged.query.replace(forged.query.find('=') + 1, 4, "0000");
  CHECK(sender.Deliver(forged).status == 403);
  wecom_sim::SealedCallback cut = sender.Seal(xml);
  cut.body.resize(60);
  CHECK(sender.Deliver(cut).status == 400);
  // Refused by its length alone: the connection may be cut while it is still being sent.
  const int huge = sender.Deliver({sender.Seal(xml).query, std::string(3 << 20, 'x')}).status;
  CHECK((huge == 413 || huge == 0));
  wecom_sim::CallbackTarget nobody = target;
  nobody.path = "/callback/wecom/nobody";
  CHECK(CallbackSender(nobody).Deliver(sender.Seal(xml)).status >= 400);
  wecom_sim::CallbackTarget stranger = target;
  stranger.corp_id = "wwsomebodyelse";
  CHECK(CallbackSender(stranger).Deliver(CallbackSender(stranger).Seal(xml)).status == 200);      // genuine: kept aside
  CHECK(sender.Send(ContactXml(corp, "add_external_contact", pair.employee, pair.customer, 0)));  // a wrong clock
  CHECK(sender.Send(xml));
  REQUIRE(World::Eventually([&] { return Events(world).size() == 1; }));
  CHECK(World::Eventually([&] { return world.Source()["parked"] == 2; }));
}

TEST_CASE("a callback about a person, a department or a group refreshes just that in the directory") {
  World world;
  const std::string corp = world.company.corp().settings().corp_id;
  CallbackSender sender(TargetOf(world));
  const auto named = [&](const std::string& name) {
    return World::Eventually([&] { return !world.api->Get("/directory/employees?q=" + name).body["items"].empty(); });
  };
  wecom_sim::Company company = *world.company.corp().company();
  REQUIRE(named(company.employees.front().id));
  company.employees.front().name = "newname";
  world.company.corp().SetCompany(company);
  CHECK(sender.Send(wecom_sim::UserXml(corp, "update_user", company.employees.front().id, Now())));
  CHECK(named("newname"));
}

TEST_CASE("what was answered before the server was killed is stored once") {
  World world;
  const auto settings = world.company.corp().settings();
  const auto pair = world.company.corp().company()->relations.front();
  constexpr int kThreads = 4;
  constexpr int kEach = 400;
  const TimeMs first = Now() - 10'000'000;
  const auto xml = [&](int index) {
    return ContactXml(settings.corp_id, "edit_external_contact", pair.employee, pair.customer, first + index * 1000);
  };
  std::vector<std::atomic<bool>> taken(kThreads * kEach);
  std::atomic<int> answered = 0;
  const auto target = TargetOf(world);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        CallbackSender sender(target, static_cast<std::uint64_t>(t));
        for (int i = t * kEach; i < (t + 1) * kEach; ++i) {
          taken[static_cast<std::size_t>(i)] = sender.Deliver(sender.Seal(xml(i))).status == 200;
          if (taken[static_cast<std::size_t>(i)]) ++answered;
        }
      });
    }
    while (answered < kThreads * kEach / 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    world.server->process().Kill();
  }
  const int before = answered;
  CHECK(before < kThreads * kEach);
  world.Start();
  const auto stored = [&] { return world.Source()["messages"].get<int>(); };
  CHECK(World::Eventually([&] { return stored() >= before; }));
  // The platform sends again what nobody answered; here simply everything.
  CallbackSender again(TargetOf(world));
  for (int i = 0; i < kThreads * kEach; ++i) CHECK(again.Send(xml(i)));
  CHECK(World::Eventually([&] { return stored() >= kThreads * kEach; }));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  CHECK(stored() == kThreads * kEach);
}

}  // namespace custos::testing
