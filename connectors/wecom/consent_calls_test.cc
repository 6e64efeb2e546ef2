// SPDX-License-Identifier: Apache-2.0
// What customers said to the archive, against the simulated platform.
#include "connectors/wecom/consent_calls.h"

#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

class Asked {
 public:
  explicit Asked(wecom_sim::CorpSettings wanted = {})
      : sim_(wecom_sim::WecomSimulator::Start({}).value()), corp(sim_->AddCorp(std::move(wanted), false)) {
    ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().archive_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<ApiClient>(settings, clock_);
    calls = std::make_unique<ConsentCalls>(*api_);
  }

  std::vector<ConsentPair> Pairs() const {
    std::vector<ConsentPair> pairs;
    const auto company = corp.company();
    for (const auto& relation : company->relations) {
      const auto& staff = corp.company()->employees;
      const bool seat = std::any_of(staff.begin(), staff.end(), [&](const wecom_sim::SimEmployee& one) {
        return one.id == relation.employee && one.archived && one.active;
      });
      if (seat) pairs.push_back({relation.employee, relation.customer});
    }
    return pairs;
  }

  void Say(const ConsentPair& pair, const std::string& status, TimeMs at) {
    corp.EditCompany([&](wecom_sim::Company& company) {
      company.consents.push_back({pair.employee, pair.customer, status, at});
    });
  }

 private:
  SystemClock clock_;
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  std::unique_ptr<ApiClient> api_;

 public:
  wecom_sim::Corp& corp;
  std::unique_ptr<ConsentCalls> calls;
};

}  // namespace

TEST_CASE("a yes, a no and a customer who said nothing are told apart, with the time") {
  Asked f;
  const auto pairs = f.Pairs();
  REQUIRE(pairs.size() > 3);
  f.Say(pairs[0], "Disagree", 1'760'000'001'000);
  f.Say(pairs[1], "Default_Agree", 1'760'000'002'000);
  f.Say(pairs[2], "Maybe", 1'760'000'003'000);
  const auto answers = f.calls->OfPairs(pairs, {});
  REQUIRE(answers);
  REQUIRE(answers->size() == pairs.size());
  CHECK(answers->at(0).consent == Consent::kDisagree);
  CHECK(answers->at(0).changed_at == 1'760'000'001'000);
  CHECK(answers->at(1).consent == Consent::kDefault);
  CHECK(answers->at(2).consent == Consent::kUnknown);
  CHECK(answers->at(2).code == "consent.not_answered");
  CHECK(answers->at(3).consent == Consent::kAgree);
  CHECK(answers->at(3).code.empty());
}

TEST_CASE("a pair that the platform does not know costs the others nothing") {
  Asked f;
  auto pairs = f.Pairs();
  const std::size_t known = pairs.size();
  pairs.insert(pairs.begin() + 2, {pairs[0].employee, "wmNobody000000000000000000000001"});
  pairs.push_back({"nobody", pairs[0].customer});
  const auto answers = f.calls->OfPairs(pairs, {});
  REQUIRE(answers);
  REQUIRE(answers->size() == known + 2);
  CHECK(answers->at(2).code == "wecom.errcode_301061");
  CHECK(answers->back().code == "wecom.errcode_301061");
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    CHECK(answers->at(i).pair.customer == pairs[i].customer);
    if (i != 2 && i + 1 != pairs.size()) CHECK(answers->at(i).code.empty());
  }
}

TEST_CASE("more pairs than one call takes are asked in several") {
  Asked f;
  std::vector<ConsentPair> pairs;
  while (pairs.size() < 250) pairs.push_back(f.Pairs().front());
  const auto answers = f.calls->OfPairs(pairs, {});
  REQUIRE(answers);
  CHECK(answers->size() == 250);
  CHECK(f.corp.counts().api_calls >= 3);
}

TEST_CASE("a group tells what each of its outsiders said") {
  Asked f;
  const wecom_sim::SimGroup group = f.corp.company()->groups.front();
  REQUIRE_FALSE(group.customers.empty());
  f.Say({group.id, group.customers.front()}, "Disagree", 1'760'000'001'000);
  const auto answers = f.calls->OfGroup(group.id, {});
  REQUIRE(answers);
  REQUIRE(answers->size() == group.customers.size());
  CHECK(answers->front().consent == Consent::kDisagree);
  CHECK(f.calls->OfGroup("wrNobody", {}).error().kind == ErrorKind::kInvalid);
}

TEST_CASE("a company without the archive, and an address that is not listed, are an operator's matter") {
  wecom_sim::CorpSettings without;
  without.archive_enabled = false;
  Asked f(without);
  CHECK(f.calls->OfPairs(std::vector<ConsentPair>{{"staff01", "wm"}}, {}).error().code == "wecom.errcode_301053");
  CHECK(f.calls->OfGroup("wr", {}).error().kind == ErrorKind::kDenied);
  Asked g;
  const auto pairs = g.Pairs();
  g.corp.SetTrustedIps({"203.0.113.9"});
  CHECK(g.calls->OfPairs(pairs, {}).error().kind == ErrorKind::kDenied);
}

}  // namespace custos::wecom
