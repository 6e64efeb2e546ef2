// SPDX-License-Identifier: Apache-2.0
// The connector against the simulated platform: what the unit tests show part by part, together.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <thread>

#include "connectors/wecom/testing/memory_sink.h"
#include "connectors/wecom/wecom.h"
#include "core/digest.h"
#include "tests/support/wecom_sim/message_bodies.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

using wecom_sim::Compose;
using wecom_sim::Fault;
using wecom_sim::Line;

class Simulated {
 protected:
  Simulated() : sim_(wecom_sim::WecomSimulator::Start().value()), corp_(sim_->AddCorp({})) {
    std::filesystem::create_directories(keys_);
    REQUIRE(corp_.WriteKeys(keys_).ok());
    settings_.corp_id = corp_.settings().corp_id;
    settings_.archive_secret = corp_.settings().archive_secret;
    settings_.contact_secret = corp_.settings().contact_secret;
    settings_.sdk_library = CUSTOS_WECOM_SIM_LIBRARY;
    settings_.helper_program = CUSTOS_TEST_HELPER;
    settings_.helper_environment = {"CUSTOS_WECOM_SIM=" + sim_->address()};
    settings_.private_keys = keys_;
    settings_.api_base = sim_->api_base();
    settings_.calls_per_minute = 0;
    settings_.poll_interval = std::chrono::milliseconds(10);
    settings_.call_grace = std::chrono::milliseconds(3000);
    settings_.timeout_s = 1;
    settings_.retry_first = std::chrono::milliseconds(2);
    settings_.retry_most = std::chrono::milliseconds(50);
    settings_.network_hold = std::chrono::milliseconds(50);
    settings_.operator_hold = std::chrono::milliseconds(50);
  }
  ~Simulated() { std::filesystem::remove_all(keys_); }

  WecomSource& Connector() {
    if (connector_ == nullptr) {
      Result<std::unique_ptr<WecomSource>> made = CreateWecomConnector(settings_, clock_);
      REQUIRE(made.ok());
      connector_ = std::move(*made);
    }
    return *connector_;
  }
  void RunUntil(std::size_t count) {
    WecomSource& connector = Connector();
    std::jthread thread([&](const std::stop_token& stop) { connector.Run("", sink_, stop); });
    CHECK(sink_.Await(count));
  }
  void AppendTexts(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const Line line{"staff01", {"wmSIM0000000000000000000000000001"}, "", clock_.Now() - 1000, ++last_id_, true};
      corp_.Append(Compose(line, wecom_sim::Text("第" + std::to_string(i) + "条")));
    }
  }

  SystemClock clock_;
  const std::filesystem::path keys_ =
      std::filesystem::temp_directory_path() / ("custos-wecom-sim-" + HexEncode(RandomBytes(8)));
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  wecom_sim::Corp& corp_;
  WecomSettings settings_;
  MemorySink sink_;
  std::unique_ptr<WecomSource> connector_;
  std::uint64_t last_id_ = 1000;
};

}  // namespace

