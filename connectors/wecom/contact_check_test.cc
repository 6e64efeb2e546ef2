// SPDX-License-Identifier: Apache-2.0
// Checks of the contacts against the simulated platform.
#include "connectors/wecom/contact_check.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "connectors/wecom/testing/memory_contacts.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

using nlohmann::json;

class Committing final : public IntakeSink {
 public:
  bool Submit(Intake intake) override { return Offer(std::move(intake), {}) == Offered::kTaken; }
  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    if (full) return Offered::kFull;
    messages.insert(messages.end(), intake.messages.begin(), intake.messages.end());
    intake.settled({true, std::vector<Taken>(intake.messages.size(), Taken::kStored)});
    return Offered::kTaken;
  }
  std::vector<Message> messages;
  bool full = false;
};

/// A company whose only employee with customers is the first.
class Checked {
 public:
  Checked() : sim_(wecom_sim::WecomSimulator::Start().value()), corp_(sim_->AddCorp({}, false)) {
    company = *corp_.company();
    employee = company.relations.front().employee;
    std::erase_if(company.relations, [&](const auto& one) { return one.employee != employee; });
    for (auto& relation : company.relations) relation.added_at = 1'600'000'000'000;
    customer = company.relations.front().customer;
    corp_.SetCompany(company);
    ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp_.settings().corp_id;
    settings.secret = corp_.settings().contact_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<ApiClient>(settings, clock_);
    reader_ = std::make_unique<PlatformReader>(*api_, *api_, staff_);
    check_ = std::make_unique<ContactCheck>(ContactCheck::Parts{.source = "wecom:ww1",
                                                                .reader = *reader_,
                                                                .book = book,
                                                                .clock = clock_,
                                                                .grace = std::chrono::milliseconds(1)});
  }

  Status Check() { return check_->CheckAll(sink, {}); }
  ContactCheckCounts counts() const { return check_->counts(); }
  void Delete() {
    std::erase_if(company.relations, [&](const auto& one) { return one.customer == customer; });
    corp_.SetCompany(company);
  }

 private:
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;

 public:
  wecom_sim::Corp& corp_;
  wecom_sim::Company company;
  std::string employee;
  std::string customer;
  testing::MemoryContacts book;
  Committing sink;
  wecom_sim::FaultPlan& faults() { return sim_->faults(); }

 private:
  SystemClock clock_;
  StaffIndex staff_;
  std::unique_ptr<ApiClient> api_;
  std::unique_ptr<PlatformReader> reader_;
  std::unique_ptr<ContactCheck> check_;
};

}  // namespace

TEST_CASE_METHOD(Checked, "a deletion that nobody told of is found by the next check, dated between the two") {
  REQUIRE(Check());
  CHECK(sink.messages.empty());
  Delete();
  REQUIRE(Check());
  REQUIRE(sink.messages.size() == 1);
  const Message& message = sink.messages.front();
  CHECK(message.type == "del_external_contact");
  CHECK(message.from.id == employee);
  CHECK(message.to.front().id == customer);
  const json detail = json::parse(message.detail);
  CHECK(detail["Source"] == "RECONCILED");
  CHECK(detail["checked_after"].get<TimeMs>() <= message.sent_at);
  CHECK(detail["checked_before"] == message.sent_at);
  REQUIRE(Check());
  CHECK(sink.messages.size() == 1);
  CHECK(counts().found == 1);
  CHECK(counts().problem.empty());
}

TEST_CASE_METHOD(Checked, "a customer who was given to somebody else was handed over") {
  REQUIRE(Check());
  Delete();
  wecom_sim::SimRelation given;
  given.employee = company.employees.back().id;
  given.customer = customer;
  given.add_way = 202;
  given.added_at = SystemClock().Now();
  company.relations.push_back(given);
  corp_.SetCompany(company);
  REQUIRE(Check());
  REQUIRE(sink.messages.size() == 1);
  CHECK(json::parse(sink.messages.front().detail)["Source"] == "DELETE_BY_TRANSFER");
}

TEST_CASE_METHOD(Checked, "a deletion whose callback arrives during the check is the callback's") {
  REQUIRE(Check());
  Delete();
  book.standing.erase(customer);  // what the callback does
  REQUIRE(Check());
  CHECK(sink.messages.empty());
}

TEST_CASE_METHOD(Checked, "what was found and could not be stored is told by the next check, with the same key") {
  REQUIRE(Check());
  Delete();
  sink.full = true;
  CHECK_FALSE(Check());
  CHECK(counts().problem == "intake.full");
  const std::string key = book.untold.front().key;
  sink.full = false;
  REQUIRE(Check());
  REQUIRE(sink.messages.size() == 1);
  CHECK(sink.messages.front().key == key);
}

TEST_CASE_METHOD(Checked, "a platform that does not answer finds no deletions") {
  REQUIRE(Check());
  faults().Add({.at = "api", .act = "errcode", .value = 60011, .times = 0, .path = "externalcontact/list"});
  CHECK_FALSE(Check());
  CHECK(counts().problem == "wecom.errcode_60011");
  CHECK(sink.messages.empty());
  faults().Clear();
  faults().Add({.at = "api", .act = "errcode", .value = 84061, .times = 0, .path = "externalcontact/list"});
  REQUIRE(Check());  // the list says nobody, but each customer still names the employee
  CHECK(sink.messages.empty());
}

}  // namespace custos::wecom
