// SPDX-License-Identifier: Apache-2.0
// What is written to the simulated platform, and what is not, when the answer to a call is missing.
#include "server/customers/tag_runner.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::server::customers {
namespace {

using storage::TagSettlement;
using storage::TagWish;
using storage::TagWishState;

constexpr char kSource[] = "wecom:test";
constexpr char kTag[] = "etSIM0000000000000000000000000001";

class MovedClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  TimeMs now = 1'790'000'000'000;
};

/// The wishes of one company in memory.
class MemoryTags final : public storage::TagStore {
 public:
  explicit MemoryTags(const Clock& clock) : clock_(clock) {}

  Result<storage::TagCatalogue> Catalogue(bool) override { return storage::TagCatalogue{}; }
  Status PutCatalogue(const std::string&, const std::vector<storage::TagGroupInfo>& groups, TimeMs) override {
    known = groups;
    return {};
  }
  Result<bool> IsCatalogueOld(const std::string&, TimeMs) override { return known.empty(); }
  Result<std::vector<storage::TagOutcome>> Wish(const storage::Scope&, const storage::TagOrder&) override {
    return std::vector<storage::TagOutcome>{};
  }
  Result<storage::CustomerTags> Of(const storage::Scope&, std::uint64_t) override { return storage::CustomerTags{}; }
  Result<std::vector<TagWish>> List(std::optional<TagWishState>, std::uint64_t, std::size_t) override { return wishes; }
  Result<std::vector<TagWish>> Due(const std::string&, std::size_t) override {
    std::vector<TagWish> due;
    std::copy_if(wishes.begin(), wishes.end(), std::back_inserter(due),
                 [&](const TagWish& one) { return one.state == TagWishState::kWaiting && one.due_at <= clock_.Now(); });
    return due;
  }
  Result<std::vector<std::uint64_t>> Asking(const std::vector<std::uint64_t>& ids) override {
    for (const std::uint64_t id : ids) {
      wishes[id].asked_at = clock_.Now();
      ++wishes[id].attempts;
    }
    return ids;
  }
  Status Settle(const std::vector<TagSettlement>& settlements) override {
    for (const TagSettlement& one : settlements) {
      wishes[one.wish].state = one.state;
      wishes[one.wish].code = one.code;
      wishes[one.wish].due_at = one.due_at;
      if (!one.unanswered) wishes[one.wish].asked_at = 0;
    }
    return {};
  }
  Result<bool> ChangedSince(const std::string&, const std::string&, const std::string&, TimeMs) override {
    return changed;
  }
  Status SetProblem(const std::string&, const std::string& code) override {
    problem = code;
    return {};
  }

  std::vector<TagWish> wishes;  ///< the id is the place
  std::vector<storage::TagGroupInfo> known;
  bool changed = false;
  std::string problem;

 private:
  const Clock& clock_;
};

class Tagged {
 public:
  Tagged() : sim_(wecom_sim::WecomSimulator::Start({.clock = &clock}).value()), corp(sim_->AddCorp({}, false)) {
    wecom::ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().contact_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<wecom::ApiClient>(settings, clock);
    reader_ = std::make_unique<wecom::PlatformReader>(*api_, *api_, staff_);
    runner.Add({.source = kSource, .api = *api_, .reader = *reader_, .look_again = nullptr});
  }

  /// For the first contact of the company.
  TagWish& Wish(const std::string& tag = kTag, bool add = true) {
    const wecom_sim::SimRelation first = corp.company()->relations.front();
    TagWish& wish = store.wishes.emplace_back();
    wish.id = store.wishes.size() - 1;
    wish.employee.id = first.employee;
    wish.contact = first.customer;
    wish.tag = {kSource, tag};
    wish.add = add;
    return wish;
  }
  void Have(const std::vector<std::string>& tags) {
    corp.EditCompany([&](wecom_sim::Company& company) { company.relations.front().tags = tags; });
  }
  const std::vector<std::string> Tags() const { return corp.company()->relations.front().tags; }
  void Fault(const std::string& text) { REQUIRE(sim_->AddFault(text)); }

  MovedClock clock;

