// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

struct FixedClock final : Clock {
  TimeMs now = 1'790'000'000'000;
  TimeMs Now() const override { return now; }
};

std::size_t Collect(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

/// A simulator and somebody who calls it as a self-built app or as the archive.
struct World {
  FixedClock clock;
  std::unique_ptr<WecomSimulator> sim = std::move(WecomSimulator::Start({.clock = &clock})).value();
  Corp& corp = sim->AddCorp({}, false);
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
  std::string token;

  void SignIn(const std::string& secret) {
    token =
        Call("/cgi-bin/gettoken?corpid=" + corp.settings().corp_id + "&corpsecret=" + secret).value("access_token", "");
  }
  void AsApp() { SignIn(corp.settings().contact_secret); }
  void AsArchive() { SignIn(corp.settings().archive_secret); }

  json Ask(const std::string& path, const json& body = nullptr) {
    const char joint = path.find('?') == std::string::npos ? '?' : '&';
    return Call("/cgi-bin/" + path + joint + "access_token=" + token, body);
  }

  json Call(const std::string& path, const json& body = nullptr) {
    const std::string url = sim->api_base() + path;
    const std::string text = body.is_null() ? "" : body.dump();
    std::string reply;
    curl_easy_reset(curl.get());
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Collect);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 10L);
    if (!body.is_null()) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, text.c_str());
    if (curl_easy_perform(curl.get()) != CURLE_OK) return {{"errcode", "network"}};
    return json::parse(reply, nullptr, false);
  }
};

}  // namespace

TEST_CASE("a token stays the same while it is valid, and says how it ended") {
  World world;
  world.AsApp();
  const std::string first = world.token;
  world.AsApp();
  CHECK(world.token == first);
  CHECK(world.Ask("department/list").at("errcode") == 0);
  world.clock.now += 7200'001;
  CHECK(world.Ask("department/list").at("errcode") == 42001);
  world.AsApp();
  CHECK(world.token != first);
  world.corp.tokens().RevokeAll();
  CHECK(world.Ask("department/list").at("errcode") == 40014);
  world.token.clear();
  CHECK(world.Ask("department/list").at("errcode") == 41001);
}

TEST_CASE("wrong ids and secrets are refused, and each secret opens only its own calls") {
  World world;
  CHECK(world.Call("/cgi-bin/gettoken?corpid=nobody&corpsecret=x").at("errcode") == 40013);
  CHECK(world.Call("/cgi-bin/gettoken?corpid=" + world.corp.settings().corp_id + "&corpsecret=x").at("errcode") ==
        40001);
  world.AsApp();
  CHECK(world.Ask("msgaudit/get_permit_user_list", json::object()).at("errcode") == 48002);
  world.AsArchive();
  CHECK(world.Ask("department/list").at("errcode") == 48002);
  CHECK(world.Ask("msgaudit/get_permit_user_list", json::object()).at("ids").size() == 10);
}

TEST_CASE("departments and users come in the platform's shape") {
  World world;
  world.AsApp();
  const json departments = world.Ask("department/list").at("department");
  REQUIRE(departments.size() == 3);
  CHECK(departments[1].at("parentid") == 1);
  CHECK(world.Ask("user/list?department_id=1").at("userlist").empty());
  CHECK(world.Ask("user/list?department_id=1&fetch_child=1").at("userlist").size() == 10);
  CHECK(world.Ask("user/list?department_id=99").at("errcode") == 60123);
  CHECK(world.Ask("user/get?userid=staff01").at("name") == "员工01");
  CHECK(world.Ask("user/get?userid=nobody").at("errcode") == 60111);
  const json page = world.Ask("user/list_id", {{"limit", 4}});
  CHECK(page.at("dept_user").size() == 4);
  CHECK(world.Ask("user/list_id", {{"limit", 100}, {"cursor", page.at("next_cursor")}}).at("dept_user").size() == 6);
}

TEST_CASE("customers are listed, read one by one and in pages by user") {
  World world;
  world.AsApp();
  CHECK(world.Ask("externalcontact/get_follow_user_list").at("follow_user").size() == 10);
  const json ids = world.Ask("externalcontact/list?userid=staff01").at("external_userid");
  REQUIRE(ids.size() == 3);
  const json one = world.Ask("externalcontact/get?external_userid=" + ids[0].get<std::string>());
  CHECK(one.at("external_contact").at("type") == 1);
  CHECK(one.at("follow_user")[0].at("userid") == "staff01");
  CHECK(world.Ask("externalcontact/get?external_userid=wmNobody").at("errcode") == 40096);
  const json page = world.Ask("externalcontact/batch/get_by_user", {{"userid_list", {"staff01"}}, {"limit", 2}});
  CHECK(page.at("external_contact_list").size() == 2);
  CHECK(page.at("external_contact_list")[0].at("follow_info").contains("tag_id"));
  const json rest = world.Ask("externalcontact/batch/get_by_user",
                              {{"userid_list", {"staff01"}}, {"limit", 2}, {"cursor", page.at("next_cursor")}});
  CHECK(rest.at("external_contact_list").size() == 1);
  CHECK(rest.at("next_cursor") == "");
}

