// SPDX-License-Identifier: Apache-2.0
// What a round makes of the simulated platform's answers.
#include "server/customers/consent_round.h"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <utility>

#include "connectors/wecom/api_client.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::server::customers {
namespace {

using storage::ConsentFact;
using storage::ConsentKind;
using storage::ConsentState;

/// Asks for every pair and group that has no answer.
class Answers final : public storage::ConsentStore {
 public:
  explicit Answers(wecom_sim::Corp& corp) : corp_(corp) {}

  Result<std::vector<storage::ConsentPairDue>> DuePairs(const std::string&, TimeMs, std::size_t) override {
    std::vector<storage::ConsentPairDue> due;
    const auto company = corp_.company();
    for (const auto& relation : company->relations) {
      if (!told.contains({relation.employee, relation.customer})) due.push_back({relation.employee, relation.customer});
    }
    return due;
  }
  Result<std::vector<storage::ConsentGroupDue>> DueGroups(const std::string&, TimeMs, std::size_t) override {
    std::vector<storage::ConsentGroupDue> due = groups;
    std::erase_if(due, [&](const auto& one) { return told.contains({one.group, one.customers.front()}); });
    return due;
  }
  Status Put(const std::string&, ConsentKind, const std::vector<ConsentFact>& facts) override {
    for (const ConsentFact& fact : facts) told.insert_or_assign({fact.holder, fact.customer}, fact);
    return {};
  }
  Result<storage::ConsentPage> List(const storage::ConsentFilter&) override { return storage::ConsentPage{}; }

  std::map<std::pair<std::string, std::string>, ConsentFact> told;
  std::vector<storage::ConsentGroupDue> groups;

 private:
  wecom_sim::Corp& corp_;
};

class MovedClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  TimeMs now = 1'790'000'000'000;
};

class Round {
 public:
  Round() : sim(wecom_sim::WecomSimulator::Start({.clock = &clock}).value()), corp(sim->AddCorp({}, false)) {
    wecom::ApiSettings settings;
    settings.base = sim->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().archive_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    archive = std::make_unique<wecom::ApiClient>(settings, clock);
    round.Add("wecom:test", *archive);
  }

  MovedClock clock;
  std::unique_ptr<wecom_sim::WecomSimulator> sim;
  wecom_sim::Corp& corp;
  std::unique_ptr<wecom::ApiClient> archive;
  Answers store{corp};
  ConsentRound round{store, clock};
};

}  // namespace

TEST_CASE("everybody who is due is asked about once, pairs and groups, and each answer is noted") {
  Round f;
  const wecom_sim::SimRelation pair = f.corp.company()->relations.front();
  const wecom_sim::SimGroup group = f.corp.company()->groups.front();
  f.corp.EditCompany([&](wecom_sim::Company& company) {
    company.consents = {{pair.employee, pair.customer, "Default_Agree", 1'789'000'000'000},
                        {group.id, group.customers.front(), "Disagree", 1'789'000'000'000}};
  });
  f.store.groups = {{group.id, {group.customers.front(), "wmGone"}}};
  f.round.Tick();
  CHECK(f.store.told.at({pair.employee, pair.customer}).state == ConsentState::kDefault);
  CHECK(f.store.told.at({pair.employee, pair.customer}).changed_at == 1'789'000'000'000);
  CHECK(f.store.told.at({group.id, group.customers.front()}).state == ConsentState::kDisagree);
  CHECK(f.store.told.at({group.id, "wmGone"}).code == "consent.not_answered");
  const auto status = f.round.Statuses().at(0);
  CHECK(status.problem.empty());
  CHECK(status.asked_at == f.clock.now);
  const auto calls = f.corp.counts().api_calls;
  f.round.Tick();
  CHECK(f.corp.counts().api_calls == calls);
}

TEST_CASE("a group that the platform does not know costs the others nothing") {
  Round f;
  const wecom_sim::SimGroup group = f.corp.company()->groups.front();
  f.store.groups = {{"wrNobody", {"wm1"}}, {group.id, {group.customers.front()}}};
  f.round.Tick();
  CHECK(f.store.told.at({"wrNobody", "wm1"}).code == "wecom.errcode_40058");
  CHECK(f.store.told.at({group.id, group.customers.front()}).state == ConsentState::kAgree);
  CHECK(f.round.Statuses().at(0).problem.empty());
}

TEST_CASE("a platform that refuses is left alone for a while, and asked again after it") {
  Round f;
  REQUIRE(f.sim->AddFault(R"({"at":"api","act":"errcode","value":301053,"times":1,"path":"check_single_agree"})"));
  f.round.Tick();
  CHECK(f.round.Statuses().at(0).problem == "wecom.errcode_301053");
  CHECK(f.store.told.empty());
  f.clock.now += 60'000;
  f.round.Tick();
  CHECK(f.store.told.empty());
  f.clock.now += 600'000;
  f.round.Tick();
  CHECK(f.store.told.size() == f.corp.company()->relations.size());
  CHECK(f.round.Statuses().at(0).problem.empty());
}

}  // namespace custos::server::customers