 private:
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  wecom::StaffIndex staff_;
  std::unique_ptr<wecom::ApiClient> api_;
  std::unique_ptr<wecom::PlatformReader> reader_;

 public:
  wecom_sim::Corp& corp;
  MemoryTags store{clock};
  TagRunner runner{{.store = store, .clock = clock}};
};

}  // namespace

TEST_CASE("all tags of a contact are one call, and one that is refused costs the others nothing") {
  Tagged f;
  f.Have({"etSIMOLD"});
  f.corp.EditCompany([](wecom_sim::Company& company) { company.tags.push_back({"etSIMOLD", "旧"}); });
  f.Wish();
  f.Wish("etSIMOLD", false);
  f.runner.Tick();
  CHECK(f.corp.tag_book().Marks().size() == 1);
  CHECK(f.Tags() == std::vector<std::string>{kTag});
  f.Wish(kTag, false);
  f.Wish("etNOBODYS");
  f.runner.Tick();
  CHECK(f.store.wishes[2].state == TagWishState::kDone);
  CHECK(f.store.wishes[3].state == TagWishState::kRefused);
  CHECK(f.store.wishes[3].code == "tag.not_found");
  CHECK(f.Tags().empty());
  CHECK(f.store.known.size() == 1);
}

TEST_CASE("a call whose answer is missing is looked up before it is made again") {
  Tagged f;
  TagWish& arrived = f.Wish();
  arrived.asked_at = f.clock.now - 1000;
  arrived.attempts = 1;
  f.Have({kTag});
  f.runner.Tick();
  CHECK(f.store.wishes[0].state == TagWishState::kDone);
  CHECK(f.corp.tag_book().Marks().empty());

  TagWish& lost = f.Wish(kTag, false);
  lost.asked_at = f.clock.now - 1000;
  lost.attempts = 1;
  f.runner.Tick();
  CHECK(f.store.wishes[1].state == TagWishState::kDone);
  CHECK(f.corp.tag_book().Marks().size() == 1);
}

TEST_CASE("who changed the contact on the platform since wins over a call whose answer is missing") {
  Tagged f;
  TagWish& wish = f.Wish();
  wish.asked_at = f.clock.now - 1000;
  wish.attempts = 1;
  f.store.changed = true;
  f.runner.Tick();
  CHECK(f.store.wishes[0].state == TagWishState::kOvertaken);
  CHECK(f.Tags().empty());

  TagWish& newer = f.Wish();
  newer.asked_at = f.clock.now;  // of the wish that it replaced
  f.runner.Tick();
  CHECK(f.store.wishes[1].state == TagWishState::kDone);
  CHECK(f.Tags() == std::vector<std::string>{kTag});
}

TEST_CASE("a platform that cannot be asked rests ever longer, and the wish says why it waits") {
  Tagged f;
  f.runner.Tick();
  f.Wish();
  f.Fault(R"({"at":"api","act":"errcode","value":48002,"times":1,"path":"mark_tag"})");
  f.runner.Tick();
  CHECK(f.store.wishes[0].state == TagWishState::kWaiting);
  CHECK(f.store.wishes[0].code == "wecom.errcode_48002");
  CHECK(f.store.wishes[0].asked_at == 0);
  CHECK(f.store.problem == "wecom.errcode_48002");
  f.runner.Tick();
  CHECK(f.Tags().empty());
  f.clock.now += 5'000;
  f.runner.Tick();
  CHECK(f.Tags() == std::vector<std::string>{kTag});
  CHECK(f.store.problem.empty());
}

TEST_CASE("a contact that the platform answers with an unknown code is tried again, at last given up, alone") {
  Tagged f;
  f.runner.Tick();
  f.Wish();
  f.corp.tag_book().Refuse(f.store.wishes[0].contact, 99'999);
  for (int i = 0; i < 7; ++i) {
    f.runner.Tick();
    CHECK(f.store.wishes[0].state == TagWishState::kWaiting);
    CHECK(f.store.problem.empty());
    f.clock.now += 3'600'000;
  }
  f.runner.Tick();
  CHECK(f.store.wishes[0].state == TagWishState::kRefused);
  CHECK(f.store.wishes[0].code == "wecom.errcode_99999");
}

}  // namespace custos::server::customers
