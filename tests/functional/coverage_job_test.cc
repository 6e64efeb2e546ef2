// SPDX-License-Identifier: Apache-2.0
// What customers say to being archived, and where the archive does not reach: what the built program makes of the
// simulated platform.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/functional/world.h"
#include "tests/support/wecom_sim/callbacks.h"

namespace custos::testing {
namespace {

using nlohmann::json;

constexpr TimeMs kSaidAt = 1'772'000'000'000;

class CoveredWorld {
 public:
  explicit CoveredWorld(const std::function<void(wecom_sim::Company&)>& edit) : company(directory_.path()) {
    company.corp().EditCompany(edit);
    std::ofstream(company.config(), std::ios::app)
        << "[binding]\nconsent_seconds = 1\nphones_expected = [\"销售部\"]\n";
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

  json Coverage() const { return api->Get("/coverage").body; }
  json Whole() const {
    const json body = Coverage();
    return body.contains("items") && !body["items"].empty() ? body["items"][0] : json::object();
  }
  std::uint64_t Said(const char* state) const {
    const json whole = Whole();
    return whole.contains("consents") ? whole["consents"][state].get<std::uint64_t>() : 0;
  }
  json Consents(const std::string& query) const { return api->Get("/coverage/consents?" + query).body["items"]; }
  static bool Eventually(const std::function<bool()>& done) {
    for (int i = 0; i < 300; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return false;
  }

 private:
  TempDir directory_;

 public:
  ConnectedCompany company;
  std::unique_ptr<ServerProcess> server;
  std::unique_ptr<ApiClient> api;
};

}  // namespace

TEST_CASE("what customers say to the archive is asked, shown with its time, and still there after a crash") {
  wecom_sim::SimRelation no, silent;
  CoveredWorld world([&](wecom_sim::Company& company) {
    no = company.relations[0];
    silent = company.relations[1];
    company.consents.push_back({no.employee, no.customer, "Disagree", kSaidAt});
    company.consents.push_back({silent.employee, silent.customer, "Default_Agree", kSaidAt});
    company.consents.push_back({company.groups[0].id, company.groups[0].customers[0], "Disagree", kSaidAt});
    company.employees.back().archived = false;
  });
  const auto people = world.company.corp().company();
  const std::string seatless = people->employees.back().id;
  const auto pairs = static_cast<std::uint64_t>(
      std::count_if(people->relations.begin(), people->relations.end(),
                    [&](const wecom_sim::SimRelation& one) { return one.employee != seatless; }));
  REQUIRE(CoveredWorld::Eventually([&] { return world.Said("agree") == pairs - 2; }));
  CHECK(world.Said("disagree") == 1);
  CHECK(world.Said("default") == 1);
  CHECK(world.Said("unknown") == 0);
  const json whole = world.Whole();
  CHECK(whole["seats"].get<int>() + 1 == whole["employees"].get<int>());

  const json said_no = world.Consents("state=disagree");
  REQUIRE(said_no.size() == 1);
  CHECK(said_no[0]["customer"]["id"] == no.customer);
  CHECK(said_no[0]["changed_at"] == "2026-02-25T06:13:20.000Z");
  REQUIRE(CoveredWorld::Eventually([&] { return world.Consents("kind=group&state=disagree").size() == 1; }));

  const json customer = world.api->Get("/customers/" + said_no[0]["customer_id"].get<std::string>()).body;
  REQUIRE(customer["relations"].size() >= 1);
  CHECK(customer["relations"][0]["consent"]["state"] == "disagree");

  const json gaps = world.Coverage()["gaps"];
  CHECK(gaps["no_seat"] == 1);
  CHECK(gaps["disagreed"] == 1);
  CHECK(gaps["never_said"] == 1);
  CHECK(gaps["no_device"].get<int>() > 0);
  const json left_out = world.api->Get("/coverage/gaps/no_seat").body["items"];
  REQUIRE(left_out.size() == 1);
  CHECK(left_out[0]["employee"]["id"] == seatless);

  // He changes his mind while the server is down; a day later he would be asked again, a new contact at once.
  world.server->process().Kill();
  world.company.corp().EditCompany([&](wecom_sim::Company& company) {
    company.customers.push_back({"wmSIM0000000000000000000000000999", "新客户", "", 0, false});
    company.relations.push_back({no.employee, "wmSIM0000000000000000000000000999", "", kSaidAt, 1, {}});
  });
  world.Start();
  REQUIRE(world.api->SignIn("admin", "", kPassword));
  CHECK(world.Consents("state=default").size() == 1);
  REQUIRE(CoveredWorld::Eventually([&] { return world.Consents("state=disagree").size() == 2; }));
}

TEST_CASE("who changes his mind is asked about at once, told of by his message or by the platform's event") {
  wecom_sim::SimRelation by_message, by_event;
  CoveredWorld world([&](wecom_sim::Company& company) {
    by_message = company.relations[0];
    by_event = company.relations[1];
    company.consents.push_back({by_event.employee, by_event.customer, "Disagree", kSaidAt});
  });
  REQUIRE(CoveredWorld::Eventually([&] { return world.Said("agree") > 1 && world.Said("unknown") == 0; }));
  REQUIRE(world.Said("disagree") == 1);
  const TimeMs now = SystemClock().Now();
  // What the platform would answer now; without being told the server asks tomorrow.
  world.company.corp().EditCompany([&](wecom_sim::Company& company) {
    company.consents = {{by_message.employee, by_message.customer, "Disagree", now}};
  });
  const auto no = wecom_sim::Compose({.from = by_message.customer,
                                      .to = {by_message.employee},
                                      .room = "",
                                      .time = now,
                                      .id = 9'000'001,
                                      .external = true},
                                     wecom_sim::Disagree(by_message.customer, now));
  world.company.corp().Append(no);
  REQUIRE(CoveredWorld::Eventually([&] { return world.Said("disagree") == 2; }));

  const auto& settings = world.company.corp().settings();
  const std::string& url = world.server->url();
  wecom_sim::CallbackSender sender({.port = std::stoi(url.substr(url.rfind(':') + 1)),
                                    .path = "/callback/wecom/" + settings.corp_id,
                                    .token = settings.callback_token,
                                    .aes_key = settings.callback_aes_key,
                                    .corp_id = settings.corp_id});
  CHECK(sender.Send(
      wecom_sim::ContactXml(settings.corp_id, "msg_audit_approved", by_event.employee, by_event.customer, now)));
  REQUIRE(CoveredWorld::Eventually([&] { return world.Said("disagree") == 1; }));
  const json said_no = world.Consents("state=disagree");
  REQUIRE(said_no.size() == 1);
  CHECK(said_no[0]["customer"]["id"] == by_message.customer);
}

TEST_CASE("a platform that refuses to tell consents is told of once, and messages go on coming") {
  CoveredWorld world([](wecom_sim::Company&) {});
  REQUIRE(CoveredWorld::Eventually([&] { return world.Said("agree") > 0; }));
  REQUIRE(world.company.simulator().AddFault(
      R"({"at":"api","act":"errcode","value":301053,"times":100000,"path":"/cgi-bin/msgaudit/check_single_agree"})"));
  const wecom_sim::SimRelation pair = world.company.corp().company()->relations.front();
  world.company.corp().EditCompany([&](wecom_sim::Company& company) {
    company.customers.push_back({"wmSIM0000000000000000000000000998", "新客户", "", 0, true});
    company.relations.push_back({pair.employee, "wmSIM0000000000000000000000000998", "", kSaidAt, 1, {}});
  });
  world.server->process().Kill();
  world.Start();
  REQUIRE(world.api->SignIn("admin", "", kPassword));
  REQUIRE(CoveredWorld::Eventually([&] {
    const json asking = world.Coverage()["asking"];
    return asking.is_array() && !asking.empty() && asking[0]["problem"] == "wecom.errcode_301053";
  }));
  CHECK(world.api->Get("/status").body["consents"][0]["problem"] == "wecom.errcode_301053");
  const wecom_sim::PlainMessage message = wecom_sim::Compose({.from = pair.employee,
                                                              .to = {pair.customer},
                                                              .room = "",
                                                              .time = SystemClock().Now(),
                                                              .id = 9'000'001,
                                                              .external = true},
                                                             wecom_sim::Text("照常收到"));
  world.company.corp().Append(message);
  CHECK(CoveredWorld::Eventually(
      [&] { return world.api->Get("/status").body["sources"][0]["messages"].get<std::uint64_t>() >= 1; }));
}

}  // namespace custos::testing