TEST_CASE_METHOD(Simulated, "every kind of message of the platform is read") {
  const Line line{"staff01", {"wmSIM0000000000000000000000000001"}, "", clock_.Now() - 60'000, 1, true};
  const std::vector<wecom_sim::PlainMessage> sent = wecom_sim::EveryKind(line, corp_.media());
  for (const wecom_sim::PlainMessage& message : sent) corp_.Append(message);
  RunUntil(sent.size());
  CHECK(sink_.parked.empty());
  REQUIRE(sink_.messages.size() == sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    INFO(sent[i].json);
    CHECK(sink_.messages[i].raw == sent[i].json);
    CHECK(sink_.messages[i].key == sent[i].msgid);
    CHECK_FALSE(sink_.messages[i].type.empty());
    CHECK(sink_.messages[i].detail.find("sdkfileid") == std::string::npos);
  }
}

TEST_CASE_METHOD(Simulated, "files of messages are fetched whole") {
  const std::string content = RandomBytes(1'300'000);
  const Line line{"staff01", {"wmSIM0000000000000000000000000001"}, "", clock_.Now() - 1000, 1, true};
  corp_.Append(Compose(line, wecom_sim::File(corp_.media().Add(content), "报价.bin")));
  RunUntil(1);
  REQUIRE(sink_.messages.size() == 1);
  REQUIRE(sink_.messages[0].media.size() == 1);
  const MediaRef& media = sink_.messages[0].media[0];
  CHECK(media.md5 == Md5Hex(content));
  CHECK(media.size == content.size());
  sim_->faults().Add({.at = "media", .act = "sdk_code", .value = 10001, .times = 2, .after = 1});
  MemoryWriter out;
  CHECK(Connector().FetchMedia(media, out, {}).ok());
  CHECK(out.bytes == content);
  corp_.media().Forget();
  CHECK(Connector().FetchMedia(media, out, {}).error().kind == ErrorKind::kNotFound);
}

TEST_CASE_METHOD(Simulated, "a storm of troubles loses nothing and doubles nothing") {
  REQUIRE(corp_.AddKeyVersion().ok());
  REQUIRE(corp_.WriteKeys(keys_).ok());
  AppendTexts(400);
  settings_.page_limit = 37;
  for (const auto& [act, value] : std::vector<std::pair<std::string, std::int64_t>>{{"sdk_code", 10001},
                                                                                    {"sdk_code", 10003},
                                                                                    {"errcode", -1},
                                                                                    {"errcode", 301058},
                                                                                    {"errcode", 45009},
                                                                                    {"errcode", 42001},
                                                                                    {"abort", 0},
                                                                                    {"hang", 0},
                                                                                    {"close", 0},
                                                                                    {"not_json", 0},
                                                                                    {"repeat_page", 0},
                                                                                    {"duplicate_items", 5},
                                                                                    {"grow", 64 << 20}}) {
    REQUIRE(sim_->faults().Add({.at = "chat", .act = act, .value = value, .times = 2, .probability = 0.3}));
  }
  for (const char* act : {"abort", "grow", "sdk_code"}) {
    const std::int64_t value = std::string_view(act) == "grow" ? 64 << 20 : 10006;
    REQUIRE(sim_->faults().Add({.at = "decrypt", .act = act, .value = value, .times = 3, .probability = 0.02}));
  }
  RunUntil(400);
  // What DecryptData does to a message it does every time: those three and three are parked, nothing else.
  CHECK(sink_.parked.size() == 6);
  std::uint64_t last = 0;
  for (const Intake& intake : sink_.intakes) {
    CHECK(intake.first_seq == last + 1);
    CHECK(intake.seq_count == intake.last_seq - last);
    CHECK(intake.messages.size() + intake.parked.size() == intake.seq_count);
    last = intake.last_seq;
  }
  CHECK(last == 400);
  CHECK(Connector().status().helper_restarts > 0);
}

TEST_CASE_METHOD(Simulated, "a poisoned message is parked and its neighbours get through") {
  AppendTexts(100);
  REQUIRE(sim_->faults().Add({.at = "decrypt", .act = "abort", .times = 0, .seq = 50}));
  RunUntil(100);
  REQUIRE(sink_.parked.size() == 1);
  CHECK(sink_.parked[0].seq == 50);
  CHECK(sink_.parked[0].reason == "wecom.decrypt_crashed");
  CHECK(sink_.messages.size() == 99);
}

TEST_CASE_METHOD(Simulated, "the directory brings departments, people, customers and both kinds of groups") {
  const auto company = corp_.company();
  MemoryDirectory directory;
  WecomSource& connector = Connector();
  std::jthread thread([&](const std::stop_token& stop) { connector.RunDirectory(directory, stop); });
  CHECK(directory.Await([&] { return !directory.groups.empty(); }));
  // An internal group is known only once a message mentions it.
  const auto internal =
      std::find_if(company->groups.begin(), company->groups.end(), [](auto& g) { return g.internal; });
  corp_.Append(Compose({"staff01", {"staff02", "staff07"}, internal->id, clock_.Now() - 1000, 1, false},
                       wecom_sim::Text("内部")));
  RunUntil(1);
  CHECK(directory.Await([&] { return directory.groups.size() >= company->groups.size(); }));
  thread.request_stop();
  thread.join();
  CHECK(directory.departments.size() == company->departments.size());
  CHECK(directory.employees.size() == company->employees.size());
  CHECK(directory.employees.front().archived);
  CHECK(directory.customers.size() == company->customers.size());
  CHECK(directory.relations.size() == company->relations.size());
  CHECK(directory.relations.front().added_at == company->relations.front().added_at);
  const auto found = std::find_if(directory.groups.begin(), directory.groups.end(), [](auto& g) { return g.internal; });
  REQUIRE(found != directory.groups.end());
  CHECK(found->name == internal->name);
  CHECK(found->members.size() == internal->employees.size());
}

TEST_CASE_METHOD(Simulated, "tags of customers come with the whole directory, and with a customer looked up alone") {
  const auto company = corp_.company();
  const wecom_sim::SimTag tag = company->tags.front();
  const auto tagged = [&](const MemoryDirectory& directory, const std::string& customer) {
    return std::any_of(directory.relations.begin(), directory.relations.end(), [&](const FollowRelation& relation) {
      return relation.customer_id == customer && relation.tags == std::vector<std::string>{tag.id};
    });
  };
  const auto known = [&](const MemoryDirectory& directory) {
    return std::any_of(directory.tags.begin(), directory.tags.end(),
                       [&](const CustomerTag& one) { return one.id == tag.id && one.name == tag.name; });
  };
  MemoryDirectory directory;
  WecomSource& connector = Connector();
  std::jthread thread([&](const std::stop_token& stop) { connector.RunDirectory(directory, stop); });
  REQUIRE(directory.Await([&] { return tagged(directory, company->customers[9].id) && known(directory); }));
  CHECK_FALSE(tagged(directory, company->customers[0].id));
  CHECK(directory.Await([&] { return !directory.groups.empty(); }));  // the whole reading is over
  wecom_sim::Company grown = *company;
  grown.customers.push_back({"wmSIMnew", "新客户", "", 0, true});
  grown.relations.push_back({"staff01", "wmSIMnew", "", clock_.Now(), 1, {tag.id}});
  corp_.SetCompany(grown);
  corp_.Append(Compose({"staff01", {"wmSIMnew"}, "", clock_.Now() - 1000, 1, true}, wecom_sim::Text("您好")));
  RunUntil(1);
  CHECK(directory.Await([&] { return tagged(directory, "wmSIMnew"); }));
}

TEST_CASE_METHOD(Simulated, "two companies run side by side") {
  wecom_sim::CorpSettings other;
  other.corp_id = "wwsim00000000000002";
  wecom_sim::Corp& second = sim_->AddCorp(other);
  const std::filesystem::path keys = keys_ / "second";
  std::filesystem::create_directories(keys);
  REQUIRE(second.WriteKeys(keys).ok());
  AppendTexts(50);
  second.Append(Compose({"staff01", {"wmX"}, "", clock_.Now() - 1000, 1, true}, wecom_sim::Text("别家")));
  WecomSettings settings = settings_;
  settings.corp_id = other.corp_id;
  settings.private_keys = keys;
  Result<std::unique_ptr<WecomSource>> made = CreateWecomConnector(settings, clock_);
  REQUIRE(made.ok());
  MemorySink other_sink;
  std::jthread thread([&](const std::stop_token& stop) { (*made)->Run("", other_sink, stop); });
  RunUntil(50);
  CHECK(other_sink.Await(1));
  thread.request_stop();
  thread.join();
  CHECK(other_sink.messages.size() == 1);
  CHECK(other_sink.messages[0].source == "wecom:wwsim00000000000002");
}

TEST_CASE_METHOD(Simulated, "a notice of the archive is followed at once, not at the next poll") {
  settings_.poll_interval = std::chrono::minutes(5);
  WecomSource& connector = Connector();
  std::jthread thread([&](const std::stop_token& stop) { connector.Run("", sink_, stop); });
  while (connector.status().caught_up_at == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  AppendTexts(1);
  connector.LookAgain({{.kind = ChangeHint::Kind::kArchive}});
  CHECK(sink_.Await(1));
}

TEST_CASE_METHOD(Simulated, "what an event names is read again, and nothing else") {
  WecomSource& connector = Connector();
  MemoryDirectory directory;
  std::jthread thread([&](const std::stop_token& stop) { connector.RunDirectory(directory, stop); });
  REQUIRE(directory.Await([&] { return !directory.groups.empty(); }));
  wecom_sim::Company company = *corp_.company();
  const wecom_sim::SimRelation pair = company.relations.front();
  company.employees.front().name = "改名";
  company.departments.back().name = "新部门";
  corp_.SetCompany(company);
  const std::uint64_t before = corp_.counts().api_calls;
  connector.LookAgain({{.kind = ChangeHint::Kind::kStaff},
                       {.kind = ChangeHint::Kind::kStaff},
                       {.kind = ChangeHint::Kind::kRelation, .id = pair.employee, .other = pair.customer}});
  REQUIRE(directory.Await([&] { return directory.departments.back().name == "新部门"; }));
  thread = {};
  CHECK(directory.employees.front().name == "改名");
  CHECK(directory.customers.back().id == pair.customer);
  CHECK(corp_.counts().api_calls - before <= 4);
}

}  // namespace custos::wecom