TEST_CASE("customer groups belong to the customer calls, internal groups to the archive") {
  World world;
  world.AsApp();
  const json groups = world.Ask("externalcontact/groupchat/list", {{"limit", 10}}).at("group_chat_list");
  REQUIRE(groups.size() == 1);
  const json group =
      world.Ask("externalcontact/groupchat/get", {{"chat_id", groups[0].at("chat_id")}, {"need_name", 1}});
  CHECK(group.at("group_chat").at("member_list").size() == 4);
  world.AsArchive();
  CHECK(world.Ask("msgaudit/groupchat/get", {{"roomid", groups[0].at("chat_id")}}).at("errcode") == 301059);
  const json internal = world.Ask("msgaudit/groupchat/get", {{"roomid", "wrSIM0000000000000000000000000002"}});
  CHECK(internal.at("roomname") == "演示内部群");
  CHECK(internal.at("members").size() == 3);
}

TEST_CASE("consent and robots are told by the archive") {
  World world;
  world.AsArchive();
  const std::string customer = world.corp.company()->customers[0].id;
  const json agree =
      world.Ask("msgaudit/check_single_agree", {{"info", {{{"userid", "staff01"}, {"exteranalopenid", customer}}}}});
  CHECK(agree.at("agreeinfo")[0].at("agree_status") == "Agree");
  CHECK(world.Ask("msgaudit/check_single_agree", {{"info", json(101, json::object())}}).at("errcode") == 301060);
  CHECK(world.Ask("msgaudit/check_room_agree", {{"roomid", "wrSIM0000000000000000000000000001"}})
            .at("agreeinfo")
            .size() == 2);
  CHECK(world.Ask("msgaudit/get_robot_info?robot_id=wbSIM0000000000000000000000000001").at("data").at("name") ==
        "演示机器人");
}

TEST_CASE("an address that is not listed is refused with 60020") {
  World world;
  world.AsApp();
  world.corp.SetTrustedIps({"192.0.2.1"});
  CHECK(world.Ask("department/list").at("errcode") == 60020);
}

TEST_CASE("a body of the wrong shape is a parameter error and harms nothing else") {
  World world;
  world.AsApp();
  CHECK(world.Ask("user/list_id", {{"limit", "many"}}).at("errcode") == 40058);
  CHECK(world.Ask("user/list_id", json::array()).at("errcode") == 40058);
  CHECK(world.Ask("user/list_id", {{"limit", 1}}).at("errcode") == 0);
}

TEST_CASE("another process orders faults, keys and messages through the control endpoint") {
  World world;
  CHECK(world.Call("/sim/control", {{"fault", {{"at", "nowhere"}, {"act", "abort"}}}}).contains("error"));
  world.AsApp();
  CHECK(world.Call("/sim/control", {{"fault", {{"at", "api"}, {"act", "errcode"}, {"value", -1}}}}).at("errcode") == 0);
  CHECK(world.Ask("department/list").at("errcode") == -1);
  CHECK(world.Ask("department/list").at("errcode") == 0);
  CHECK(world.Call("/sim/control", {{"add_key", true}}).at("key").at("version") == 1);
  CHECK(world.Call("/sim/control", {{"append", {{"msgid", "1_1_external"}, {"action", "send"}}}}).at("seq") == 1);
  const json stats = world.Call("/sim/stats");
  CHECK(stats.at("corps").at(world.corp.settings().corp_id).at("messages") == 1);
  CHECK(stats.at("faults_fired").at("api/errcode") == 1);
}

TEST_CASE("a slow reply takes its time and a dropped one fails") {
  World world;
  world.AsApp();
  world.sim->faults().Add({.at = "api", .act = "delay", .value = 150});
  const auto begin = std::chrono::steady_clock::now();
  CHECK(world.Ask("department/list").at("errcode") == 0);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(150));
  world.sim->faults().Add({.at = "api", .act = "close"});
  CHECK(world.Ask("department/list").at("errcode") == "network");
}

TEST_CASE("random faults come from the seed, so a run can be repeated") {
  const auto fired = [](std::uint64_t seed) {
    FaultPlan plan(seed);
    plan.Add({.at = "chat", .act = "close", .times = 0, .probability = 0.3});
    std::string pattern;
    for (int i = 0; i < 64; ++i) pattern += plan.Take("chat", "corp", "") ? 'x' : '.';
    return pattern;
  };
  CHECK(fired(7) == fired(7));
  CHECK(fired(7) != fired(8));
}

TEST_CASE("two companies share a simulator without seeing each other") {
  World world;
  CorpSettings other;
  other.corp_id = "wwsim00000000000002";
  other.contact_secret = "other-secret";
  Company company = SmallCompany();
  company.employees.resize(1);
  world.sim->AddCorp(other, false).SetCompany(company);
  world.AsApp();
  CHECK(world.Ask("user/list?department_id=1&fetch_child=1").at("userlist").size() == 10);
  world.token = world.Call("/cgi-bin/gettoken?corpid=wwsim00000000000002&corpsecret=other-secret")
                    .at("access_token")
                    .get<std::string>();
  CHECK(world.Ask("user/list?department_id=1&fetch_child=1").at("userlist").size() == 1);
}

}  // namespace custos::wecom_sim
